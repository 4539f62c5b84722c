// The choice between light, dark and what the device says, kept on this device only.
const root = document.documentElement;
const current = () => root.dataset.kernTheme ?? "auto";

function show(group) {
  group.hidden = false;
  group.querySelectorAll("[data-theme]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset.theme === current()));
  });
}

document.querySelectorAll("[data-theme-choices]").forEach((group) => {
  show(group);
  group.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme]")?.dataset.theme;
    if (!theme) return;
    if (theme === "auto") {
      delete root.dataset.kernTheme;
      localStorage.removeItem("theme");
    } else {
      root.dataset.kernTheme = theme;
      localStorage.setItem("theme", theme);
    }
    show(group);
  });
});
