// Two texts of one section: merged by themselves where both wrote in different places, else shown beside each other.
import { notice, open } from "editor/dialogs";
import { make } from "editor/icons";
import { say } from "editor/words";

/** Put the merged text into the editor and tell so. */
export function takeMerged(answer, { setText, keeper, seeChanges }) {
  const before = keeper.version;
  setText(answer.merged);
  keeper.resume({ version: answer.version, forget: [before] });
  keeper.dirty = true;
  keeper.save({ kind: "merge" });
  notice("info", say("merged_title", answer.by), say("merged_text"), [
    [say("see_changes"), () => seeChanges(before)],
    [say("close"), (note) => note.remove()],
  ]);
}

/** Both versions of each place that clashed; the writer chooses, then the whole is saved. */
export function chooseParts(answer, { setText, keeper }) {
  const before = keeper.version;
  const clashes = answer.parts.map((part, index) => ({ ...part, index })).filter((part) => "mine" in part);
  const blocks = clashes.map((part, at) => {
    const side = (which, title, checked) => {
      const radio = make("input", { type: "radio", name: `clash-${part.index}`, value: which, class: "form-check-input" });
      radio.checked = checked;
      const text = make("div", { class: "prose", lang: "id" });
      text.innerHTML = part[which] || `<p class="muted">${say("removed_here")}</p>`;
      return make("label", { class: "clash-side" }, make("span", { class: "clash-head" }, radio, ` ${title}`), text);
    };
    return make("fieldset", { class: "clash" }, make("legend", {}, say("clash_place", at + 1, clashes.length)), make("div", { class: "diff-side" }, side("mine", say("your_text"), true), side("theirs", say("text_of", answer.by || "–"), false)));
  });
  const all = (which) => {
    const button = make("button", { type: "button", class: "btn btn-sm btn-secondary" }, which === "mine" ? say("all_mine") : say("all_theirs"));
    button.addEventListener("click", () => { for (const radio of form.querySelectorAll(`input[value=${which}]`)) radio.checked = true; });
    return button;
  };
  const ok = make("button", { type: "submit", class: "btn btn-primary" }, say("use_choice"));
  const { form } = open({
    title: say("conflict_title", answer.by || "–", answer.at_text || ""),
    text: say("conflict_text"),
    content: [make("div", { class: "row-x mb-3" }, all("mine"), all("theirs")), ...blocks],
    buttons: [ok],
    wide: true,
    stay: true,
  });
  form.closest("dialog").classList.add("clash-dialog");
  form.addEventListener("submit", () => {
    const chosen = new FormData(form);
    const html = answer.parts.map((part, index) => ("mine" in part ? part[chosen.get(`clash-${index}`)] : part.html)).join("");
    setText(html);
    keeper.resume({ version: answer.version, forget: [before] });
    if (html === answer.html) {
      keeper.dirty = false;
      keeper.savedAt = answer.at_text.split(" ").at(-1) ?? keeper.savedAt;
      keeper.show("saved");
    } else {
      keeper.dirty = true;
      keeper.save({ kind: "merge" });
    }
  });
}

/** A text of this browser that was never acknowledged, beside the section as it is; used only when the writer says so. */
export function offerDraft(draft, { present, setText, keeper, drafts, reload }) {
  const when = new Intl.DateTimeFormat("id-ID", { dateStyle: "medium", timeStyle: "short" }).format(new Date(draft.at));
  const note = notice("warn", say("draft_title", when), say("draft_text"), [
    [say("draft_compare"), show],
    [say("draft_drop"), () => { drafts.forget(draft.version); note.remove(); }],
  ]);
  function show() {
    const side = (title, html) => {
      const text = make("div", { class: "prose sheet pad", lang: "id" });
      text.innerHTML = html;
      return make("section", {}, make("h3", { class: "h6" }, title), text);
    };
    const later = make("button", { type: "button", class: "btn btn-secondary" }, say("cancel"));
    const use = make("button", { type: "submit", class: "btn btn-primary" }, say("draft_use"));
    const { dialog, form } = open({
      title: say("draft_title", when), text: say("draft_choose"), wide: true, buttons: [later, use],
      content: [make("div", { class: "diff-side" }, side(say("draft_here"), draft.html), side(say("saved_text"), present()))],
    });
    dialog.classList.add("clash-dialog");
    later.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => {
      note.remove();
      setText(draft.html);
      // Saved from the version it was written on, so that what others did meanwhile is merged, not overwritten (case C10).
      keeper.resume({ version: draft.version });
      keeper.dirty = true;
      keeper.save();
    });
  }
  return note;
}
