// Kreislotse without internet. Keeps one pack per language, only after somebody asked for it, and nothing else.
const VERSION = "{{ version }}";
const NAME = "mitnehmen-";
const PRIVATE = /^(\/[a-z]{2,3}(-[a-z]+)?)?\/({{ private }})(\/|$)/;
const WEEK = 7 * 24 * 60 * 60 * 1000;
const PATIENCE = 8000;

const isOurs = (url) => url.origin === location.origin && !PRIVATE.test(url.pathname);
const isPack = (request) => new URL(request.url).pathname.endsWith("/paket.json");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(() => refresh(0))));

async function fresh(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  const isPrivate = /no-store|private/.test(answer.headers.get("cache-control") ?? "");
  if (!answer.ok || answer.redirected || isPrivate || !isOurs(new URL(answer.url))) throw new Error(`not kept: ${address}`);
  return answer;
}

// Everything is fetched before anything is replaced: a pack is whole or the old one stays.
async function keep(address) {
  const pack = await fresh(address);
  const { language, files } = await pack.clone().json();
  const bodies = await Promise.all(files.map(fresh));
  const cache = await caches.open(NAME + language);
  await cache.put(address, pack);
  for (const [index, file] of files.entries()) await cache.put(file, bodies[index]);
  const wanted = new Set([address, ...files].map((one) => new URL(one, location).href));
  for (const request of await cache.keys()) if (!wanted.has(request.url)) await cache.delete(request);
}

// A new release fetches what was kept once more, and so does a pack that is a week old.
async function refresh(age) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(NAME)) continue;
    const cache = await caches.open(name);
    for (const request of (await cache.keys()).filter(isPack)) {
      const { made_on } = await (await cache.match(request)).json();
      if (Date.now() - Date.parse(made_on) > age) await keep(new URL(request.url).pathname + new URL(request.url).search).catch(() => {});
    }
  }
}

async function instead(url) {
  const exact = await caches.match(url.pathname, { ignoreSearch: true });
  if (exact) return exact;
  const names = (await caches.keys()).filter((name) => name.startsWith(NAME));
  const language = url.pathname.match(/^\/([a-z]{2,3}(-[a-z]+)?)\//)?.[1];
  const name = [NAME + language, `${NAME}de`, ...names].find((one) => names.includes(one));
  if (!name) return undefined;
  const cache = await caches.open(name);
  const page = (await cache.keys()).find((request) => request.url.endsWith("/offline/"));
  return page && cache.match(page);
}

// With a network that never answers, what is kept is shown after a while.
async function navigate(request, url) {
  const network = fetch(request);
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => instead(url));
  try {
    return await Promise.race([network, patience.then((page) => page ?? network)]);
  } catch (error) {
    const page = await instead(url);
    if (page) return page;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !isOurs(url)) return;
  if (request.mode === "navigate") {
    event.respondWith(navigate(request, url));
    event.waitUntil(refresh(WEEK));
  } else {
    event.respondWith(fetch(request).catch(async () => (await caches.match(url.pathname, { ignoreSearch: true })) ?? Response.error()));
  }
});

self.addEventListener("message", (event) => {
  const address = event.data?.keep;
  if (!address || !event.ports[0]) return;
  const answer = (text) => event.ports[0].postMessage({ version: VERSION, error: text });
  event.waitUntil(keep(address).then(() => answer(""), (error) => answer(String(error))));
});
