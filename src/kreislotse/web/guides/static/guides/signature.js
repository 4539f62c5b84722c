// A signature with the finger: strokes in a frame of 600 × 200, written as an SVG path into the form.
const WIDTH = 600;
const HEIGHT = 200;
const LONGEST = 18000;

for (const box of document.querySelectorAll("[data-signature]")) {
  const form = box.closest("form");
  const field = form.querySelector("[data-strokes]");
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let isDown = false;
  let last = null;
  box.hidden = false;

  const clamp = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
  function point(event) {
    const frame = canvas.getBoundingClientRect();
    return [clamp(((event.clientX - frame.left) / frame.width) * WIDTH, WIDTH), clamp(((event.clientY - frame.top) / frame.height) * HEIGHT, HEIGHT)];
  }

  function draw() {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = getComputedStyle(canvas).color;
    if (field.value) pen.stroke(new Path2D(field.value));
  }

  function add(kind, [x, y]) {
    if (field.value.length > LONGEST || (kind === "L" && last && last[0] === x && last[1] === y)) return;
    field.value += `${kind}${x} ${y}`;
    last = [x, y];
  }

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    isDown = true;
    add("M", point(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!isDown) return;
    const steps = event.getCoalescedEvents?.() ?? [];
    for (const one of steps.length ? steps : [event]) add("L", point(one));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { isDown = false; });
  box.querySelector("[data-clear]").addEventListener("click", () => {
    field.value = "";
    last = null;
    draw();
  });
  form.addEventListener("signature:draw", draw);
  box.closest("details")?.addEventListener("toggle", draw);
  draw();
}
