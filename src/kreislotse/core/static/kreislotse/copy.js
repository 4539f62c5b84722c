// A field whose text is taken along gets a button; without script one selects it by hand.
for (const field of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "kern-btn kern-btn--secondary"
  const label = document.createElement("span")
  label.className = "kern-label"
  label.textContent = field.dataset.copy
  button.append(label)
  button.addEventListener("click", async () => {
    field.select()
    await navigator.clipboard?.writeText(field.value)
    label.textContent = field.dataset.copied
  })
  field.after(button)
}
