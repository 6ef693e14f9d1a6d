// Pickers: a live block with its parameters and real preview, a live number, a section to refer to.
import { open } from "editor/dialogs";
import { insertBlock, insertInline } from "editor/figures";
import { make } from "editor/icons";
import { keyOf, newMark } from "editor/marks";
import { say } from "editor/words";

/** A list to search and choose from; `rows` are {key, label, note, group}. Gives the chosen key or null. */
function choose({ title, rows, present = "", verb }) {
  return new Promise((resolve) => {
    let answer = null;
    const search = make("input", { type: "search", class: "form-control", placeholder: say("search"), "aria-label": say("search"), autocomplete: "off" });
    const list = make("div", { class: "pick-list", role: "radiogroup", "aria-label": title });
    const none = make("p", { class: "muted small", hidden: true }, say("nothing_found"));
    let group = "";
    for (const row of rows) {
      if (row.group && row.group !== group) list.append(make("p", { class: "pick-group", "data-words": "" }, (group = row.group)));
      const radio = make("input", { type: "radio", name: "choice", value: row.key, class: "form-check-input" });
      radio.checked = row.key === present;
      list.append(make("label", { class: "pick", "data-words": `${row.label} ${row.note ?? ""}`.toLocaleLowerCase("id") }, radio, make("span", {}, row.label, row.note ? make("span", { class: "small soft d-block" }, row.note) : null)));
    }
    search.addEventListener("input", () => {
      const wanted = search.value.trim().toLocaleLowerCase("id");
      let shown = 0;
      for (const label of list.querySelectorAll("label.pick")) {
        label.hidden = !label.dataset.words.includes(wanted);
        if (!label.hidden) shown += 1;
      }
      for (const heading of list.querySelectorAll(".pick-group")) heading.hidden = Boolean(wanted);
      none.hidden = shown > 0;
    });
    const cancel = make("button", { type: "button", class: "btn btn-secondary" }, say("cancel"));
    const ok = make("button", { type: "submit", class: "btn btn-primary" }, verb);
    const { dialog, form } = open({ title, content: [search, list, none], buttons: [cancel, ok], wide: true, onClose: () => resolve(answer) });
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      const chosen = form.querySelector("input[name=choice]:checked");
      if (!chosen) { event.preventDefault(); list.querySelector("label:not([hidden]) input")?.focus(); return; }
      answer = chosen.value;
    });
    search.focus();
    list.querySelector(":checked")?.scrollIntoView({ block: "center" });
  });
}

const selectedNode = (editor, name) => (editor.state.selection.node?.type.name === name ? editor.state.selection.node : null);

export async function pickNumber(editor, services) {
  const selected = selectedNode(editor, "liveNumber");
  const { numbers } = await services.choices();
  const key = await choose({
    title: say("number_pick"), verb: selected ? say("change") : say("insert"), present: selected?.attrs.angka,
    rows: numbers.map((row) => ({ key: row.key, label: row.name, note: say("number_now", row.value) })),
  });
  if (!key) return editor.commands.focus();
  if (selected) editor.chain().focus().updateAttributes("liveNumber", { angka: key }).run();
  else insertInline(editor, { type: "liveNumber", attrs: { angka: key } });
}

export async function pickReference(editor, services) {
  const selected = selectedNode(editor, "crossReference");
  const { references } = await services.choices();
  const key = await choose({
    title: say("reference_pick"), verb: selected ? say("change") : say("insert"), present: references.find((row) => row.was && row.was === selected?.attrs.rujuk)?.key ?? selected?.attrs.rujuk,
    rows: references.map((row) => ({ key: row.key, label: row.label, group: row.group })),
  });
  if (!key) return editor.commands.focus();
  const row = references.find((one) => one.key === key);
  const rujuk = keyOf(editor, row);
  // The choices were fetched before the target had this id.
  if (rujuk !== row.key) row.also = [...(row.also ?? []), rujuk];
  if (selected) editor.chain().focus().updateAttributes("crossReference", { rujuk }).run();
  else insertInline(editor, { type: "crossReference", attrs: { rujuk } });
}

/** Choose a kind of block, then its parameters beside the real table or figure. */
export async function pickBlock(editor, services) {
  const selected = selectedNode(editor, "liveBlock");
  const { blocks } = await services.choices();
  const key = selected?.attrs.blok ?? await choose({
    title: say("block_pick"), verb: say("next"), rows: blocks.map((row) => ({ key: row.key, label: row.name, note: row.source ? say("block_from", row.source) : "" })),
  });
  if (!key) return editor.commands.focus();
  const kind = blocks.find((row) => row.key === key) ?? { key, name: key, params: [] };
  const attrs = await askParams(kind, selected?.attrs.param ?? "", services, selected ? say("change") : say("insert"));
  if (!attrs) return editor.commands.focus();
  if (selected) editor.chain().focus().updateAttributes("liveBlock", attrs).run();
  else insertBlock(editor, [{ type: "liveBlock", attrs: { ...attrs, mark: newMark() } }]);
}

function askParams(kind, query, services, verb) {
  return new Promise((resolve) => {
    let answer = null;
    const given = new URLSearchParams(query);
    const preview = make("div", { class: "blok-in pick-preview prose", tabindex: "0", role: "region", "aria-label": say("preview") });
    const controls = kind.params.map((param, index) => {
      const value = given.get(param.name) ?? String(param.default ?? "");
      const id = `param-${index}`;
      let control;
      if (param.kind === "choice" || param.kind === "yes_no") {
        const rows = param.kind === "yes_no" ? [{ value: "true", label: say("yes") }, { value: "false", label: say("no") }] : param.choices;
        control = make("select", { id, name: param.name, class: "form-select" }, ...rows.map((row) => make("option", { value: row.value }, row.label)));
        control.value = param.kind === "yes_no" ? String(value === "true" || value === "True") : value;
      } else {
        control = make("input", { id, name: param.name, class: "form-control", type: param.kind === "number" ? "number" : "text", min: 0 });
        control.value = value;
      }
      return make("div", {}, make("label", { class: "form-label", for: id }, param.label), control);
    });
    const fields = make("div", { class: "pick-params" }, ...controls);
    const cancel = make("button", { type: "button", class: "btn btn-secondary" }, say("cancel"));
    const ok = make("button", { type: "submit", class: "btn btn-primary" }, verb);
    const { dialog, form } = open({ title: kind.name, content: [fields, preview], buttons: [cancel, ok], wide: true, onClose: () => resolve(answer) });
    const written = () => {
      const query = new URLSearchParams();
      for (const param of kind.params) {
        const value = form.elements[param.name].value;
        if (value !== String(param.default ?? "")) query.set(param.name, value);
      }
      return query.toString();
    };
    let latest = 0;
    const draw = async () => {
      const mine = (latest += 1);
      try {
        const html = await services.preview(kind.key, written());
        if (mine === latest) preview.innerHTML = html;
      } catch {
        if (mine === latest) preview.replaceChildren(make("p", { class: "muted" }, say("block_failed")));
      }
    };
    form.addEventListener("change", draw);
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => { answer = { blok: kind.key, param: written() }; });
    draw();
  });
}
