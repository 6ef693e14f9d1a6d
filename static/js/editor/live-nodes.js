// Live blocks, live numbers and cross-references: marks in the text that the server fills with what holds now.
import { Node } from "django-prose-editor/editor";
import { icon, make } from "editor/icons";
import { markAttribute } from "editor/marks";
import { say } from "editor/words";

const read = (name) => ({ default: "", parseHTML: (element) => element.getAttribute(name) ?? "", renderHTML: () => ({}) });
const options = () => ({ choices: null, preview: null, editBlock: () => {}, editNumber: () => {}, editReference: () => {} });

export const LiveBlock = Node.create({
  name: "liveBlock",
  group: "block",
  atom: true,
  selectable: true,
  draggable: true,
  addOptions: options,
  addAttributes: () => ({ blok: read("data-blok"), param: read("data-param"), mark: markAttribute() }),
  parseHTML: () => [{ tag: "div[data-blok]" }],
  renderHTML: ({ node, HTMLAttributes }) => ["div", { "data-blok": node.attrs.blok, ...(node.attrs.param ? { "data-param": node.attrs.param } : {}), ...HTMLAttributes }],

  addNodeView() {
    const { preview, choices, editBlock } = this.options;
    return ({ node, editor, getPos }) => {
      const name = make("b", {}, node.attrs.blok);
      const source = make("span", { class: "push small" });
      const change = make("button", { type: "button", class: "btn btn-sm btn-icon", "aria-label": say("block_change"), title: say("block_change") }, icon("sliders"));
      const inside = make("div", { class: "blok-in", tabindex: "0", role: "region", "aria-label": say("block") }, make("p", { class: "muted" }, say("loading")));
      const dom = make("div", { class: "blok", contenteditable: "false" }, make("div", { class: "blok-head" }, icon("bounding-box-circles"), name, source, change), inside);
      change.addEventListener("click", () => { editor.commands.setNodeSelection(getPos()); editBlock(editor); });
      const draw = async (attrs) => {
        const kind = (await choices()).blocks.find((row) => row.key === attrs.blok);
        name.textContent = say("block_named", kind?.name ?? attrs.blok);
        inside.setAttribute("aria-label", kind?.name ?? attrs.blok);
        inside.innerHTML = await preview(attrs.blok, attrs.param);
        source.textContent = say("block_now");
      };
      draw(node.attrs).catch(() => { inside.replaceChildren(make("p", { class: "muted" }, say("block_failed"))); });
      return {
        dom,
        ignoreMutation: () => true,
        stopEvent: (event) => !/^(drag|drop)/.test(event.type) && inside.contains(event.target) || change.contains(event.target),
        update(next) {
          if (next.type.name !== "liveBlock") return false;
          if (next.attrs.blok !== node.attrs.blok || next.attrs.param !== node.attrs.param) {
            node = next;
            draw(next.attrs).catch(() => {});
          }
          return true;
        },
      };
    };
  },
});

export const LiveNumber = Node.create({
  name: "liveNumber",
  group: "inline",
  inline: true,
  atom: true,
  addOptions: options,
  addAttributes: () => ({ angka: read("data-angka"), param: read("data-param") }),
  parseHTML: () => [{ tag: "span[data-angka]", priority: 60 }],
  renderHTML: ({ node }) => ["span", { "data-angka": node.attrs.angka, ...(node.attrs.param ? { "data-param": node.attrs.param } : {}) }],

  addNodeView() {
    const { choices, editNumber } = this.options;
    return ({ node, editor, getPos }) => {
      const dom = make("span", { class: "angka" }, "…");
      const show = async (key) => {
        const row = (await choices()).numbers.find((choice) => choice.key === key);
        dom.textContent = row?.value ?? key;
        dom.title = row?.name ?? say("number_unknown");
      };
      show(node.attrs.angka).catch(() => { dom.textContent = node.attrs.angka; });
      dom.addEventListener("dblclick", () => { editor.commands.setNodeSelection(getPos()); editNumber(editor); });
      return {
        dom,
        update(next) {
          if (next.type.name !== "liveNumber") return false;
          if (next.attrs.angka !== node.attrs.angka) show(next.attrs.angka).catch(() => {});
          node = next;
          return true;
        },
      };
    };
  },
});

export const CrossReference = Node.create({
  name: "crossReference",
  group: "inline",
  inline: true,
  atom: true,
  addOptions: options,
  addAttributes: () => ({ rujuk: read("data-rujuk") }),
  parseHTML: () => [{ tag: "span[data-rujuk]", priority: 60 }],
  renderHTML: ({ node }) => ["span", { "data-rujuk": node.attrs.rujuk }],

  addNodeView() {
    const { choices, editReference } = this.options;
    return ({ node, editor, getPos }) => {
      const dom = make("span", { class: "rujuk" }, "…");
      const show = async (key) => {
        const row = (await choices()).references.find((choice) => choice.key === key || choice.was === key || choice.also?.includes(key));
        dom.textContent = row?.printed ?? row?.label ?? say("reference_dead");
        dom.title = row?.label ?? key;
        dom.classList.toggle("dead", !row);
      };
      show(node.attrs.rujuk).catch(() => { dom.textContent = node.attrs.rujuk; });
      dom.addEventListener("dblclick", () => { editor.commands.setNodeSelection(getPos()); editReference(editor); });
      return {
        dom,
        update(next) {
          if (next.type.name !== "crossReference") return false;
          if (next.attrs.rujuk !== node.attrs.rujuk) show(next.attrs.rujuk).catch(() => {});
          node = next;
          return true;
        },
      };
    };
  },
});
