// Words with a meaning (a.term, a.term-mark): a click tells it in a small box, so that nobody leaves a page he is writing.
// Without this script, or in a new tab, the link leads to the glossary. The browser itself closes the box by Escape and by
// a click elsewhere; the focus goes into it and back to the word.
const box = document.querySelector("[data-term-box]");
let opener = null;

function place(link) {
  const at = link.getBoundingClientRect();
  const room = { width: document.documentElement.clientWidth, height: innerHeight };
  const left = Math.max(8, Math.min(at.left, room.width - box.offsetWidth - 8));
  const below = at.bottom + 6;
  const top = below + box.offsetHeight > room.height - 8 ? Math.max(8, at.top - box.offsetHeight - 6) : below;
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
}

if (box && typeof box.showPopover === "function") {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.term, a.term-mark");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener = link;
    box.querySelector("[data-term-word]").textContent = link.dataset.word || link.textContent;
    box.querySelector("[data-term-meaning]").textContent = link.title;
    box.querySelector("[data-term-more]").href = link.href;
    box.showPopover();
    place(link);
    box.focus({ preventScroll: true });
  });
  box.querySelector("[data-term-close]").addEventListener("click", () => box.hidePopover());
  box.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && (box.contains(document.activeElement) || document.activeElement === document.body)) opener?.focus({ preventScroll: true });
  });
  addEventListener("scroll", () => { if (box.matches(":popover-open")) place(opener); }, { passive: true, capture: true });
}
