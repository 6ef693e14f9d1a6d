// Who else has the section open: a heartbeat each 30 seconds, which is no activity of the person and no save.
import { make } from "editor/icons";
import { say } from "editor/words";
import { token } from "editor/keeper";

const EVERY = 30000;

export function beat(url, { editing, seen }) {
  const faces = document.querySelector("[data-faces]");
  const send = async (body, keepalive = false) => {
    const response = await fetch(url, {
      method: "POST", keepalive, redirect: "error",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token(), "X-Heartbeat": "1" },
      body: JSON.stringify(body),
    });
    return response.ok ? response.json() : null;
  };
  const once = async () => {
    try {
      const answer = await send({ editing });
      if (!answer) return;
      show(answer.others);
      seen(answer);
    } catch { /* no connection: the keeper tells that */ }
  };
  function show(others) {
    faces.replaceChildren(...others.slice(0, 4).map((person) => make("span", { class: `face sm ${person.editing ? "b" : ""}`, title: person.editing ? say("editing_now", person.name) : say("reading_now", person.name) }, person.initials)));
    faces.setAttribute("role", "img");
    faces.setAttribute("aria-label", others.length ? say("open_by", others.map((person) => person.name).join(", ")) : say("open_by_you"));
  }
  once();
  setInterval(() => { if (document.visibilityState === "visible") once(); }, EVERY);
  addEventListener("pagehide", () => { send({ leaving: true }, true).catch(() => {}); });
}
