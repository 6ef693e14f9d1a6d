// <details class="menu">: one open at a time; a click outside or Escape closes it, Escape gives the focus back.
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("focusin", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const stops = [...menu.querySelectorAll("summary, .menu-box a, .menu-box button, .menu-box input")]
      .filter((stop) => stop.getClientRects().length);
    const step = event.key === "ArrowDown" ? 1 : -1;
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length]?.focus();
    event.preventDefault();
  }
});

// The navigation sheet is a popover; following a link inside the page closes it.
document.addEventListener("click", (event) => {
  const sheet = event.target.closest?.("[popover]:popover-open");
  if (sheet && event.target.closest("a[href]")) sheet.hidePopover();
});
