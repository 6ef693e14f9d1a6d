// Stable ids of tables, pictures and live blocks: what a cross-reference holds on to, wherever its target moves.
const MARK = /^r-[a-z0-9]{6,12}$/u;
const SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789";
const KINDS = new Set(["tableFigure", "imageFigure", "liveBlock"]);

/** The attribute of a node that can be referred to. */
export const markAttribute = () => ({
  default: null,
  parseHTML: (element) => (MARK.test(element.id) ? element.id : null),
  renderHTML: (attributes) => (attributes.mark ? { id: attributes.mark } : {}),
});

export function newMark() {
  return `r-${[...crypto.getRandomValues(new Uint8Array(8))].map((byte) => SIGNS[byte % SIGNS.length]).join("")}`;
}

const words = (node) => {
  const caption = node.type.name === "tableFigure" ? node.firstChild : node;
  return caption.textContent.replace(/\s+/gu, " ").trim();
};

/** The key under which a table or picture is referred to. One of this section gets its id now, if it has none yet; what
 *  stands in other sections keeps the key the server gave. `row` is a choice of the picker. */
export function keyOf(editor, row) {
  if (!row.own) return row.key;
  const found = [];
  editor.state.doc.descendants((node, pos) => {
    if (KINDS.has(node.type.name)) found.push({ node, pos });
    return !KINDS.has(node.type.name);
  });
  // The text may have changed since the choices were fetched: the words of the caption decide.
  const fits = ({ node } = {}) => node && (node.type.name === "liveBlock" || words(node) === row.caption);
  const at = fits(found[row.part]) ? found[row.part] : found.find((one) => one.node.type.name !== "liveBlock" && fits(one));
  if (!at) return row.key;
  let { mark } = at.node.attrs;
  if (!mark) {
    mark = newMark();
    // No step of its own to be undone: the reference would lose its target.
    editor.view.dispatch(editor.state.tr.setNodeMarkup(at.pos, undefined, { ...at.node.attrs, mark }).setMeta("addToHistory", false));
  }
  const [kind, rest] = row.was.split(":");
  const section = rest.slice(0, rest.lastIndexOf("."));
  return `${kind}:${section}.${mark}${row.piece > 1 ? `-${row.piece}` : ""}`;
}
