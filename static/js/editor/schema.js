// What a section can hold, as nodes of the editor. It is the canonical form of formats/html.py: what is not here is not kept.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Extension, Gapcursor, HardBreak, Heading, History, Italic, Link,
  ListItem, Node, OrderedList, Paragraph, Placeholder, Subscript, Superscript, Table, TableCell, TableHeader, TableRow,
  Text, TrailingNode,
} from "django-prose-editor/editor";
import { say } from "editor/words";
import { CrossReference, LiveBlock, LiveNumber } from "editor/live-nodes";
import { Footnote } from "editor/footnote";
import { markAttribute } from "editor/marks";
import { OthersHere } from "editor/others-here";

/** The same text as the nodes below read it: each table stands in a figure that begins with a caption, be it empty. */
export function readable(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const table of body.querySelectorAll("table")) {
    let figure = table.closest("figure");
    if (!figure && !table.parentElement.closest("table, li, blockquote")) {
      figure = document.createElement("figure");
      figure.className = "table";
      table.replaceWith(figure);
      figure.append(table);
    }
    if (figure && !figure.querySelector("figcaption")) figure.prepend(document.createElement("figcaption"));
  }
  return body.innerHTML;
}

const FLOW = "(paragraph | bulletList | orderedList)+";

/** A paragraph; the one that names the source of a table or figure carries the class "source". */
const SourceParagraph = Paragraph.extend({
  addAttributes() {
    return {
      source: {
        default: false,
        parseHTML: (element) => element.classList.contains("source"),
        renderHTML: (attributes) => (attributes.source ? { class: "source" } : {}),
      },
    };
  },
});

export const TableFigure = Node.create({
  name: "tableFigure",
  group: "block",
  content: "tableCaption table",
  isolating: true,
  addAttributes: () => ({ mark: markAttribute() }),
  parseHTML: () => [{ tag: "figure.table" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", { class: "table", ...HTMLAttributes }, 0],
});

export const TableCaption = Node.create({
  name: "tableCaption",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "figcaption", context: "tableFigure/" }],
  renderHTML: () => ["figcaption", { "data-hint": say("caption_hint_table") }, 0],
});

/** A picture with its caption: the picture is an attribute, the caption the content. */
export const ImageFigure = Node.create({
  name: "imageFigure",
  group: "block",
  content: "inline*",
  isolating: true,
  draggable: true,
  addAttributes: () => ({
    src: { default: "", parseHTML: (element) => element.querySelector("img")?.getAttribute("src") ?? "", renderHTML: () => ({}) },
    alt: { default: "", parseHTML: (element) => element.querySelector("img")?.getAttribute("alt") ?? "", renderHTML: () => ({}) },
    mark: markAttribute(),
  }),
  parseHTML: () => [
    {
      tag: "figure.image",
      contentElement: (element) => element.querySelector("figcaption") ?? document.createElement("figcaption"),
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    "figure",
    { class: "image", ...HTMLAttributes },
    ["img", { src: node.attrs.src, alt: node.attrs.alt }],
    ["figcaption", { "data-hint": say("caption_hint_image") }, 0],
  ],
});

const Keys = Extension.create({
  name: "sectionKeys",
  addKeyboardShortcuts() {
    return {
      // Leaving a table or figure downwards: a new paragraph behind it.
      "Mod-Enter": ({ editor }) => {
        const { $from } = editor.state.selection;
        if ($from.depth === 0) return false;
        const behind = $from.after(1);
        return editor.chain().insertContentAt(behind, { type: "paragraph" }).setTextSelection(behind + 1).run();
      },
      // A caption is one line.
      Enter: ({ editor }) => {
        const { $from } = editor.state.selection;
        const name = $from.parent.type.name;
        if (name === "imageFigure") {
          const behind = $from.after(1);
          return editor.chain().insertContentAt(behind, { type: "paragraph" }).setTextSelection(behind + 1).run();
        }
        if (name === "tableCaption") return editor.commands.setTextSelection($from.after($from.depth) + 4);
        return false;
      },
      "Alt-Shift-ArrowRight": ({ editor }) => editor.can().addColumnAfter() && editor.commands.addColumnAfter(),
      "Alt-Shift-ArrowDown": ({ editor }) => editor.can().addRowAfter() && editor.commands.addRowAfter(),
    };
  },
});

export function extensions(services) {
  return [
    Document,
    Text,
    SourceParagraph,
    Heading.configure({ levels: [3, 4] }),
    Bold,
    Italic,
    Subscript,
    Superscript,
    HardBreak,
    BulletList,
    OrderedList.extend({ addAttributes: () => ({}), addInputRules() { return this.parent?.() ?? []; } }),
    ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" }),
    Blockquote.extend({ content: FLOW }),
    Link.configure({ openOnClick: false, autolink: false, linkOnPaste: true, protocols: ["http", "https", "mailto"], enableTarget: false }),
    TableFigure,
    TableCaption,
    // Tables stand in their figure alone, cells hold text and lists.
    Table.extend({ group: "" }).configure({ resizable: false, allowTableNodeSelection: true }),
    TableRow,
    TableHeader.extend({ content: FLOW }),
    TableCell.extend({ content: FLOW }),
    ImageFigure,
    Footnote.configure(services),
    LiveBlock.configure(services),
    LiveNumber.configure(services),
    CrossReference.configure(services),
    History,
    Dropcursor.configure({ class: "drop-cursor" }),
    Gapcursor,
    TrailingNode.configure({ node: "paragraph", notAfter: ["paragraph"] }),
    Placeholder.configure({ placeholder: say("placeholder"), showOnlyCurrent: false }),
    OthersHere,
    Keys,
  ];
}
