// Reading a section: comments on passages; a selection shows a button to start one, also by touch.
import { commentsOn } from "./comments.js";

const prose = document.querySelector("[data-prose]");
if (prose) {
  const comments = commentsOn(() => prose);
  const button = document.querySelector("[data-comment-selection]");
  button?.addEventListener("mousedown", (event) => event.preventDefault());
  button?.addEventListener("click", () => { comments.start(); button.hidden = true; });
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const on = selection.rangeCount && !selection.isCollapsed && prose.contains(selection.anchorNode);
    if (!button) return;
    button.hidden = !on;
    if (!on) return;
    const box = selection.getRangeAt(0).getBoundingClientRect();
    button.style.top = `${Math.max(box.top - 44, 60)}px`;
    button.style.left = `${Math.min(Math.max(box.left, 8), innerWidth - 160)}px`;
  });
}
