// The words of the editor: written by the template (json_script), so that they are translated in one place.
const words = JSON.parse(document.getElementById("editor-words")?.textContent ?? "{}");

/** The text of that name; %1, %2 … are filled in. */
export function say(name, ...values) {
  return values.reduce((text, value, index) => text.replaceAll(`%${index + 1}`, String(value)), words[name] ?? name);
}

/** Words of a text, as the server counts them: whatever holds a letter or digit between blanks. */
export function countWords(text) {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** 1.234, as numbers are written here. */
export function number(value) {
  return new Intl.NumberFormat("id-ID").format(value);
}
