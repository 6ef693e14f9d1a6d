// The outline at work: keys for the row one is in, and dragging as a second way. The buttons of the rows do the same.
const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "out", ArrowRight: "in" };

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row) return;
  if (event.key === "F2") {
    event.preventDefault();
    row.querySelector("details").open = true;
    row.querySelector("[data-rename]").select();
  } else if (event.ctrlKey && event.shiftKey && ARROWS[event.key]) {
    if (event.target.matches("input[type=text], input:not([type=checkbox])")) return;
    event.preventDefault();
    const button = row.querySelector(`[data-move="${ARROWS[event.key]}"]`);
    // The button keeps its id through the swap, so the focus stays on it.
    button?.focus();
    button?.click();
  }
});

// ---- Dragging: onto the upper half of a row = before it, onto the lower half of a chapter = into it ----
let dragged = null;

function prepare() {
  for (const row of document.querySelectorAll("[data-row]:not(.chapter):not(.retired)")) row.draggable = true;
}
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-row]") ?? null;
  if (dragged) { event.dataTransfer.effectAllowed = "move"; dragged.classList.add("dragged"); }
});
document.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; clear(); });
const clear = () => { for (const row of document.querySelectorAll(".drop-before, .drop-into")) row.classList.remove("drop-before", "drop-into"); };
const target = (event) => {
  const row = event.target.closest?.("[data-row]");
  return row && row !== dragged && !row.classList.contains("retired") ? row : null;
};
document.addEventListener("dragover", (event) => {
  const row = dragged && target(event);
  if (!row) return;
  event.preventDefault();
  clear();
  row.classList.add(row.classList.contains("chapter") ? "drop-into" : "drop-before");
});
document.addEventListener("drop", (event) => {
  const row = dragged && target(event);
  if (!row) return;
  event.preventDefault();
  const into = row.classList.contains("chapter");
  const parent = into ? row : document.getElementById(`row-${row.dataset.parent}`);
  const form = dragged.querySelector("form[hx-post*='/pindah/']");
  htmx.ajax("POST", form.getAttribute("hx-post"), {
    target: "#outline", swap: "outerHTML",
    values: { parent: parent?.dataset.key ?? "", before: into ? "" : row.dataset.key },
  });
});
document.body.addEventListener("htmx:afterSettle", prepare);
prepare();
