// Writing minutes with the keyboard: from item to item, a resolution or a task without the mouse, and a word on whether it
// is saved. Saving itself is done by htmx, and by the button where there is no script.
const form = document.querySelector("[data-minutes]");
const state = document.getElementById("saved");
const notes = [...document.querySelectorAll("textarea[form='minutes']")];
let unsaved = false; // something was typed that no save took along; every save takes all fields

// A field grows with its text; browsers that cannot do it by themselves get help.
const grow = (note) => {
  note.style.blockSize = "auto";
  note.style.blockSize = `${note.scrollHeight + 4}px`;
};
if (!CSS.supports("field-sizing", "content")) {
  notes.forEach(grow);
  notes.forEach((note) => note.addEventListener("input", () => grow(note)));
}

const say = (word) => {
  if (state) state.textContent = state.dataset[word];
};

const move = (note, step) => {
  const next = notes[notes.indexOf(note) + step];
  if (!next) return;
  next.focus();
  next.setSelectionRange(next.value.length, next.value.length);
  next.closest("section").scrollIntoView({ block: "nearest" });
};

document.addEventListener("input", (event) => {
  if (!notes.includes(event.target)) return;
  unsaved = true;
  say("unsaved");
});

document.addEventListener("keydown", (event) => {
  const section = event.target.closest?.(".minutes-item");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && form) {
    event.preventDefault();
    form.requestSubmit();
    return;
  }
  if (!section) return;
  const note = section.querySelector("textarea[form='minutes']");
  const opener = event.altKey && section.querySelector(`[data-open="${event.key.toLowerCase()}"]`);
  const step = event.altKey ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : event.ctrlKey && event.key === "Enter" ? 1 : 0;
  if (opener) opener.click();
  else if (step) move(note, step);
  else return;
  event.preventDefault();
});

document.addEventListener("htmx:before:request", (event) => {
  if (notes.includes(event.target)) unsaved = false; // what is typed from here on is for the next one
});
document.addEventListener("htmx:after:request", (event) => {
  if (!notes.includes(event.target)) return;
  const status = event.detail?.ctx?.response?.raw?.status ?? event.detail?.ctx?.response?.status;
  if (!(status >= 200 && status < 300)) unsaved = true;
});
document.addEventListener("htmx:error", (event) => {
  if (!notes.includes(event.target)) return;
  unsaved = true;
  say("failed");
});
document.addEventListener("htmx:after:swap", (event) => {
  if (notes.includes(event.target) || event.target === state) {
    if (unsaved) say("unsaved"); // the save that came back began before the last words
    return;
  }
  const more = [...document.querySelectorAll("[data-more]")].find((one) => one.firstElementChild && !one.dataset.seen);
  if (!more) return;
  more.dataset.seen = "true";
  more.querySelector("textarea, input:not([type='hidden'])")?.focus();
});
document.addEventListener("htmx:before:request", (event) => {
  const target = event.target.closest?.("[data-open]");
  if (target) delete document.querySelector(target.getAttribute("hx-target")).dataset.seen;
});

form?.addEventListener("submit", () => {
  unsaved = false;
});
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
