// Keeps the text: saves two seconds after the last key, one request in flight, and never says "saved" before the server did.
import { say } from "editor/words";

const PAUSE = 2000;
const PATIENCE = 5000;
const GIVE_UP = 20000;
const WAITS = [2000, 5000, 10000, 20000, 30000];

/** The CSRF token as the cookie has it now: another tab may have signed in meanwhile (case C14). */
export function token() {
  const match = /(?:^|;\s*)(?:__Host-)?csrftoken=([^;]+)/.exec(document.cookie);
  return match ? decodeURIComponent(match[1]) : document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

export class Keeper {
  /** `hooks`: state(name, text), conflict(answer), signedOut(answer), refused(status, answer), saved(answer). */
  constructor({ url, author, version, state, savedAt, drafts, html, hooks }) {
    Object.assign(this, { url, author, version, state, drafts, html, hooks });
    this.dirty = false;
    this.flight = null;
    this.waiting = null; // {saveId, html} of a save whose answer never came: sent again before anything newer
    this.failures = 0;
    this.stopped = false;
    this.savedAt = savedAt;
    addEventListener("online", () => { if (this.dirty) this.save(); });
    addEventListener("offline", () => { if (this.dirty) this.show("offline"); });
    addEventListener("beforeunload", (event) => { if (this.dirty) { this.keepDraft(); event.preventDefault(); } });
    addEventListener("signing-out", () => {
      clearTimeout(this.timer);
      clearTimeout(this.keepTimer);
      this.stopped = true;
      this.dirty = false;
    });
    addEventListener("pagehide", () => { if (this.dirty) this.keepDraft(); });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.dirty) { this.keepDraft(); this.save(); }
    });
  }

  /** The writer changed something. */
  touch() {
    this.dirty = true;
    if (this.stopped) { this.keepDraft(); return; }
    clearTimeout(this.keepTimer);
    // Offline the indicator says at once that the text is kept here, so it must be.
    if (navigator.onLine) this.keepTimer = setTimeout(() => this.keepDraft(), 400);
    else this.keepDraft();
    if (this.failures === 0) this.show(navigator.onLine ? "busy" : "offline");
    this.later(PAUSE);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  keepDraft() {
    if (this.dirty) this.drafts.keep(this.version, this.html(), this.waiting?.saveId ?? null);
  }

  /** Save now. Gives true when everything typed so far is acknowledged. */
  async save({ kind = "save" } = {}) {
    clearTimeout(this.timer);
    if (this.stopped) return false;
    if (this.flight) {
      await this.flight;
      return this.dirty && !this.stopped && this.failures === 0 ? this.save({ kind }) : !this.dirty;
    }
    if (!this.dirty) return true;
    this.flight = this.send(kind);
    try { return await this.flight; } finally { this.flight = null; if (this.dirty && !this.stopped && this.failures === 0) this.later(PAUSE); }
  }

  async send(kind) {
    // A save without an answer may have been kept: the very same one is sent again, with its own id (case C06).
    const sent = this.waiting ?? { saveId: crypto.randomUUID?.() ?? uuid(), html: this.html(), kind };
    this.waiting = sent;
    this.drafts.keep(this.version, this.html(), sent.saveId);
    this.show("busy");
    const slow = setTimeout(() => this.show("offline"), PATIENCE);
    let response = null;
    let answer = null;
    try {
      response = await fetch(this.url, {
        method: "POST",
        redirect: "error",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body: JSON.stringify({ base_version: this.version, save_id: sent.saveId, html: sent.html, kind: sent.kind, state: this.state, author: this.author }),
        signal: AbortSignal.timeout(GIVE_UP),
      });
      // Whatever is not our JSON (a captive portal's page) is no answer (case B09).
      answer = (response.headers.get("Content-Type") ?? "").includes("application/json") ? await response.json() : null;
    } catch { /* no answer */ } finally { clearTimeout(slow); }
    if (!answer || !this.ours(response.status, answer) || response.status >= 500) return this.failed();
    this.failures = 0;
    this.waiting = null;
    if (response.status === 200) return this.acknowledged(sent, answer);
    if (response.status === 401) { this.waiting = sent; this.pause("offline"); this.hooks.signedOut(answer); return false; }
    if (response.status === 409 && answer.code === "conflict") { this.pause("conflict"); this.hooks.conflict(answer, sent); return false; }
    // A token of before another sign-in: the cookie has the new one, once more.
    if (response.status === 403 && !answer.code && !this.triedToken) { this.triedToken = true; this.waiting = sent; return this.send(kind); }
    this.pause("failed");
    this.hooks.refused(response.status, answer);
    return false;
  }

  ours(status, answer) {
    return status === 200 ? Number.isInteger(answer.version) && typeof answer.saved_at === "string" : typeof answer.error === "string";
  }

  acknowledged(sent, answer) {
    this.triedToken = false;
    const before = this.version;
    // An older answer never takes the version back (case C08).
    this.version = Math.max(this.version, answer.version);
    this.state = answer.state ?? this.state;
    this.savedAt = answer.saved_at_text;
    this.dirty = this.html() !== sent.html;
    if (this.dirty) this.keepDraft();
    this.drafts.forget(before);
    this.hooks.saved(answer);
    this.show(this.dirty ? "busy" : "saved");
    return !this.dirty;
  }

  failed() {
    this.show("offline");
    this.later(WAITS[Math.min(this.failures, WAITS.length - 1)]);
    this.failures += 1;
    return false;
  }

  pause(name) {
    this.stopped = true;
    clearTimeout(this.timer);
    this.keepDraft();
    this.show(name);
  }

  /** Go on after a question was answered. `version` when the text now stands on another one. */
  resume({ version = this.version, state = this.state, forget = [] } = {}) {
    for (const old of forget) this.drafts.forget(old);
    this.stopped = false;
    this.failures = 0;
    this.version = version;
    this.state = state;
  }

  show(name) {
    const text = {
      busy: say("saving"),
      saved: this.savedAt ? say("saved", this.savedAt) : say("not_saved_yet"),
      offline: this.drafts.works ? say("offline") : say("offline_unkept"),
      conflict: say("conflict"),
      failed: say("not_saved"),
    }[name];
    this.hooks.state(name, text);
  }
}

function uuid() {
  // randomUUID is missing on plain http; the random numbers are there.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
