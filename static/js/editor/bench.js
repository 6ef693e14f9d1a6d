// The bench of a section: branches of the outline open and close, the outline can be searched, the rail opens at a tab,
// and a comparison is walked through change by change.
for (const button of document.querySelectorAll(".tw-button")) {
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
  });
}
// Below 992 px the outline is a popover, beside the text it only scrolls to the present section.
document.querySelector(".tree [aria-current]")?.scrollIntoView({ block: "center" });

const search = document.querySelector("[data-tree-search]");
search?.addEventListener("input", () => {
  const wanted = search.value.trim().toLocaleLowerCase("id");
  let found = 0;
  // From the leaves upwards, so that a branch shows when something in it does.
  for (const item of [...document.querySelectorAll("[data-tree] li")].reverse()) {
    const own = item.querySelector(":scope > a, :scope > .shut").textContent.toLocaleLowerCase("id").includes(wanted);
    const within = item.querySelector(":scope > ul > li:not([hidden])") !== null;
    item.hidden = Boolean(wanted) && !own && !within;
    if (!item.hidden) found += 1;
    const list = item.querySelector(":scope > ul");
    const button = item.querySelector(":scope > .tw-button");
    if (list && wanted) list.hidden = !within;
    else if (list && button) list.hidden = button.getAttribute("aria-expanded") !== "true";
  }
  document.querySelector("[data-tree-none]").hidden = found > 0;
});

for (const button of document.querySelectorAll("[data-rail-tab]")) {
  button.addEventListener("click", () => document.getElementById(button.dataset.railTab)?.click());
}

// ---- Comparison: previous and next change, also with N and P ----
const changes = [...document.querySelectorAll("[data-diff] [data-change]")];
const count = document.querySelector("[data-diff-count]");
let at = -1;

function step(by) {
  if (!changes.length) return;
  changes[at]?.classList.remove("here");
  at = (at + by + changes.length) % changes.length;
  if (at < 0) at = 0;
  const change = changes[at];
  change.classList.add("here");
  change.scrollIntoView({ block: "center" });
  if (count) count.textContent = count.dataset.text.replace("{0}", at + 1).replace("{1}", changes.length);
}

for (const button of document.querySelectorAll("[data-diff-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.diffStep)));
}
document.addEventListener("keydown", (event) => {
  if (!changes.length || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest?.("input, select, textarea, [contenteditable=true], dialog")) return;
  try { if (localStorage.getItem("lw-letters") === "off") return; } catch { /* keys are on */ }
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});

// A deed of the review is sent once, however often its button is pressed (case W04).
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent; });
