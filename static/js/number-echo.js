// <input data-echo="rupiah|number|percent|date">: tells under the field what was understood. It reads as formats/ does on
// the server, refuses what is refused there, and leaves the reasons to the server's own message.
const MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
const DAYS = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];
const OTHER = { pebruari: 1, peb: 1, agt: 7, ags: 7, agust: 7, sept: 8, nopember: 10, nop: 10 };
const UNITS = { rb: 3, ribu: 3, jt: 6, juta: 6, m: 9, miliar: 9, milyar: 9, t: 12, triliun: 12, trilyun: 12 };
const EXAMPLE = { rupiah: "1.850.000", number: "1.250,5", percent: "72,5", date: "28/02/2026" };
const KINDS = { angka: "number", persen: "percent", tanggal: "date" };

const PLAIN = /^\d+(,\d{1,6})?$/;
const GROUPED = /^[1-9]\d{0,2}([. ])\d{3}(\1\d{3})*(,\d{1,6})?$/;

const squeeze = (text) => text.replace(/[\s\u00a0\u2007\u2009\u202f]+/g, " ").trim();
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ".");

/** "1.850.000,5", "Rp 1,85 miliar", "(Rp250.000)" as {sign, whole, part} in digits, or null where the server refuses. */
export function readNumber(text, money = false) {
  let rest = squeeze(text).replace(/\u2212/g, "-").toLowerCase();
  let sign = "";
  if (money && /^\(.*\)$/.test(rest)) [sign, rest] = ["-", rest.slice(1, -1).trim()];
  if (rest.startsWith("-")) [sign, rest] = ["-", rest.slice(1).trim()];
  let zeros = 0;
  if (money) {
    rest = rest.replace(/^(rp|idr)\.? ?/, "").replace(/,-+$/, "");
    if (!sign && rest.startsWith("-")) [sign, rest] = ["-", rest.slice(1).trim()];
    const unit = rest.match(/ ?([a-z]+)$/);
    if (unit) {
      if (!(unit[1] in UNITS)) return null;
      zeros = UNITS[unit[1]];
      rest = rest.slice(0, -unit[0].length);
    }
  }
  if (!PLAIN.test(rest) && !GROUPED.test(rest)) return null;
  const [left, right = ""] = rest.replace(/[. ]/g, "").split(",");
  if (right === "000" && left.length <= 3 && !/[. ]/.test(rest)) return null;  // "1,000": one, or a thousand?
  if (money && !zeros && right.length > 2) return null;
  const whole = (left + right.slice(0, zeros).padEnd(zeros, "0")).replace(/^0+(?=\d)/, "");
  const part = right.slice(zeros).replace(/0+$/, "");
  if (whole.length > 15 || (money && part)) return null;
  return { sign: /^0*$/.test(whole + part) ? "" : sign, whole, part };
}

/** "17/8/2026", "17 Agu 2026", "Senin, 17 Agustus 2026", "2026-08-17" as a local date, or null. The day comes first. */
export function readDate(text) {
  const clean = squeeze(text).toLowerCase().replace(/^[a-z']+,? (?=\d)/, "");
  const iso = clean.match(/^(\d{4})-(\d{2})-(\d{2})$/);
  const numeric = clean.match(/^(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4})$/);
  const worded = clean.match(/^(\d{1,2})[ -]([a-z]{3,10})\.?[ -](\d{4})$/);
  let day; let month; let year;
  if (iso) [year, month, day] = [Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])];
  else if (numeric) [day, month, year] = [Number(numeric[1]), Number(numeric[3]) - 1, Number(numeric[4])];
  else if (worded) {
    const name = worded[2];
    month = OTHER[name] ?? MONTHS.findIndex((full) => [full.toLowerCase(), full.slice(0, 3).toLowerCase()].includes(name));
    [day, year] = [Number(worded[1]), Number(worded[3])];
  } else return null;
  if (year < 1900 || year > 2199) return null;
  const date = new Date(year, month, day);
  return date.getMonth() === month && date.getDate() === day ? date : null;
}

/** What a field of that kind understood, in words; "" for an empty field, null when it is not understood. */
export function understood(kind, text) {
  if (!text.trim()) return "";
  if (kind === "date") {
    const date = readDate(text);
    return date && `${DAYS[date.getDay()]}, ${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  }
  const read = readNumber(kind === "percent" ? text.replace(/\s*(%|persen)\s*$/i, "") : text, kind === "rupiah");
  if (!read) return null;
  const number = grouped(read.whole) + (read.part && `,${read.part}`);
  return (read.sign && "\u2212") + { rupiah: `Rp${number}`, percent: `${number}%`, number }[kind];
}

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

function show(field, left) {
  const kind = KINDS[field.dataset.echo] ?? field.dataset.echo;
  const words = understood(kind, field.value);
  const echo = echoOf(field);
  const { textRead = "{0}", textUnread = "" } = document.body.dataset;
  // An unfinished number is not an error: the hint waits until the field is left.
  const unread = words === null && left;
  echo.classList.toggle("bad", unread);
  echo.textContent = unread ? textUnread.replace("{0}", EXAMPLE[kind]) : words ? textRead.replace("{0}", words) : "";
}

if (typeof document !== "undefined") {
  // The line stands there from the moment the field is entered: were it to appear as the field is left, the button below
  // would move away under the very click that leaves it.
  const enter = (field) => { if (field?.dataset?.echo) show(field, false); };
  document.addEventListener("focusin", (event) => enter(event.target));
  enter(document.activeElement);
  document.addEventListener("input", (event) => { if (event.target.dataset?.echo) show(event.target, false); });
  document.addEventListener("focusout", (event) => { if (event.target.dataset?.echo) show(event.target, true); });
}
