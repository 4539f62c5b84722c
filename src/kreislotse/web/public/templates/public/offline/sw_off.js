// Kreislotse without internet is switched off: forget what was kept and leave.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("mitnehmen-")) await caches.delete(name);
  await self.registration.unregister();
})()));
