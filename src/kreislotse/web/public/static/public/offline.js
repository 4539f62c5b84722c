// Without internet: take a language's offers along, look through them, delete them. Words stand in the page, not here.
const root = document.querySelector("[data-offline]");
const { language, pack: address, version } = root.dataset;
const NAME = `mitnehmen-${language}`;
const MANY = 50;
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const canKeep = Boolean(address) && "serviceWorker" in navigator && "caches" in window;

const folded = (text) => text.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/\p{M}/gu, "");

async function keptPack() {
  if (!("caches" in window) || !(await caches.has(NAME))) return null;
  const cache = await caches.open(NAME);
  const request = (await cache.keys()).find((one) => new URL(one.url).pathname.endsWith("/paket.json"));
  return request ? (await cache.match(request)).json() : null;
}

async function keptBytes() {
  const cache = await caches.open(NAME);
  const answers = await cache.matchAll();
  const sizes = await Promise.all(answers.map(async (answer) => (await answer.blob()).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function worker() {
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  await navigator.serviceWorker.ready;
  return registration.active ?? registration.waiting ?? registration.installing;
}

async function keep() {
  const active = await worker();
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => { port1.onmessage = (event) => resolve(event.data); });
  active.postMessage({ keep: address }, [port2]);
  const { error } = await answer;
  if (error) throw new Error(error);
}

async function forget() {
  await caches.delete(NAME);
  if (!(await caches.keys()).some((name) => name.startsWith("mitnehmen-"))) {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  }
}

// ── the offers ──────────────────────────────────────────────────────────────────────────────────────

function fill(card, offer) {
  for (const field of card.querySelectorAll("[data-field]")) {
    const value = offer[field.dataset.field];
    if (!value) {
      (field.closest("div[data-row]") ?? field).remove();
      continue;
    }
    const lines = Array.isArray(value) ? value : [value];
    field.replaceChildren(...lines.flatMap((line, index) => [...(index ? [document.createElement("br")] : []), ...shown(field.dataset.as, line)]));
  }
  card.querySelector("a[data-page]").href = root.dataset.offers + offer.id + "/";
  return card;
}

function shown(kind, text) {
  if (kind === "phone") return text.split(" / ").flatMap((one, index) => [...(index ? [" · "] : []), link(`tel:${one.replace(/[^\d+]/g, "")}`, one)]);
  if (kind === "email") return [link(`mailto:${text}`, text)];
  if (kind === "website" && /^https?:\/\//.test(text)) return [link(text, text.replace(/^https?:\/\//, ""))];
  const isolated = document.createElement("bdi");
  isolated.textContent = text;
  return [isolated];
}

function link(href, text) {
  const anchor = document.createElement("a");
  anchor.href = href;
  anchor.dir = "ltr";
  anchor.textContent = text;
  return anchor;
}

function list(target, offers, isOpen) {
  const template = part("offer");
  target.replaceChildren(...offers.map((offer) => {
    const card = fill(template.content.cloneNode(true), offer);
    if (isOpen) card.querySelector("details").open = true;
    return card;
  }));
}

function haystack(offer) {
  const fields = [offer.title, offer.german, offer.summary, offer.provider, offer.topics, offer.spoken, offer.places, offer.text];
  return folded(fields.flat().filter(Boolean).join(" "));
}

function search(offers, text) {
  const words = folded(text).split(/\s+/).filter(Boolean);
  return words.length ? offers.filter((offer) => words.every((word) => offer.hay.includes(word))) : offers;
}

function chosenPks() {
  const numbers = (text) => text.split(",").filter((one) => /^\d{1,15}$/.test(one)).map(Number);
  let stored = [];
  try {
    stored = JSON.parse(localStorage.getItem("merkzettel") ?? "[]");
  } catch {
    // nothing readable is nothing chosen
  }
  const here = location.pathname.match(/\/angebote\/(\d{1,15})\/$/);
  return [...(here ? [Number(here[1])] : []), ...numbers(new URLSearchParams(location.search).get("a") ?? ""), ...(Array.isArray(stored) ? stored : [])];
}

function showOffers(pack) {
  const offers = pack.offers.map((offer) => ({ ...offer, hay: haystack(offer) }));
  const byKey = new Map(offers.map((offer) => [offer.id, offer]));
  const chosen = [...new Set(chosenPks())].map((pk) => byKey.get(pk)).filter(Boolean);
  part("chosen").hidden = !chosen.length;
  list(part("chosen-list"), chosen, chosen.length < 4);
  const input = part("search").querySelector("input");
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  const show = () => {
    const found = search(offers, input.value);
    part("count").textContent = root.dataset.found.replace("{n}", found.length);
    list(part("results"), found.slice(0, MANY), false);
  };
  part("search").hidden = false;
  part("search").addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
  show();
}

// ── the page ────────────────────────────────────────────────────────────────────────────────────────

const number = (bytes) => Math.ceil(bytes / 1000).toLocaleString(language);

async function begin() {
  const pack = await keptPack();
  part("unable").hidden = canKeep || Boolean(pack);
  part("take").hidden = !canKeep || Boolean(pack);
  part("kept").hidden = !pack;
  if (!pack) return;
  const day = new Date(`${pack.made_on}T12:00:00`).toLocaleDateString(language);
  part("kept-says").textContent = root.dataset.kept.replace("{kb}", number(await keptBytes())).replace("{day}", day).replace("{n}", pack.offers.length);
  showOffers(pack);
  return pack;
}

part("take").addEventListener("click", async () => {
  part("take").disabled = true;
  part("says").textContent = root.dataset.working;
  try {
    await keep();
    part("says").textContent = root.dataset.done;
    await begin();
    part("kept-says").focus();
  } catch {
    part("says").textContent = root.dataset.failed;
  }
  part("take").disabled = false;
});

part("forget").addEventListener("click", async () => {
  await forget();
  part("says").textContent = root.dataset.gone;
  part("chosen").hidden = part("search").hidden = true;
  part("results").replaceChildren();
  part("count").textContent = "";
  await begin();
  part("take").focus();
});

const pack = await begin();
if (pack && canKeep && navigator.onLine && pack.version !== version) {
  // This device takes the offers along already; the page just loaded knows newer ones.
  await keep().then(begin, () => {});
}
