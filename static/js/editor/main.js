// The editor of a section: puts its parts together on the plain form that stands there without scripts.
import { Editor } from "django-prose-editor/editor";
import { Drafts } from "editor/drafts";
import { chooseParts, offerDraft, takeMerged } from "editor/conflict";
import { notice } from "editor/dialogs";
import { insertInline } from "editor/figures";
import { setSprite } from "editor/icons";
import { Keeper, token } from "editor/keeper";
import { pasteProps } from "editor/paste";
import { pickBlock, pickNumber, pickReference } from "editor/pickers";
import { othersShown, placeOf } from "editor/others-here";
import { beat } from "editor/presence";
import { extensions, readable } from "editor/schema";
import { signInAgain } from "editor/sign-in";
import { toolbar } from "editor/toolbar";
import { countWords, number, say } from "editor/words";
import { commentsOn } from "editor/comments";

const form = document.querySelector("form[data-editor]");
const data = form.dataset;
const textarea = form.elements.html;
setSprite(data.icons);

// ---- What the nodes and dialogs ask of the server ----
let asked = null;
const services = {
  token,
  uploadUrl: data.uploadUrl,
  pasteUrl: data.pasteUrl,
  editor: () => editor,
  choices() {
    asked ??= getJson(data.choicesUrl).catch((error) => { asked = null; throw error; });
    return asked;
  },
  async preview(blok, param) {
    return (await getJson(`${data.blockUrl}?${new URLSearchParams({ blok, param })}`)).html;
  },
  comment: () => comments.start(),
  editBlock: (target) => pickBlock(target, services),
  editNumber: (target) => pickNumber(target, services),
  editReference: (target) => pickReference(target, services),
};

async function getJson(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, redirect: "error" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// ---- The editor, in place of the text field ----
const mount = document.createElement("div");
mount.className = "editor-mount";
textarea.before(mount);
form.classList.add("live");
const editor = new Editor({
  element: mount,
  extensions: extensions(services),
  content: readable(textarea.value),
  injectCSS: false,
  editorProps: {
    attributes: { class: "prose", lang: "id", role: "textbox", "aria-multiline": "true", "aria-label": say("text_label"), spellcheck: "true" },
    ...pasteProps(services),
  },
});

// ---- Keeping the text ----
const drafts = new Drafts(data.user, data.section);
const indicator = document.querySelector("[data-saved]");
const keeper = new Keeper({
  url: data.saveUrl,
  author: Number(data.user),
  version: Number(form.elements.base_version.value),
  state: form.elements.seen_state.value,
  savedAt: indicator.dataset.at ?? "",
  drafts,
  html: () => editor.getHTML(),
  hooks: {
    state(name, text) {
      const icons = { busy: "arrow-repeat", saved: "cloud-check", offline: "cloud-slash", conflict: "exclamation-circle", failed: "exclamation-circle" };
      indicator.className = `saved js-only ${name === "saved" ? "" : name === "conflict" ? "failed" : name}`;
      indicator.dataset.now = name;
      indicator.querySelector("use").setAttribute("href", `${data.icons}#${icons[name]}`);
      const line = indicator.querySelector(".tx");
      if (line.textContent !== text) line.textContent = text;
    },
    saved(answer) {
      form.elements.base_version.value = keeper.version;
      form.elements.seen_state.value = keeper.state;
      document.body.dispatchEvent(new CustomEvent("section-saved"));
      if (answer.reopened) {
        document.querySelector("[data-state]")?.replaceChildren(pill(answer.state_label));
        notice("info", say("reopened_title"), say("reopened_text"), [[say("close"), (note) => note.remove()]]);
      }
    },
    conflict(answer, sent) {
      // Typed on while the save was under way: the whole present text is compared once more before anything is merged.
      if (editor.getHTML() !== sent.html) { keeper.resume(); keeper.later(0); return; }
      if (answer.html === sent.html || answer.merged === answer.html) { adopt(answer); return; }
      if (answer.merged !== null) takeMerged(answer, { setText, keeper, seeChanges });
      else chooseParts(answer, { setText, keeper });
    },
    signedOut: (answer) => signInAgain(answer, { loginUrl: data.loginUrl, userName: data.userName, login: data.login, keeper }),
    refused(status, answer) {
      const again = [say("try_again"), (note) => { note.remove(); keeper.resume(); keeper.save(); }];
      const copy = [say("copy_text"), () => navigator.clipboard?.writeText(editor.getText())];
      const reload = [say("reload"), () => { keeper.dirty = false; location.reload(); }];
      notice("bad", say("not_saved_title"), answer.error, answer.code === "state_moved" ? [reload] : status === 410 || status === 404 ? [copy] : [again, copy]);
    },
  },
});

function setText(html) {
  const { from } = editor.state.selection;
  editor.commands.setContent(readable(html), { emitUpdate: false });
  editor.commands.setTextSelection(Math.min(from, editor.state.doc.content.size - 1));
  textarea.value = html;
}

/** The server has our text already, or more than it: stand on its version. */
function adopt(answer) {
  const before = keeper.version;
  setText(answer.html);
  keeper.resume({ version: answer.version, forget: [before] });
  keeper.dirty = false;
  keeper.savedAt = answer.at_text?.split(" ").at(-1) ?? keeper.savedAt;
  keeper.show("saved");
}

function seeChanges(before) {
  open(`${data.readUrl}banding/?${new URLSearchParams({ dari: before, ke: keeper.version })}`, "_blank", "noopener");
}

function pill(label) {
  const element = document.createElement("span");
  element.className = "pill calm";
  element.textContent = label;
  return element;
}

const words = document.querySelectorAll("[data-words]");
let counting = 0;
editor.on("update", ({ editor: now }) => {
  textarea.value = now.getHTML();
  keeper.touch();
  clearTimeout(counting);
  counting = setTimeout(() => {
    const count = number(countWords(now.getText({ blockSeparator: "\n" })));
    for (const place of words) place.textContent = count;
  }, 300);
});

// ---- Keys, preview, submit ----
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    keeper.save();
  }
});
form.addEventListener("submit", (event) => { event.preventDefault(); keeper.save(); });

