// Dialogs of the editor: a question with fields, in the site's own <dialog>. Focus goes back by itself when it closes.
import { icon, make } from "editor/icons";
import { say } from "editor/words";

let counter = 0;

function field(spec, id) {
  const label = make("label", { class: "form-label", for: id }, spec.label, spec.optional ? make("span", { class: "opt-mark" }, ` ${say("optional")}`) : null);
  const help = spec.help ? make("p", { class: "form-text", id: `${id}-help` }, spec.help) : null;
  const common = { id, name: spec.name, required: Boolean(spec.required), "aria-describedby": help ? `${id}-help` : null };
  let control;
  if (spec.type === "textarea") {
    control = make("textarea", { ...common, class: "form-control", rows: spec.rows ?? 4, maxlength: spec.max ?? 4000 });
    control.value = spec.value ?? "";
  } else if (spec.type === "select") {
    control = make("select", { ...common, class: "form-select" });
    for (const option of spec.options) {
      const row = make("option", { value: option.value }, option.label);
      row.selected = String(option.value) === String(spec.value ?? "");
      control.append(row);
    }
  } else if (spec.type === "checkbox") {
    control = make("input", { ...common, type: "checkbox", class: "form-check-input" });
    control.checked = Boolean(spec.value);
    label.className = "form-check-label";
    return make("div", { class: "form-check mb-3" }, control, label, help);
  } else {
    control = make("input", { ...common, type: spec.type ?? "text", class: "form-control", min: spec.min, max: spec.max, accept: spec.accept, autocomplete: spec.autocomplete ?? "off", maxlength: spec.type === "number" ? null : 1000 });
    if (spec.type !== "file") control.value = spec.value ?? "";
  }
  return make("div", { class: "mb-3" }, label, control, help);
}

/** A <dialog> with a heading, put into the page and shown; `content` stands between heading and buttons. */
export function open({ title, text = "", content = [], buttons = [], wide = false, stay = false, onClose = () => {} }) {
  counter += 1;
  const id = `ed-${counter}`;
  const dialog = make("dialog", { class: `confirm ed-dialog${wide ? " sheet-up" : ""}`, "aria-labelledby": `${id}-title` });
  if (stay) dialog.dataset.stay = "1";
  const form = make("form", { method: "dialog", class: "in" }, make("h2", { id: `${id}-title` }, title), text ? make("p", { class: "soft" }, text) : null, ...content, make("div", { class: "act" }, ...buttons));
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener("close", () => { onClose(dialog.returnValue); dialog.remove(); });
  if (stay) dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.showModal();
  return { dialog, form };
}

/** Ask for the values of some fields; gives an object, or null when the dialog was cancelled. */
export function ask({ title, text = "", fields = [], verb, extra = [], danger = false }) {
  return new Promise((resolve) => {
    const id = `ask-${(counter += 1)}`;
    const controls = fields.map((spec, index) => field(spec, `${id}-${index}`));
    const cancel = make("button", { type: "button", class: "btn btn-secondary" }, say("cancel"));
    const ok = make("button", { type: "submit", value: "ok", class: `btn ${danger ? "btn-danger" : "btn-primary"}` }, verb);
    let answer = null;
    const { dialog, form } = open({ title, text, content: [...controls, ...extra], buttons: [cancel, ok], onClose: () => resolve(answer) });
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => {
      answer = {};
      for (const spec of fields) {
        const control = form.elements[spec.name];
        answer[spec.name] = spec.type === "checkbox" ? control.checked : spec.type === "file" ? control.files[0] ?? null : control.value;
      }
    });
    (form.querySelector("textarea, input, select") ?? ok).focus();
  });
}

/** A notice at the top of the text; `buttons` are [label, action] pairs. Gives the element. */
export function notice(kind, title, text = "", buttons = []) {
  const place = document.getElementById("notes");
  const note = make("div", { class: `note ${kind}`, role: kind === "bad" || kind === "warn" ? "alert" : "status" }, icon(kind === "bad" || kind === "warn" ? "exclamation-triangle" : "info-circle"), make("b", {}, title), text ? make("p", {}, text) : null);
  if (buttons.length) {
    const row = make("div", { class: "row-x mt-2" });
    for (const [label, action] of buttons) {
      const button = make("button", { type: "button", class: "btn btn-sm btn-secondary" }, label);
      button.addEventListener("click", () => action(note));
      row.append(button);
    }
    note.append(row);
  }
  place.append(note);
  note.scrollIntoView({ block: "nearest" });
  return note;
}
