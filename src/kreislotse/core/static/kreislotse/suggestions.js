// A long <select data-suggest> becomes a field that completes by typing. The select stays in the form and keeps its
// name and value, so that the server sees no difference and a page without script works as before.
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();
const most = 50;

function enhance(select) {
  if (select.multiple || select.dataset.suggestReady) return;
  select.dataset.suggestReady = "true";
  const options = [...select.options].filter((option) => option.value !== "");
  const box = document.createElement("div");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  let active = -1;

  box.className = "suggestions";
  input.type = "text";
  input.className = select.className.replaceAll("__select", "__input");
  input.autocomplete = "off";
  input.id = select.id;
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  if (select.required) input.setAttribute("aria-required", "true");
  list.id = `${select.id}_list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  input.setAttribute("aria-controls", list.id);
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) {
    label.id ||= `${select.id}_label`;
    list.setAttribute("aria-labelledby", label.id);
  }
  select.id += "_select";
  select.hidden = true;
  select.required = false;
  input.value = select.value ? select.selectedOptions[0].text : "";

  const shown = () => [...list.children];
  const exactly = () => options.find((option) => fold(option.text) === fold(input.value));
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    select.value = option?.value ?? "";
    input.value = option?.text ?? "";
    close();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const mark = (index) => {
    const items = shown();
    if (!items.length) return;
    active = (index + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  };
  const search = () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    const hits = options
      .filter((option) => words.every((word) => fold(option.text).includes(word)))
      .sort((a, b) => Number(fold(b.text).startsWith(words[0] ?? "")) - Number(fold(a.text).startsWith(words[0] ?? "")))
      .slice(0, most);
    list.replaceChildren(
      ...hits.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}_${index}`;
        item.textContent = option.text;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          choose(option);
        });
        item.option = option;
        return item;
      }),
    );
    list.hidden = hits.length === 0;
    active = -1;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };

  input.addEventListener("input", () => {
    select.value = "";
    search();
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", search);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) search();
      mark(event.key === "ArrowDown" ? active + 1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden && (active >= 0 || (input.value && !select.value))) {
      event.preventDefault();
      choose(active >= 0 ? shown()[active].option : (exactly() ?? shown()[0].option));
    } else if (event.key === "Escape") {
      close();
    }
  });
  input.addEventListener("blur", () => {
    const exact = exactly();
    const only = input.value && shown().length === 1 ? shown()[0].option : null;
    if (exact || only) choose(exact ?? only);
    else if (!select.value) choose(null);
    close();
  });

  const wrapper = select.closest(".kern-form-input__select-wrapper") ?? select;
  wrapper.after(box);
  box.append(input, list);
  if (wrapper !== select) {
    box.append(select);
    wrapper.remove();
  }
}

const enhanceAll = () => document.querySelectorAll("select[data-suggest]").forEach(enhance);
enhanceAll();
document.addEventListener("htmx:after:swap", enhanceAll);
