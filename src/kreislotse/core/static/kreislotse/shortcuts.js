// data-shortcut="/" on a field, link or menu: the key focuses, follows or opens it, except while typing.
const typing = (target) => target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else if (target.matches("summary")) {
    target.parentElement.open = true;
    target.parentElement.querySelector("a")?.focus();
  } else {
    target.click();
  }
});
