// <input data-echo="rupiah|angka|persen|tanggal">: tells under the field what was understood, as the server will read it.
// The words come from the page: data-echo-read ("Terbaca %s"), data-echo-unsure (the hint).
const MONTHS = ["januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember"];
const SHORT = { agt: 7, ags: 7, agus: 7, nop: 10, pebruari: 1, peb: 1 };
const SCALE = { ribu: 1e3, rb: 1e3, juta: 1e6, jt: 1e6, miliar: 1e9, milyar: 1e9, m: 1e9, triliun: 1e12, t: 1e12 };

/** "1.850.000,50", "1850000", "Rp 1,85 miliar", "-3" -> [digits before, digits after] scaled, or null. */
export function readNumber(text, money = false) {
  let rest = text.normalize("NFKC").replace(/[\s\u00a0]+/g, "").replace(/\u2212/g, "-").toLowerCase();
  let sign = "";
  if (money) rest = rest.replace(/^(-?)rp\.?/, "$1").replace(/,-$/, "");
  if (rest.startsWith("(") && rest.endsWith(")")) { sign = "-"; rest = rest.slice(1, -1).replace(/^rp\.?/, ""); }
  if (rest.startsWith("-")) { sign = "-"; rest = rest.slice(1); }
  let scale = 1;
  const unit = rest.match(/(ribu|rb|juta|jt|miliar|milyar|triliun|m|t)$/);
  if (unit) {
    if (!money) return null;
    scale = SCALE[unit[1]];
    rest = rest.slice(0, -unit[1].length);
  }
  if (!/^(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/.test(rest)) return null;
  const [whole, part = ""] = rest.replaceAll(".", "").split(",");
  const zeros = Math.round(Math.log10(scale));
  const digits = (whole + part.padEnd(zeros, "0").slice(0, zeros)).replace(/^0+(?=\d)/, "");
  return { sign, whole: digits, part: part.slice(zeros) };
}

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ".");

/** "17/8/2026", "17-08-2026", "17 Agu 2026", "2026-08-17" -> Date (local midnight) or null; day first, never month first. */
export function readDate(text) {
  const clean = text.trim().toLowerCase().replace(/\s+/g, " ");
  let day; let month; let year;
  let match = clean.match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/);
  if (match) [year, month, day] = [Number(match[1]), Number(match[2]) - 1, Number(match[3])];
  else if ((match = clean.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/))) [day, month, year] = [Number(match[1]), Number(match[2]) - 1, Number(match[3])];
  else if ((match = clean.match(/^(?:[a-z]+, )?(\d{1,2}) ([a-z]+)\.? (\d{4})$/))) {
    const name = match[2];
    month = SHORT[name] ?? (name.length >= 3 ? MONTHS.findIndex((full) => full.startsWith(name)) : -1);
    [day, year] = [Number(match[1]), Number(match[3])];
  } else return null;
  const date = new Date(year, month, day);
  return date.getFullYear() === year && date.getMonth() === month && date.getDate() === day ? date : null;
}

const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const capital = (word) => word[0].toUpperCase() + word.slice(1);

/** What a field of that kind understood, in words; "" for an empty field, null when it is not understood. */
export function understood(kind, text) {
  if (!text.trim()) return "";
  if (kind === "tanggal") {
    const date = readDate(text);
    return date && `${DAYS[date.getDay()]}, ${date.getDate()} ${capital(MONTHS[date.getMonth()])} ${date.getFullYear()}`;
  }
  const read = readNumber(kind === "persen" ? text.trim().replace(/%$/, "") : text, kind === "rupiah");
  if (!read) return null;
  const part = read.part.replace(/0+$/, "");
  const number = read.sign + grouped(read.whole) + (part ? `,${part}` : "");
  return { rupiah: `Rp${number}`, persen: `${number}%` }[kind]?.replace("Rp-", "-Rp") ?? number;
}

const HINT = {
  rupiah: "Belum terbaca. Tulis misalnya 1.850.000 atau 1,85 miliar.",
  angka: "Belum terbaca. Tulis misalnya 1.250 atau 12,5.",
  persen: "Belum terbaca. Tulis misalnya 72,5.",
  tanggal: "Belum terbaca. Tulis misalnya 28/02/2026.",
};

function echoOf(field) {
  const id = `${field.id || field.name}_echo`;
  let echo = document.getElementById(id);
  if (!echo) {
    echo = document.createElement("div");
    echo.id = id;
    echo.className = "echo";
    echo.setAttribute("aria-live", "polite");
    (field.closest(".input-group") ?? field).after(echo);
    field.setAttribute("aria-describedby", `${field.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  }
  return echo;
}

function show(field, final) {
  const kind = field.dataset.echo;
  const words = understood(kind, field.value);
  const echo = echoOf(field);
  // While typing, an unfinished number is not an error: the hint waits until the field is left.
  if (words === null && !final) { echo.textContent = ""; return; }
  echo.classList.toggle("bad", words === null);
  echo.textContent = words === null
    ? (field.dataset.echoUnsure || HINT[kind] || "")
    : words && (field.dataset.echoRead || "Terbaca %s").replace("%s", words);
}

if (typeof document !== "undefined") {
  document.addEventListener("input", (event) => { if (event.target.dataset?.echo) show(event.target, false); });
  document.addEventListener("focusout", (event) => { if (event.target.dataset?.echo) show(event.target, true); });
}
