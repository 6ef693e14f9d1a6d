// [role=tablist]: arrows move, the panel of aria-controls shows. The last choice is kept under data-keep="name".
function choose(tab, focus) {
  const list = tab.closest("[role=tablist]");
  for (const other of list.querySelectorAll("[role=tab]")) {
    const on = other === tab;
    other.setAttribute("aria-selected", String(on));
    other.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls"));
    if (panel) panel.hidden = !on;
  }
  if (focus) tab.focus();
  if (list.dataset.keep) {
    try { localStorage.setItem(`lw-tab-${list.dataset.keep}`, tab.id); } catch { /* not kept */ }
  }
  tab.dispatchEvent(new CustomEvent("tab:chosen", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest?.("[role=tablist] [role=tab]");
  if (tab) choose(tab, false);
});
document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(tab);
  const next = { ArrowRight: tabs[at + 1] ?? tabs[0], ArrowLeft: tabs.at(at - 1), Home: tabs[0], End: tabs.at(-1) }[event.key];
  if (next) { event.preventDefault(); choose(next, true); }
});
for (const list of document.querySelectorAll("[role=tablist]")) {
  let kept = null;
  try { kept = list.dataset.keep && localStorage.getItem(`lw-tab-${list.dataset.keep}`); } catch { /* none */ }
  const first = list.querySelector(`[role=tab]#${CSS.escape(kept || "-")}`) ?? list.querySelector("[aria-selected=true]") ?? list.querySelector("[role=tab]");
  if (first) choose(first, false);
}
