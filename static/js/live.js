// What htmx leaves to us: say what changed, keep the focus, and never fail in silence.
const line = document.getElementById("live");
const words = document.body.dataset;

function say(text) {
  if (!line || !text) return;
  line.textContent = "";
  setTimeout(() => { line.textContent = text; }, 50);
}

function warn(text) {
  const notes = document.getElementById("notes");
  if (!notes) return say(text);
  const sprite = document.querySelector("svg use")?.getAttribute("href")?.split("#")[0];
  let note = document.getElementById("net-note");
  if (!note) {
    note = document.createElement("div");
    note.id = "net-note";
    note.className = "note warn";
    note.setAttribute("role", "alert");
    note.innerHTML = `<svg class="i" aria-hidden="true"><use href="${sprite}#exclamation-triangle"/></svg>`;
    note.append(document.createElement("p"));
    notes.append(note);
  }
  note.querySelector("p").textContent = text;
  note.scrollIntoView({ block: "nearest" });
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  document.getElementById("net-note")?.remove();
  const place = event.detail.elt;
  const told = place.matches?.("[data-announce]") ? place : place.querySelector?.("[data-announce]");
  if (told) say(told.dataset.announce || told.textContent.trim());
  // The focused element went with the old content: go to the new heading, not back to the top of the page.
  if (document.activeElement === document.body) {
    const heading = place.querySelector?.("h1, h2, h3, [data-focus]");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  }
});
document.body.addEventListener("htmx:sendError", () => warn(words.textOffline));
document.body.addEventListener("htmx:timeout", () => warn(words.textOffline));
document.body.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  if (status === 401) return warn(words.textSignedOut);
  // A form that came back with its errors (422) is shown where it belongs; anything else is told in one line.
  warn(status < 500 && responseText && responseText.length < 300 && !responseText.includes("<") ? responseText : words.textRefused);
});
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
