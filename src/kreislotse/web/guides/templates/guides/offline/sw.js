// The phone pages without internet: one page with the next appointments and the form for times, and what draws it.
const NAME = "unterwegs-{{ version }}";
const PAGE = "{% url "guides:offline" %}";
const FILES = [{% for file in files %}"{{ file|escapejs }}", {% endfor %}"/bezirk.css"];
const PATIENCE = 6000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("unterwegs-") && name !== NAME) await caches.delete(name);
  await self.clients.claim();
})()));

// Only what a logged-in guide is shown is kept: an answer that leads to the login is none.
async function keep() {
  const page = await fetch(PAGE, { cache: "no-cache", redirect: "manual" });
  if (!page.ok || page.type === "opaqueredirect") return forget();
  const cache = await caches.open(NAME);
  for (const file of FILES) if (!(await cache.match(file))) await cache.add(file);
  await cache.put(PAGE, page);
}

async function forget() {
  for (const name of await caches.keys()) if (name.startsWith("unterwegs-")) await caches.delete(name);
}

async function kept(address) {
  return (await caches.has(NAME)) ? (await caches.open(NAME)).match(address) : undefined;
}

// With a network that never answers, what is kept is shown after a while.
async function navigate(request) {
  const network = fetch(request).then((answer) => {
    if (answer.type === "opaqueredirect") forget();
    return answer;
  });
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => kept(PAGE));
  try {
    return await Promise.race([network, patience.then((page) => page ?? network)]);
  } catch (error) {
    const page = await kept(PAGE);
    if (page) return page;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(request));
  else if (FILES.includes(url.pathname)) event.respondWith(fetch(request).catch(async () => (await kept(url.pathname)) ?? Response.error()));
});

self.addEventListener("message", (event) => {
  const work = { keep, forget }[event.data?.do];
  if (!work) return;
  event.waitUntil(work().then(() => event.ports[0]?.postMessage("done"), () => event.ports[0]?.postMessage("failed")));
});
