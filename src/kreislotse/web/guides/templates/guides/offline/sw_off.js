// Reading without internet is switched off: forget what was kept and leave. What was noted and not sent stays.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("unterwegs-")) await caches.delete(name);
  await self.registration.unregister();
})()));
