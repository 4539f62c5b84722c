// The list of chosen offers on this device only. Without script it travels in the addresses, ?a=12,55.
const KEY = "merkzettel";

function stored() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.filter(Number.isSafeInteger) : [];
  } catch {
    return [];
  }
}

function store(list) {
  try {
    if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
  } catch {
    // a device that keeps nothing still has the address
  }
}

const numbers = (text) => text.split(",").filter((part) => /^\d{1,15}$/.test(part)).map(Number);
const inAddress = () => numbers(new URLSearchParams(location.search).get("a") ?? "");
const chosen = () => [...new Set([...stored(), ...inAddress()])];

function showBar() {
  const list = chosen();
  for (const bar of document.querySelectorAll("[data-keep-bar]")) {
    const link = bar.querySelector("a");
    bar.hidden = !list.length;
    link.href = `${link.pathname}?a=${list.slice(0, bar.dataset.most).join(",")}`;
    link.querySelector("span").textContent = list.length;
  }
}

// From now on the device knows; what stands in this page's addresses would bring back what was taken off.
function forgetAddresses() {
  const here = new URL(location);
  if (!here.searchParams.has("a")) return;
  here.searchParams.delete("a");
  history.replaceState(history.state, "", here);
  for (const link of document.querySelectorAll('main a[href*="a="]')) {
    const url = new URL(link.href);
    if (url.origin !== location.origin || link.closest("[data-keep-bar]")) continue;
    url.searchParams.delete("a");
    link.href = url;
  }
  document.querySelectorAll('input[type="hidden"][name="a"]').forEach((input) => input.remove());
}

// A link that leads to the list becomes a button that stays on the page.
function upgrade(link) {
  const button = document.createElement("button");
  const pk = Number(link.dataset.keep);
  const name = link.querySelector("span");
  const show = () => {
    const isKept = chosen().includes(pk);
    button.setAttribute("aria-pressed", String(isKept));
    button.replaceChildren(isKept ? link.dataset.added : link.dataset.add, name);
  };
  button.type = "button";
  button.className = link.className;
  button.addEventListener("click", () => {
    const list = chosen();
    store(list.includes(pk) ? list.filter((one) => one !== pk) : [...list, pk].slice(-20));
    forgetAddresses();
    show();
    showBar();
  });
  link.replaceWith(button);
  show();
}

function begin() {
  document.querySelectorAll("a[data-keep]").forEach(upgrade);
  showBar();
}

// On the list itself: an empty one shows what the device knows; what is taken off is forgotten there too.
const list = document.querySelector("[data-choice]");
if (list && !list.dataset.choice && !location.search && stored().length) {
  location.replace(`${location.pathname}?a=${stored().slice(0, 20).join(",")}`);
}
for (const link of document.querySelectorAll("[data-forget]")) {
  link.addEventListener("click", () => {
    const pk = Number(link.dataset.forget);
    store(link.dataset.forget === "all" ? [] : stored().filter((one) => one !== pk));
  });
}

begin();
document.addEventListener("htmx:after:swap", begin);
