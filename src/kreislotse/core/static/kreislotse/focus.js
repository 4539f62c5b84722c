// What must be read first gets the focus: the summary of errors, on load and after a swap.
const focusFirst = (root) => root.querySelector?.("[data-focus]")?.focus();

focusFirst(document);
document.addEventListener("htmx:after:swap", () => focusFirst(document));
