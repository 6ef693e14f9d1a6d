// Comments beside the text: their passages are found by their words and what stood around them, and marked without
// touching the text; a selection starts a new thread, "@" offers the people who read the section.
const NAME = "comment";
const CURRENT = "comment-on";
const AROUND = 80;
const panel = () => document.querySelector("[data-threads]");
const canMark = typeof Highlight === "function" && CSS.highlights;
let places = []; // [{thread, range}]

/** The text that counts for finding: what is typed, without numbers of notes, live blocks and captions' numbers. */
function readText(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("sup, .blok, .no, .footnotes, .visually-hidden") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const nodes = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push([text.length, node]);
    text += node.data;
  }
  return { text, nodes };
}

function rangeOf({ nodes }, start, end) {
  const at = (offset, last) => {
    let index = nodes.findLastIndex(([from]) => (last ? from < offset : from <= offset));
    if (index < 0) index = 0;
    const [from, node] = nodes[index];
    return [node, Math.min(offset - from, node.data.length)];
  };
  const range = document.createRange();
  range.setStart(...at(start, false));
  range.setEnd(...at(end, true));
  return range;
}

const squeeze = (text) => text.replace(/\s+/gu, " ");

/** Where the passage stands now: of several places the one whose surroundings fit best; -1 when its words are gone. */
export function locate(text, quote, before, after) {
  let best = -1;
  let fit = -1;
  for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
    const common = tail(text.slice(0, at), before) + head(text.slice(at + quote.length), after);
    if (common > fit) { fit = common; best = at; }
  }
  return best;
}
const tail = (one, other) => { let n = 0; while (n < Math.min(one.length, other.length) && one.at(-1 - n) === other.at(-1 - n)) n += 1; return n; };
const head = (one, other) => { let n = 0; while (n < Math.min(one.length, other.length) && one[n] === other[n]) n += 1; return n; };

export function commentsOn(root) {
  const find = () => root();

  function mark() {
    const place = find();
    if (!place || !panel()) return;
    const read = readText(place);
    // Blanks are folded on both sides; the map leads back to the signs as they stand.
    const map = [];
    let folded = "";
    for (let index = 0; index < read.text.length; index += 1) {
      const blank = /\s/u.test(read.text[index]);
      if (blank && folded.endsWith(" ")) continue;
      folded += blank ? " " : read.text[index];
      map.push(index);
    }
    map.push(read.text.length);
    places = [];
    for (const thread of panel().querySelectorAll("[data-thread]")) {
      const quote = squeeze(thread.dataset.quote);
      if (!quote || "resolved" in thread.dataset) continue;
      const at = locate(folded, quote, squeeze(thread.dataset.before), squeeze(thread.dataset.after));
      const lost = thread.querySelector("[data-lost]");
      if (lost) lost.hidden = at >= 0;
      if (at >= 0) places.push({ thread, range: rangeOf(read, map[at], map[at + quote.length - 1] + 1) });
    }
    if (canMark) {
      const chosen = places.find((found) => found.thread.classList.contains("on"));
      CSS.highlights.set(NAME, new Highlight(...places.map((found) => found.range)));
      CSS.highlights.set(CURRENT, new Highlight(...(chosen ? [chosen.range] : [])));
    }
    for (const badge of document.querySelectorAll("[data-thread-count]")) {
      badge.textContent = panel().dataset.open;
      badge.hidden = panel().dataset.open === "0";
    }
  }

  function choose(thread, scrollText) {
    for (const other of panel().querySelectorAll(".thread")) other.classList.toggle("on", other === thread);
    const found = places.find((place) => place.thread === thread);
    if (canMark) CSS.highlights.set(CURRENT, new Highlight(...(found ? [found.range] : [])));
    if (scrollText && found) (found.range.startContainer.parentElement ?? find()).scrollIntoView({ block: "center" });
  }

  /** The selection as a passage with what stands around it, put into the form of a new thread. */
  function start() {
    const place = find();
    const selection = getSelection();
    document.getElementById("tab-comments")?.click();
    const aside = document.getElementById("pendamping");
    if (aside && getComputedStyle(aside).display === "none") aside.showPopover?.();
    const form = panel().querySelector("[data-new-thread]");
    const quoted = form.querySelector("[data-quoted]");
    let quote = "";
    if (selection.rangeCount && !selection.isCollapsed && place.contains(selection.anchorNode)) {
      const range = selection.getRangeAt(0);
      const read = readText(place);
      const offset = (node, inner) => {
        const index = read.nodes.findIndex(([, text]) => text === node);
        if (index >= 0) return read.nodes[index][0] + inner;
        // An element's edge: the first text at or behind it.
        const edge = document.createRange();
        edge.setStart(node, inner);
        const behind = read.nodes.find(([, text]) => edge.comparePoint(text, 0) >= 0);
        return behind ? behind[0] : read.text.length;
      };
      const from = offset(range.startContainer, range.startOffset);
      const to = offset(range.endContainer, range.endOffset);
      quote = squeeze(read.text.slice(from, to)).trim().slice(0, 1000);
      form.elements.before.value = squeeze(read.text.slice(Math.max(0, from - AROUND), from));
      form.elements.after.value = squeeze(read.text.slice(to, to + AROUND));
    }
    form.elements.quote.value = quote;
    quoted.textContent = quote ? `“${quote.length > 200 ? `${quote.slice(0, 200)}…` : quote}”` : "";
    quoted.hidden = !quote;
    form.querySelector("[data-drop-quote]").hidden = !quote;
    form.elements.text.focus();
  }

  document.addEventListener("click", (event) => {
    const thread = event.target.closest?.("[data-thread]");
    if (event.target.closest?.("[data-find]") && thread) {
      document.getElementById("pendamping")?.matches(":popover-open") && document.getElementById("pendamping").hidePopover();
      choose(thread, true);
    }
    const drop = event.target.closest?.("[data-drop-quote]");
    if (drop) {
      const form = drop.closest("form");
      for (const name of ["quote", "before", "after"]) form.elements[name].value = "";
      form.querySelector("[data-quoted]").hidden = true;
      drop.hidden = true;
    }
    if (find()?.contains(event.target) && getSelection().isCollapsed && places.length) {
      const hit = places.find(({ range }) => [...range.getClientRects()].some((box) => event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom));
      if (hit) {
        document.getElementById("tab-comments")?.click();
        choose(hit.thread, false);
        hit.thread.scrollIntoView({ block: "nearest" });
      }
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.altKey && event.code === "KeyM") { event.preventDefault(); start(); }
  });
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.elt.matches?.("[data-threads]") || event.detail.target?.id === "threads") mark(); });
  mark();
  // A mail leads to #k-<thread>.
  if (location.hash.startsWith("#k-")) {
    const thread = document.getElementById(location.hash.slice(1));
    if (thread) { document.getElementById("tab-comments")?.click(); choose(thread, true); thread.scrollIntoView({ block: "nearest" }); }
  }
  return { start, mark };
}

