// Every phone page: keeps the page for reading without internet, sends what waits, and says what became of it.
const section = document.querySelector("[data-outbox]");
const list = section.querySelector("[data-outbox-list]");
const says = section.querySelector("[data-outbox-says]");
const EVERY = 60 * 1000;
const canKeep = "serviceWorker" in navigator && "caches" in window;

function row(entry) {
  const item = section.querySelector("[data-outbox-row]").content.cloneNode(true);
  const part = (name) => item.querySelector(`[data-part="${name}"]`);
  part("label").textContent = entry.label;
  part("state").textContent = section.dataset[entry.state];
  part("state").dataset.state = entry.state;
  part("sentence").textContent = entry.sentence ?? "";
  part("actions").hidden = entry.state === "sent";
  part("edit").href += `?eintrag=${entry.key}`;
  part("edit").hidden = Boolean(entry.page); // an answer is not edited: its question is read again
  part("page").hidden = !entry.page;
  if (entry.page) part("page").href = entry.page;
  part("delete").addEventListener("click", async () => {
    await outbox.remove(entry.key);
    await show();
  });
  return item;
}

async function show(problem = "") {
  await outbox.tidy();
  const owner = localStorage.getItem("unterwegs");
  const entries = (await outbox.all()).filter((entry) => !entry.owner || !owner || entry.owner === owner);
  section.hidden = !entries.length;
  list.replaceChildren(...entries.sort((a, b) => b.madeAt - a.madeAt).map(row));
  for (const entry of entries) if (entry.state === "sent" && entry.page && !entry.isRead) await outbox.put({ ...entry, isRead: true });
  const waits = entries.some((entry) => entry.state === "waiting");
  says.textContent = waits && problem ? says.dataset[problem] : "";
  section.querySelector("[data-outbox-login]").hidden = !(waits && problem === "login");
}

async function flush() {
  const { problem } = await outbox.flush(section.dataset.stateUrl);
  await show(problem);
  return problem;
}

async function keep() {
  const registration = await navigator.serviceWorker.register(section.dataset.worker, { scope: section.dataset.scope });
  await navigator.serviceWorker.ready;
  registration.active?.postMessage({ do: "keep" });
}

// A form that was filled in: it is kept first and sent then; the page goes on when the office has it.
document.addEventListener("unterwegs:entry", async ({ detail: { entry, done } }) => {
  try {
    await outbox.put({ ...entry, owner: localStorage.getItem("unterwegs") ?? "", state: "waiting", madeAt: Date.now() });
  } catch {
    return done(false);
  }
  await show();
  const problem = await flush();
  const result = await outbox.get(entry.key);
  done(true, result, problem);
});

if ("indexedDB" in window) {
  outbox.clearRead().then(flush).catch(() => {});
  window.addEventListener("online", () => flush());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });
  setInterval(() => { if (!document.hidden) flush(); }, EVERY);
  if (navigator.onLine) {
    outbox.state(section.dataset.stateUrl).then(({ owner }) => { if (owner) localStorage.setItem("unterwegs", owner); });
  }
}
if (canKeep && navigator.onLine) keep().catch(() => {});
