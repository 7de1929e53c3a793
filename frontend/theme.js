// Light, dark, or as the system has it; remembered on this device.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");
const apply = () => {
  root.dataset.theme = localStorage.getItem("theme") || (system.matches ? "dark" : "light");
};
apply();
system.addEventListener("change", apply);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  localStorage.setItem("theme", root.dataset.theme === "dark" ? "light" : "dark");
  apply();
});
