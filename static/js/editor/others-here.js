// Where the others write: a coloured edge on their paragraph, and their names in words for those who do not see it.
import { Extension, pm } from "django-prose-editor/editor";
import { make } from "editor/icons";
import { say } from "editor/words";

const { Plugin, PluginKey } = pm.state;
const { Decoration, DecorationSet } = pm.view;
const key = new PluginKey("othersHere");
const SIGNS = 60;

const begin = (text) => text.replace(/\s+/gu, " ").trim().slice(0, SIGNS);

/** The block the cursor stands in, counted from 1, and how it begins. */
export function placeOf(editor) {
  const { $head } = editor.state.selection;
  return { block: $head.index(0) + 1, words: begin($head.node(1)?.textContent ?? editor.state.doc.maybeChild($head.index(0))?.textContent ?? "") };
}

/** The same block in this copy of the text: the nearest one that begins so, else the one of that number. */
function find(doc, { block, words }) {
  let best = null;
  let number = 0;
  doc.forEach((node, pos) => {
    number += 1;
    const fits = words && begin(node.textContent) === words;
    if (fits && (best === null || !best.fits || Math.abs(number - block) < Math.abs(best.number - block))) best = { node, pos, number, fits };
    else if (number === block && best === null) best = { node, pos, number, fits: false };
  });
  return best;
}

function edges(doc, others) {
  const names = new Map();
  for (const person of others) {
    const at = find(doc, person);
    if (at) names.set(at, [...(names.get(at) ?? []), person.name]);
  }
  const byPlace = new Map();
  for (const [at, people] of names) byPlace.set(at.pos, { at, people: [...(byPlace.get(at.pos)?.people ?? []), ...people] });
  return DecorationSet.create(doc, [...byPlace.values()].map(({ at, people }) =>
    Decoration.node(at.pos, at.pos + at.node.nodeSize, { class: "other-here", "data-other": people.join(", ") })));
}

export const OthersHere = Extension.create({
  name: "othersHere",
  addProseMirrorPlugins: () => [
    new Plugin({
      key,
      state: {
        init: () => DecorationSet.empty,
        apply(tr, old) {
          const others = tr.getMeta(key);
          return others ? edges(tr.doc, others) : old.map(tr.mapping, tr.doc);
        },
      },
      props: { decorations: (state) => key.getState(state) },
    }),
  ],
});

/** Gives a function that is told who else is here; what it draws is no change of the text. */
export function othersShown(editor) {
  const told = make("p", { class: "visually-hidden", role: "status", "data-others-here": "" });
  editor.view.dom.parentElement.after(told);
  let before = "[]";
  return (others) => {
    const here = others.filter((person) => person.editing && person.block);
    const now = JSON.stringify(here.map(({ name, block, words }) => [name, block, words]));
    if (now === before) return;
    before = now;
    editor.view.dispatch(editor.state.tr.setMeta(key, here).setMeta("addToHistory", false));
    told.textContent = here.map(({ name, words }) => (words ? say("writes_at", name, words) : say("writes_here", name))).join(". ");
  };
}
