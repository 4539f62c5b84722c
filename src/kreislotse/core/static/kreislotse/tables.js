// A table wider than its place scrolls inside its frame, by keyboard too; one that fits keeps its sticky head.
const fit = (frame) => {
  frame.classList.remove("is-wide");
  const wide = frame.scrollWidth > frame.clientWidth + 1;
  frame.classList.toggle("is-wide", wide);
  frame.toggleAttribute("tabindex", wide);
  if (wide) {
    frame.tabIndex = 0;
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", frame.querySelector("caption")?.textContent.trim() ?? "");
  } else {
    frame.removeAttribute("role");
    frame.removeAttribute("aria-label");
  }
};
const fitAll = () => document.querySelectorAll(".table-wrap").forEach(fit);

fitAll();
document.fonts?.ready.then(fitAll);
addEventListener("resize", fitAll);
document.addEventListener("htmx:after:swap", fitAll);
