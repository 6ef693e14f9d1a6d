// Pasting and dropping: what comes from elsewhere is brought into the form of sections by the server, pictures are sent up.
import { insertImage } from "editor/figures";
import { notice } from "editor/dialogs";
import { readable } from "editor/schema";
import { say } from "editor/words";

const picture = (data) => [...(data?.files ?? [])].find((file) => file.type.startsWith("image/"));

export function pasteProps(services) {
  return {
    handlePaste(view, event) {
      const data = event.clipboardData;
      const html = data?.getData("text/html") ?? "";
      const file = picture(data);
      // A picture alone, or a picture with nothing but its own <img> around it.
      if (file && !/<(p|table|li|h[1-6])[\s>]/i.test(html)) {
        insertImage(services.editor(), services, file);
        return true;
      }
      // Copied within the editor: it is in our form already.
      if (!html || html.includes("data-pm-slice")) return false;
      bring(view, html, services);
      return true;
    },
    handleDrop(view, event, slice, moved) {
      const file = moved ? null : picture(event.dataTransfer);
      if (!file) return false;
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (place) services.editor().commands.setTextSelection(place.pos);
      insertImage(services.editor(), services, file);
      return true;
    },
  };
}

async function bring(view, html, services) {
  let clean = null;
  try {
    const response = await fetch(services.pasteUrl, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": services.token() },
      body: JSON.stringify({ html }),
      signal: AbortSignal.timeout(15000),
    });
    const answer = await response.json();
    if (response.ok && typeof answer.html === "string") clean = answer.html;
    else if (response.status === 413 || response.status === 422) return void notice("bad", say("paste_refused"), answer.error, [[say("close"), (note) => note.remove()]]);
  } catch { /* no answer: the editor's own reading, below */ }
  // Without the server the editor takes what its own schema knows; the server cleans it when it is saved.
  if (clean === null) view.pasteHTML(readable(html));
  else if (clean) services.editor().chain().focus().insertContent(inline(readable(clean)), { parseOptions: { preserveWhitespace: false } }).scrollIntoView().run();
}

/** One paragraph goes into the line, not below it. */
function inline(html) {
  const box = new DOMParser().parseFromString(html, "text/html").body;
  return box.children.length === 1 && box.firstElementChild.tagName === "P" && !box.firstElementChild.className ? box.firstElementChild.innerHTML : html;
}
