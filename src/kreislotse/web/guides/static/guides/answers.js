// A yes or a no to a question: handed to the outbox instead of the network, so that it is kept where there is none.
// One answer per question waits on the phone: who changes their mind before it has gone sends the last one.
const keyOf = (form) => `antwort-${form.dataset.question}`;

function entryOf(form) {
  const fields = [...new FormData(form).entries()].filter(([name]) => name !== "csrfmiddlewaretoken");
  return { key: keyOf(form), address: form.action, label: form.dataset.answer, page: form.dataset.page, fields };
}

function submit(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  const done = async (isKept, result) => {
    button.removeAttribute("aria-busy");
    if (!isKept) return form.submit(); // no store on this device: as without a script
    if (result?.state === "sent") {
      await outbox.put({ ...result, isRead: false }); // it is read on the page that comes
      return location.assign(result.url);
    }
    document.querySelector("[data-outbox]").scrollIntoView({ block: "start" });
  };
  document.dispatchEvent(new CustomEvent("unterwegs:entry", { detail: { entry: entryOf(form), done } }));
}

if ("indexedDB" in window && self.outbox) {
  for (const form of document.querySelectorAll("form[data-answer]")) form.addEventListener("submit", submit);
}
