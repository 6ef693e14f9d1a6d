// Text that the server has not acknowledged yet, kept in this browser: one entry per person, section and base version.
// Nobody else's entries are ever read; an entry goes as soon as its text is acknowledged.
const PREFIX = "lw-draft";
const key = (user, section, version) => `${PREFIX}:${user}:${section}:${version}`;

export class Drafts {
  constructor(user, section) {
    this.user = user;
    this.section = section;
    this.works = true;
  }

  keep(version, html, saveId) {
    try {
      localStorage.setItem(key(this.user, this.section, version), JSON.stringify({ html, saveId, at: Date.now() }));
      this.works = true;
    } catch {
      // Full, private or forbidden (case B06): saving to the server goes on, the indicator tells the truth.
      this.works = false;
    }
    return this.works;
  }

  forget(version) {
    try { localStorage.removeItem(key(this.user, this.section, version)); } catch { /* nothing was kept */ }
  }

  /** What this person left here for this section, newest first: [{version, html, at}]. */
  found() {
    const rows = [];
    try {
      const mine = key(this.user, this.section, "");
      for (let index = 0; index < localStorage.length; index += 1) {
        const name = localStorage.key(index);
        if (!name.startsWith(mine)) continue;
        const version = Number(name.slice(mine.length));
        const kept = JSON.parse(localStorage.getItem(name));
        if (Number.isInteger(version) && typeof kept?.html === "string") rows.push({ version, html: kept.html, at: kept.at });
      }
    } catch { /* storage is closed: nothing to offer */ }
    return rows.sort((one, other) => other.at - one.at);
  }
}
