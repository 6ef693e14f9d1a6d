// Keys: Ctrl K to the jump field, ? for the list, G then a letter to a page. Single letters can be switched off.
const KEY = "lw-letters";
const PAGES = { m: "/", n: "/naskah/", p: "/program/", k: "/komitmen/" };
let waiting = 0;

const lettersOn = () => {
  try { return localStorage.getItem(KEY) !== "off"; } catch { return true; }
};
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable='false']), dialog");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    const field = document.querySelector("[data-jump] input");
    if (!field || event.target.closest?.("[contenteditable='true']")) return;  // in the editor Ctrl K is the link
    event.preventDefault();
    if (field.getClientRects().length) field.select();
    else document.querySelector(".jump-link")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !lettersOn()) return;
  if (event.key === "?") {
    const list = document.getElementById("keys");
    if (list && !list.open) { event.preventDefault(); list.showModal(); }
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "g") {
    waiting = Date.now();
  } else if (Date.now() - waiting < 1500 && PAGES[key] && document.body.classList.contains("signed-in")) {
    waiting = 0;
    location.assign(PAGES[key]);
  } else {
    waiting = 0;
  }
});

const choice = document.querySelector("[data-keys-switch]");
if (choice) {
  choice.checked = lettersOn();
  choice.addEventListener("change", () => {
    try { localStorage.setItem(KEY, choice.checked ? "on" : "off"); } catch { /* this page only */ }
  });
}
