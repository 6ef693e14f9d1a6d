// Footnotes: a mark in the text that carries its own words; numbered by the style sheet, edited in a dialog.
import { Node } from "django-prose-editor/editor";
import { ask } from "editor/dialogs";
import { insertInline } from "editor/figures";
import { make } from "editor/icons";
import { say } from "editor/words";

export const Footnote = Node.create({
  name: "footnote",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  addAttributes: () => ({ text: { default: "", parseHTML: (element) => element.textContent.trim(), renderHTML: () => ({}) } }),
  parseHTML: () => [{ tag: "span.footnote", priority: 60 }],
  renderHTML: ({ node }) => ["span", { class: "footnote" }, node.attrs.text],
  renderText: ({ node }) => ` [${node.attrs.text}]`,

  addNodeView() {
    return ({ node, editor, getPos }) => {
      const dom = make("sup", { class: "note-mark", role: "button", tabindex: "-1", title: node.attrs.text, "aria-label": say("footnote_of", node.attrs.text) });
      const edit = () => {
        editor.commands.setNodeSelection(getPos());
        editFootnote(editor);
      };
      dom.addEventListener("dblclick", edit);
      dom.addEventListener("click", edit);
      return {
        dom,
        update(next) {
          if (next.type.name !== "footnote") return false;
          dom.title = next.attrs.text;
          dom.setAttribute("aria-label", say("footnote_of", next.attrs.text));
          node = next;
          return true;
        },
      };
    };
  },

  addKeyboardShortcuts() {
    return {
      "Mod-Alt-f": ({ editor }) => { editFootnote(editor); return true; },
      Enter: ({ editor }) => {
        if (editor.state.selection.node?.type.name !== "footnote") return false;
        editFootnote(editor);
        return true;
      },
    };
  },
});

/** Put a footnote at the cursor, or edit the selected one; an emptied one goes. */
export async function editFootnote(editor) {
  const { selection } = editor.state;
  const selected = selection.node?.type.name === "footnote" ? selection.node : null;
  const given = await ask({
    title: selected ? say("footnote_edit") : say("footnote_add"),
    verb: selected ? say("change") : say("insert"),
    fields: [{ name: "text", label: say("footnote_text"), type: "textarea", value: selected?.attrs.text ?? "", required: !selected, help: selected ? say("footnote_help") : "" }],
  });
  if (!given) return editor.commands.focus();
  const text = given.text.replace(/\s+/gu, " ").trim();
  const chain = editor.chain().focus();
  if (selected && !text) chain.deleteSelection().run();
  else if (selected) chain.updateAttributes("footnote", { text }).run();
  else if (text) {
    // Behind the selected words, as a reader expects the mark.
    editor.commands.setTextSelection(selection.to);
    insertInline(editor, { type: "footnote", attrs: { text } });
  }
}
