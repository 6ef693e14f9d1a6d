// Who else has the section open, and where they write: a heartbeat each 30 seconds, which is no activity of the person and
// no save. While others are here it comes more often, and at once when the cursor goes to another paragraph.
import { make } from "editor/icons";
import { say } from "editor/words";
import { token } from "editor/keeper";

const EVERY = 30000;
const AMONG_OTHERS = 6000;
const PAUSE = 1200;

/** `where()` gives `{block, words}`; `seen(answer)` is told each answer. Gives `moved()`, to be called when the cursor moved. */
export function beat(url, { editing, seen, where = () => ({}) }) {
  const faces = document.querySelector("[data-faces]");
  let timer = 0;
  let others = 0;
  let told = "";
  const send = async (body, keepalive = false) => {
    const response = await fetch(url, {
      method: "POST", keepalive, redirect: "error",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token(), "X-Heartbeat": "1" },
      body: JSON.stringify(body),
    });
    return response.ok ? response.json() : null;
  };
  const later = (wait) => { clearTimeout(timer); timer = setTimeout(once, wait); };
  async function once() {
    if (document.visibilityState !== "visible") return later(EVERY);
    try {
      const place = where();
      told = JSON.stringify(place);
      const answer = await send({ editing, ...place });
      if (answer) {
        others = answer.others.length;
        show(answer.others);
        seen(answer);
      }
    } catch { /* no connection: the keeper tells that */ }
    later(others ? AMONG_OTHERS : EVERY);
  }
  function show(people) {
    faces.replaceChildren(...people.slice(0, 4).map((person) => make("span", { class: `face sm ${person.editing ? "b" : ""}`, title: person.editing ? say("editing_now", person.name) : say("reading_now", person.name) }, person.initials)));
    faces.setAttribute("role", "img");
    faces.setAttribute("aria-label", people.length ? say("open_by", people.map((person) => person.name).join(", ")) : say("open_by_you"));
  }
  once();
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") later(0); });
  addEventListener("pagehide", () => { send({ leaving: true }, true).catch(() => {}); });
  let moving = 0;
  return () => {
    if (!others) return;
    clearTimeout(moving);
    moving = setTimeout(() => { if (JSON.stringify(where()) !== told) later(0); }, PAUSE);
  };
}
