// Tables and pictures: put in behind the paragraph the cursor is in, never inside another table or list.
import { pm } from "django-prose-editor/editor";
import { ask, notice } from "editor/dialogs";
import { newMark } from "editor/marks";
import { say } from "editor/words";

const { TextSelection } = pm.state;

/** Insert blocks behind the outermost block of the selection (in place of it when that is an empty paragraph). The cursor
 *  goes `into` them, counted from their start, or behind them, so that what comes next never takes their place. */
export function insertBlock(editor, content, into = null) {
  const { state, view } = editor;
  const { $to, to: end } = state.selection;
  let from = end;
  let to = end;
  if ($to.depth > 0) {
    const outermost = $to.node(1);
    to = $to.after(1);
    from = outermost.type.name === "paragraph" && outermost.content.size === 0 ? $to.before(1) : to;
  }
  const nodes = content.map((json) => state.schema.nodeFromJSON(json));
  const size = nodes.reduce((sum, node) => sum + node.nodeSize, 0);
  const tr = state.tr.replaceWith(from, to, nodes);
  if (into === null) {
    const behind = tr.doc.nodeAt(from + size);
    if (!behind?.isTextblock) tr.insert(from + size, state.schema.nodes.paragraph.create());
  }
  tr.setSelection(TextSelection.near(tr.doc.resolve(into === null ? from + size + 1 : from + into)));
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

/** Insert a mark into the line; a selected block is never replaced by it. */
export function insertInline(editor, content) {
  const { selection, doc } = editor.state;
  if (selection.node?.isBlock) editor.commands.setTextSelection(TextSelection.near(doc.resolve(selection.to)).from);
  editor.chain().focus().insertContent(content).run();
}

export async function insertTable(editor) {
  const given = await ask({
    title: say("table_add"),
    verb: say("insert"),
    fields: [
      { name: "caption", label: say("table_caption"), help: say("caption_help"), required: true },
      { name: "rows", label: say("table_rows"), type: "number", value: 3, min: 1, max: 50, required: true },
      { name: "columns", label: say("table_columns"), type: "number", value: 3, min: 1, max: 12, required: true },
      { name: "source", label: say("table_source"), optional: true, help: say("table_source_help") },
    ],
  });
  if (!given) return editor.commands.focus();
  const count = (value, most) => Math.min(Math.max(Number.parseInt(value, 10) || 1, 1), most);
  const row = (type, columns) => ({ type: "tableRow", content: Array.from({ length: columns }, () => ({ type, content: [{ type: "paragraph" }] })) });
  const columns = count(given.columns, 12);
  const caption = given.caption.trim();
  const figure = {
    type: "tableFigure",
    attrs: { mark: newMark() },
    content: [
      { type: "tableCaption", content: caption ? [{ type: "text", text: caption }] : [] },
      { type: "table", content: [row("tableHeader", columns), ...Array.from({ length: count(given.rows, 50) }, () => row("tableCell", columns))] },
    ],
  };
  const source = given.source.trim();
  const after = source ? [{ type: "paragraph", attrs: { source: true }, content: [{ type: "text", text: /^sumber/i.test(source) ? source : `Sumber: ${source}` }] }] : [];
  // Figure, caption and its text, table, row, cell, paragraph: the cursor goes into the first cell.
  insertBlock(editor, [figure, ...after], caption.length + 7);
}

/** Send a picture to the server; gives {url, …} or null after telling why not. */
export async function upload(services, file) {
  const body = new FormData();
  body.append("file", file);
  try {
    const response = await fetch(services.uploadUrl, { method: "POST", body, headers: { "X-CSRFToken": services.token(), Accept: "application/json" } });
    const answer = await response.json();
    if (response.ok) return answer;
    notice("bad", say("upload_refused"), answer.error ?? "", [[say("close"), (note) => note.remove()]]);
  } catch {
    notice("bad", say("upload_refused"), say("upload_offline"), [[say("close"), (note) => note.remove()]]);
  }
  return null;
}

/** A new picture from a file that is chosen, pasted or dropped; or the caption and alternative text of the selected one. */
export async function insertImage(editor, services, file = null) {
  const selected = imageAt(editor);
  const fields = [
    { name: "alt", label: say("image_alt"), type: "textarea", rows: 2, value: selected?.node.attrs.alt ?? "", help: say("image_alt_help") },
  ];
  if (!selected) fields.unshift({ name: "caption", label: say("image_caption"), help: say("caption_help") });
  if (!selected && !file) fields.unshift({ name: "file", label: say("image_file"), type: "file", accept: "image/png,image/jpeg,image/webp,image/gif", required: true });
  const given = await ask({ title: selected ? say("image_edit") : say("image_add"), verb: selected ? say("change") : say("insert"), fields });
  if (!given) return editor.commands.focus();
  if (selected) {
    editor.view.dispatch(editor.state.tr.setNodeMarkup(selected.pos, undefined, { ...selected.node.attrs, alt: given.alt.trim() }));
    return editor.commands.focus();
  }
  const stored = await upload(services, file ?? given.file);
  if (!stored) return editor.commands.focus();
  const caption = given.caption.trim();
  insertBlock(editor, [{ type: "imageFigure", attrs: { src: stored.url, alt: given.alt.trim(), mark: newMark() }, content: caption ? [{ type: "text", text: caption }] : [] }]);
}

function imageAt(editor) {
  const { selection } = editor.state;
  if (selection.node?.type.name === "imageFigure") return { node: selection.node, pos: selection.from };
  const { $from } = selection;
  if ($from.parent.type.name === "imageFigure") return { node: $from.parent, pos: $from.before($from.depth) };
  return null;
}

/** The whole table figure around the cursor. */
export function deleteTable(editor) {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === "tableFigure") {
      return editor.chain().focus().deleteRange({ from: $from.before(depth), to: $from.after(depth) }).run();
    }
  }
  return false;
}

/** Commands of a table, shown while the cursor is in one: name, icon, what it does. */
export const TABLE_COMMANDS = [
  ["row_before", "arrow-up", (editor) => editor.chain().focus().addRowBefore().run()],
  ["row_after", "arrow-down", (editor) => editor.chain().focus().addRowAfter().run()],
  ["column_before", "arrow-left", (editor) => editor.chain().focus().addColumnBefore().run()],
  ["column_after", "arrow-right", (editor) => editor.chain().focus().addColumnAfter().run()],
  ["row_delete", "dash", (editor) => editor.chain().focus().deleteRow().run()],
  ["column_delete", "dash", (editor) => editor.chain().focus().deleteColumn().run()],
  ["header_row", "layout-three-columns", (editor) => editor.chain().focus().toggleHeaderRow().run()],
  ["merge_or_split", "border-all", (editor) => editor.chain().focus().mergeOrSplit().run()],
  ["table_delete", "trash", deleteTable],
];