// ---- Mentions: "@" and the first letters offer names; arrows choose, Enter or Tab takes ----
let list = null;
const people = () => JSON.parse(document.getElementById("people")?.textContent ?? "[]");

function close() { list?.remove(); list = null; }

function offer(field) {
  const typed = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(field.value.slice(0, field.selectionStart));
  if (!typed) return close();
  const wanted = typed[1].toLocaleLowerCase("id");
  const rows = people().filter((person) => person.username.startsWith(wanted) || person.name.toLocaleLowerCase("id").includes(wanted)).slice(0, 6);
  if (!rows.length) return close();
  list ??= Object.assign(document.createElement("ul"), { className: "mention-list", role: "listbox", id: "mentions" });
  list.replaceChildren(...rows.map((person, index) => {
    const row = Object.assign(document.createElement("li"), { role: "option", textContent: `${person.name} (@${person.username})`, id: `mention-${index}` });
    row.setAttribute("aria-selected", String(index === 0));
    row.addEventListener("mousedown", (event) => { event.preventDefault(); take(field, person); });
    row.person = person;
    return row;
  }));
  field.setAttribute("aria-controls", "mentions");
  field.setAttribute("aria-activedescendant", "mention-0");
  field.after(list);
}

function take(field, person) {
  const before = field.value.slice(0, field.selectionStart).replace(/@[\p{L}\p{N}._-]*$/u, `@${person.username} `);
  field.value = before + field.value.slice(field.selectionStart);
  field.selectionStart = field.selectionEnd = before.length;
  close();
}

document.addEventListener("input", (event) => { if (event.target.matches?.("[data-mention]")) offer(event.target); });
document.addEventListener("focusout", (event) => { if (event.target.matches?.("[data-mention]")) { close(); event.target.removeAttribute("aria-activedescendant"); } });
document.addEventListener("keydown", (event) => {
  if (!list || !event.target.matches?.("[data-mention]")) return;
  const rows = [...list.children];
  const at = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const next = { ArrowDown: rows[at + 1] ?? rows[0], ArrowUp: rows.at(at - 1) }[event.key];
  if (next) {
    event.preventDefault();
    for (const row of rows) row.setAttribute("aria-selected", String(row === next));
    event.target.setAttribute("aria-activedescendant", next.id);
  } else if (event.key === "Enter" || event.key === "Tab") {
    event.preventDefault();
    take(event.target, rows[at].person);
  } else if (event.key === "Escape") {
    event.stopPropagation();
    close();
  }
});
