// Sets light or dark before the first paint, hence a classic script in the head; then serves every [data-theme-toggle].
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const KEY = "lw-theme";

  const kept = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }  // storage may be closed by policy
  };
  const show = () => {
    const theme = kept() ?? (dark.matches ? "dark" : "light");
    root.dataset.bsTheme = theme;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.setAttribute("aria-pressed", String(theme === "dark"));
    }
  };

  root.classList.add("js");
  show();
  dark.addEventListener("change", show);
  addEventListener("storage", (event) => { if (event.key === KEY) show(); });
  document.addEventListener("DOMContentLoaded", show);
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-theme-toggle]")) return;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem(KEY, next); } catch { /* this page only, then */ }
    root.dataset.bsTheme = next;
    for (const button of document.querySelectorAll("[data-theme-toggle]")) {
      button.setAttribute("aria-pressed", String(next === "dark"));
    }
  });
})();
