// Who logs out leaves no page on the device: what was kept for reading without internet goes with the login.
document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action, location).pathname.endsWith("/logout/") || !("caches" in window)) return;
  caches.keys().then((names) => names.filter((name) => name.startsWith("unterwegs-")).forEach((name) => caches.delete(name)));
});
