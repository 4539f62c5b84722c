// What was noted on this phone, until the office has it: kept in IndexedDB, sent with the key it was given when it was made.
// The server answers a key it knows with the first result, so an entry may be sent as often as the network needs.
{
  const STORE = "eintraege";
  const TOGETHER = "kreislotse-ausgang";
  const KEPT_HOURS = 24;

  const opened = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("kreislotse-unterwegs", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  async function work(mode, action) {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const request = action(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onerror = transaction.onabort = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  const all = () => work("readonly", (store) => store.getAll());
  const get = (key) => work("readonly", (store) => store.get(key));
  const put = (entry) => work("readwrite", (store) => store.put(entry));
  const remove = (key) => work("readwrite", (store) => store.delete(key));

  // Who is logged in, and with which token to send; "login" when nobody is, "later" when there is no answer.
  async function state(address) {
    try {
      const answer = await fetch(address, { redirect: "manual", cache: "no-store", headers: { Accept: "application/json" } });
      if (answer.type === "opaqueredirect" || answer.status === 403) return { problem: "login" };
      return answer.ok ? await answer.json() : { problem: "later" };
    } catch {
      return { problem: navigator.onLine ? "later" : "offline" };
    }
  }

  function bodyOf(entry) {
    const body = new FormData();
    for (const [name, value, file] of entry.fields) if (file) body.append(name, value, file); else body.append(name, value);
    return body;
  }

  async function send(entry, token) {
    let answer;
    try {
      answer = await fetch(entry.address, {
        method: "POST", redirect: "manual", body: bodyOf(entry), headers: { Accept: "application/json", "X-CSRFToken": token },
      });
    } catch {
      return navigator.onLine ? "later" : "offline";
    }
    if (answer.type === "opaqueredirect" || answer.status === 403) return "login";
    if (answer.status !== 200 && answer.status !== 422) return "later";
    const { state: result, sentence, url } = await answer.json();
    // What is in the office's hands is no longer kept here: only the sentence stays for a day.
    const fields = result === "sent" ? [] : entry.fields;
    // Was it changed while this was on its way, the newer one still has to go.
    const newest = await get(entry.key);
    if (newest && newest.madeAt !== entry.madeAt) return "";
    await put({ ...entry, fields, state: result, sentence, url, answeredAt: Date.now() });
    return "";
  }

  // One tab after the other; a second one that comes in between finds nothing left to send.
  const alone = (action) => (navigator.locks ? navigator.locks.request(TOGETHER, action) : action());

  // Sends what waits and belongs to whoever is logged in. Gives what stands in the way: "", "offline", "login" or "later".
  const flush = (address) => alone(async () => {
    const waiting = (await all()).filter((entry) => entry.state === "waiting");
    if (!waiting.length) return { problem: "" };
    const { problem = "", owner, token } = await state(address);
    if (problem) return { problem };
    localStorage.setItem("unterwegs", owner);
    for (const entry of waiting.filter((one) => !one.owner || one.owner === owner).sort((a, b) => a.madeAt - b.madeAt)) {
      const trouble = await send(entry, token);
      if (trouble) return { problem: trouble, owner };
    }
    return { problem: "", owner };
  });

  async function tidy() {
    for (const entry of await all()) {
      if (entry.state === "sent" && Date.now() - entry.answeredAt > KEPT_HOURS * 3600 * 1000) await remove(entry.key);
    }
  }

  // What became of an answer is read once; an entry of time stays for a day.
  async function clearRead() {
    for (const entry of await all()) if (entry.state === "sent" && entry.isRead) await remove(entry.key);
  }

  self.outbox = { all, get, put, remove, flush, state, tidy, clearRead };
}
