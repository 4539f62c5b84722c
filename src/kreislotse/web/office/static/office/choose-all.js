// One box above a list of boxes ticks them all; without script each is ticked by hand.
for (const group of document.querySelectorAll("[data-choose-all]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  if (boxes.length < 2) continue;
  const row = document.createElement("p");
  row.className = "kern-form-check";
  const all = Object.assign(document.createElement("input"), { type: "checkbox", id: `${group.id}-all`, className: "kern-form-check__checkbox" });
  const label = Object.assign(document.createElement("label"), { htmlFor: all.id, className: "kern-label", textContent: group.dataset.chooseAll });
  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  group.addEventListener("change", (event) => event.target !== all && show());
  row.append(all, label);
  group.querySelector("legend").after(row);
  show();
}