document.querySelector("[data-preview]")?.addEventListener("click", async (event) => {
  if (!keeper.dirty || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (await keeper.save()) location.assign(event.target.closest("a").href);
});

document.querySelector("[data-submit-section]")?.addEventListener("click", async () => {
  if (!(await keeper.save())) return;
  // What is missing and the deed itself stand on the page of the checks.
  location.assign(data.checksUrl);
});

// ---- A source of the rail is cited as a footnote, behind the words the cursor stands at ----
let entered = false;
editor.on("focus", () => { entered = true; });
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-cite]");
  if (!button) return;
  const rail = document.getElementById("pendamping");
  if (rail.matches(":popover-open")) rail.hidePopover();
  if (!entered) {
    notice("info", say("cite_where_title"), say("cite_where_text"), [[say("close"), (note) => note.remove()]]);
    return;
  }
  editor.commands.setTextSelection(editor.state.selection.to);
  insertInline(editor, { type: "footnote", attrs: { text: button.dataset.cite } });
});

// ---- Comments, presence, text left in this browser ----
const comments = commentsOn(() => editor.view.dom);
let marking = 0;
editor.on("update", () => { clearTimeout(marking); marking = setTimeout(() => comments.mark(), 250); });
toolbar(document.querySelector("[data-toolbar]"), editor, services);
let told = keeper.version;
const showOthers = othersShown(editor);
const moved = beat(data.presenceUrl, {
  editing: true,
  // Nowhere, until he has been in the text.
  where: () => (entered ? placeOf(editor) : {}),
  seen(answer) {
    showOthers(answer.others);
    if (answer.version <= Math.max(told, keeper.version) || keeper.dirty) return;
    told = answer.version;
    notice("info", say("newer_title"), say("newer_text"), [[say("reload"), () => location.reload()], [say("close"), (note) => note.remove()]]);
  },
});
editor.on("selectionUpdate", moved);
for (const draft of drafts.found()) {
  if (draft.html === editor.getHTML()) drafts.forget(draft.version);
  else offerDraft(draft, { present: () => editor.getHTML(), setText, keeper, drafts });
}
// Back from another page: the browser may show this page as it was hours ago (cases B01, C04); the version decides.
addEventListener("pageshow", (event) => { if (event.persisted && !keeper.dirty) location.reload(); });
// ---- From a finding to its place: ?ke=7 or a link in the list of checks ----
function goTo(number) {
  if (!(number >= 1 && number <= editor.state.doc.childCount)) return;
  let position = 0;
  for (let index = 0; index < number - 1; index += 1) position += editor.state.doc.child(index).nodeSize;
  editor.chain().focus(position + 1).run();
  editor.view.nodeDOM(position)?.scrollIntoView?.({ block: "center" });
}
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-go]");
  if (!link) return;
  event.preventDefault();
  document.getElementById("pendamping").hidePopover?.();
  goTo(Number(link.dataset.go));
});
goTo(Number(new URLSearchParams(location.search).get("ke")));
document.documentElement.dataset.editor = "ready";
