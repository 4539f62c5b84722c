// The form for times: filled in from the plan, photographs made small, and handed to the outbox instead of the network.
const form = document.querySelector("[data-time-form]");
const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

const field = (name) => form.elements.namedItem(name);

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const element = field(name);
    if (element && element.type !== "file") element.value = value;
  }
}

// A photograph that fits a page is small enough; drawing it anew also leaves out what the camera wrote beside it.
async function smaller(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => { canvas.toBlob((blob) => resolve(blob ?? file), "image/jpeg", QUALITY); });
  } catch {
    return file; // the office says what is wrong with it
  }
}

async function fieldsOf(data) {
  const fields = [];
  for (const [name, value] of data.entries()) {
    if (name === "csrfmiddlewaretoken") continue;
    if (typeof value === "string") fields.push([name, value]);
    else if (value.size) fields.push([name, await smaller(value), "beleg.jpg"]);
  }
  return fields;
}

function labelOf() {
  const select = form.querySelector("[data-matters]");
  const what = select ? select.selectedOptions[0].textContent : form.dataset.label;
  const day = new Date(`${field("on").value}T12:00:00`);
  const when = Number.isNaN(day.getTime()) ? "" : day.toLocaleDateString(document.documentElement.lang, { weekday: "short", day: "numeric", month: "long" });
  return select || !when ? what : `${when}: ${what}`;
}

const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16)));

async function again(key) {
  const entry = await outbox.get(key);
  if (!entry || entry.state === "sent") return;
  const kept = new Map(entry.fields.filter(([, , file]) => !file));
  const radios = [...form.querySelectorAll("[type=radio]")];
  const names = new Set(radios.map((radio) => radio.name));
  fill(Object.fromEntries([...kept].filter(([name]) => !names.has(name))));
  for (const radio of radios) radio.checked = radio.value === kept.get(radio.name);
  showWay(Boolean(kept.get("travel_minutes")) || !form.querySelector("[data-way]").hidden);
  form.dataset.label = entry.what ?? entry.label;
  form.dataset.files = key;
  form.querySelector("[data-all-the-same]")?.removeAttribute("hidden");
  form.querySelectorAll("details").forEach((one) => { one.open = [...one.querySelectorAll("input, select")].some((input) => input.value && input.type !== "file" && input.name !== "persons"); });
  form.dispatchEvent(new Event("signature:draw"));
}

// Without internet nobody else can say that an answer is missing, so the phone itself asks for it.
function isAnswered() {
  const isCancelled = field("outcome").value === "cancelled";
  const questions = [...form.querySelectorAll(".if-cancelled [type=radio]")];
  for (const radio of questions) radio.required = isCancelled;
  return questions.every((radio) => radio.reportValidity());
}

async function submit(event) {
  event.preventDefault();
  if (!isAnswered()) return;
  const button = form.querySelector("button:not([type=button])");
  button.setAttribute("aria-busy", "true");
  const fields = await fieldsOf(new FormData(form));
  if (form.dataset.files) {
    // Photographs of an entry that is corrected come along, unless there is a new one in their place.
    const before = await outbox.get(form.dataset.files);
    const names = new Set(fields.map(([name]) => name));
    fields.push(...(before?.fields ?? []).filter(([name, , file]) => file && !names.has(name)));
  }
  const entry = { key: field("key").value, address: form.action, label: labelOf(), what: form.dataset.label, fields };
  const done = (isKept, result, problem) => {
    button.removeAttribute("aria-busy");
    if (!isKept) return form.submit(); // no store on this device: as without a script
    if (result?.state === "sent") return location.assign(result.url);
    document.querySelector("[data-outbox]").scrollIntoView({ block: "start" });
    if (result?.state === "refused") {
      form.dataset.files = entry.key;
      form.querySelector("[data-all-the-same]")?.removeAttribute("hidden");
    } else if (problem) {
      form.reset();
      form.querySelector("[data-strokes]").value = "";
      form.dispatchEvent(new Event("signature:draw"));
      field("key").value = newKey();
      if (form.querySelector("[data-matters]")) prefill();
    }
  };
  document.dispatchEvent(new CustomEvent("unterwegs:entry", { detail: { entry, done } }));
}

function showWay(counts) {
  form.querySelector("[data-way]").hidden = !counts;
}

function prefill() {
  const select = form.querySelector("[data-matters]");
  const plan = JSON.parse(document.getElementById(select.dataset.matters).textContent)[select.value] ?? {};
  fill(plan);
  showWay(plan.counts_way);
}

if (form && "indexedDB" in window && self.outbox) {
  const select = form.querySelector("[data-matters]");
  if (select) {
    field("key").value = newKey(); // the page was kept: its own key may have been used
    select.addEventListener("change", prefill);
    const wanted = new URLSearchParams(location.search);
    const key = wanted.has("termin") ? `t${wanted.get("termin")}` : `e${wanted.get("einsatz")}`;
    if ([...select.options].some((option) => option.value === key)) select.value = key;
    prefill();
  }
  const key = new URLSearchParams(location.search).get("eintrag");
  if (key) again(key);
  form.addEventListener("submit", submit);
}
