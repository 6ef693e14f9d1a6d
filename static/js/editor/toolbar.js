// The toolbar: one stop of the Tab key, arrows move within, buttons tell what is on at the cursor.
import { ask } from "editor/dialogs";
import { editFootnote } from "editor/footnote";
import { insertImage, insertTable, TABLE_COMMANDS } from "editor/figures";
import { icon, make } from "editor/icons";
import { pickBlock, pickNumber, pickReference } from "editor/pickers";
import { say } from "editor/words";

const on = (chain) => (editor) => chain(editor.chain().focus()).run();

/** name → [what it does, whether it is on]. */
const COMMANDS = {
  bold: [on((chain) => chain.toggleBold()), (editor) => editor.isActive("bold")],
  italic: [on((chain) => chain.toggleItalic()), (editor) => editor.isActive("italic")],
  superscript: [on((chain) => chain.toggleSuperscript()), (editor) => editor.isActive("superscript")],
  subscript: [on((chain) => chain.toggleSubscript()), (editor) => editor.isActive("subscript")],
  bulletList: [on((chain) => chain.toggleBulletList()), (editor) => editor.isActive("bulletList")],
  orderedList: [on((chain) => chain.toggleOrderedList()), (editor) => editor.isActive("orderedList")],
  blockquote: [on((chain) => chain.toggleBlockquote()), (editor) => editor.isActive("blockquote")],
  undo: [on((chain) => chain.undo())],
  redo: [on((chain) => chain.redo())],
  link: [editLink, (editor) => editor.isActive("link")],
  table: [(editor) => insertTable(editor)],
  image: [(editor, services) => insertImage(editor, services)],
  footnote: [(editor) => editFootnote(editor)],
  reference: [(editor, services) => pickReference(editor, services)],
  number: [(editor, services) => pickNumber(editor, services)],
  block: [(editor, services) => pickBlock(editor, services)],
  comment: [(editor, services) => services.comment(editor)],
};

export async function editLink(editor) {
  const present = editor.getAttributes("link").href ?? "";
  if (editor.state.selection.empty && !present) return void editor.commands.focus();
  const given = await ask({
    title: say("link_title"), verb: present ? say("change") : say("insert"),
    fields: [{ name: "href", label: say("link_address"), value: present || "https://", help: present ? say("link_help") : "" }],
  });
  if (!given) return void editor.commands.focus();
  const href = given.href.trim();
  const chain = editor.chain().focus().extendMarkRange("link");
  if (/^(https?:\/\/|mailto:)\S+$/i.test(href)) chain.setLink({ href }).run();
  else chain.unsetLink().run();
}

export function toolbar(bar, editor, services) {
  const tableBar = document.querySelector("[data-table-tools]");
  for (const [name, image, run] of TABLE_COMMANDS) {
    const button = make("button", { type: "button", class: "btn btn-icon", "aria-label": say(name), title: say(name), tabindex: "-1" }, icon(image), make("span", { class: "tool-word" }, say(name)));
    button.addEventListener("click", () => run(editor));
    tableBar.append(button);
  }
  for (const group of [bar, tableBar]) rove(group);

  const shape = bar.querySelector("[data-shape]");
  shape.addEventListener("change", () => {
    const chain = editor.chain().focus();
    if (shape.value === "p") chain.setParagraph().updateAttributes("paragraph", { source: false }).run();
    else if (shape.value === "source") chain.setParagraph().updateAttributes("paragraph", { source: true }).run();
    else chain.setHeading({ level: Number(shape.value) }).run();
  });
  for (const button of bar.querySelectorAll("[data-command]")) {
    const [run] = COMMANDS[button.dataset.command];
    button.addEventListener("click", () => run(editor, services));
  }

  const update = () => {
    for (const button of bar.querySelectorAll("[data-command][aria-pressed]")) {
      button.setAttribute("aria-pressed", String(COMMANDS[button.dataset.command][1](editor)));
    }
    shape.value = editor.isActive("heading", { level: 3 }) ? "3" : editor.isActive("heading", { level: 4 }) ? "4" : editor.isActive("paragraph", { source: true }) ? "source" : "p";
    tableBar.hidden = !editor.isActive("table");
  };
  editor.on("selectionUpdate", update);
  editor.on("transaction", update);
  update();
}

/** One stop for Tab; Left and Right, Home and End move the focus within (WAI-ARIA toolbar). */
function rove(bar) {
  const stops = () => [...bar.querySelectorAll("button, select")].filter((stop) => !stop.disabled && stop.offsetParent !== null);
  const choose = (stop) => { for (const other of bar.querySelectorAll("button, select")) other.tabIndex = other === stop ? 0 : -1; };
  choose(bar.querySelector("button, select"));
  bar.addEventListener("focusin", (event) => choose(event.target.closest("button, select")));
  bar.addEventListener("keydown", (event) => {
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const next = { ArrowRight: all[at + 1] ?? all[0], ArrowLeft: all[at - 1] ?? all.at(-1), Home: all[0], End: all.at(-1) }[event.key];
    if (!next || at < 0) return;
    event.preventDefault();
    next.focus();
  });
}
