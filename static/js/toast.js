// Toasts go after six seconds, but never while they are hovered or focused. The server may send one along with an htmx
// answer: HX-Trigger: {"toast": {"text": "…", "href": "…", "label": "…"}}
const LIFE = 6000;
const box = document.getElementById("toasts");

function live(toast) {
  let left = LIFE;
  let since = performance.now();
  let timer = setTimeout(() => toast.remove(), left);
  const pause = () => {
    clearTimeout(timer);
    left -= performance.now() - since;
  };
  const go = () => {
    if (toast.matches(":hover, :focus-within")) return;
    clearTimeout(timer);
    since = performance.now();
    timer = setTimeout(() => toast.remove(), Math.max(left, 1500));
  };
  toast.addEventListener("mouseenter", pause);
  toast.addEventListener("focusin", pause);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", () => setTimeout(go));
}

function icon(name) {
  const sprite = document.querySelector(".top svg use")?.getAttribute("href")?.split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i i-lg");
  svg.setAttribute("aria-hidden", "true");
  const use = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  use.setAttribute("href", `${sprite}#${name}`);
  return svg;
}

function add({ text, href, label, kind }) {
  const toast = document.createElement("div");
  toast.className = kind === "info" ? "lw-toast info" : "lw-toast";
  toast.dataset.toast = "";
  const words = document.createElement("span");
  words.className = "tx";
  words.textContent = text;
  if (href) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = label;
    words.append(" ", link);
  }
  toast.append(icon(kind === "info" ? "info-circle" : "check2-all"), words);
  box.append(toast);
  live(toast);
}

if (box) {
  for (const toast of box.querySelectorAll("[data-toast]")) {
    // Put in again, so that readers hear what stood there when the page came.
    const next = toast.nextSibling;
    toast.remove();
    requestAnimationFrame(() => {
      box.insertBefore(toast, next?.isConnected ? next : null);
      live(toast);
    });
  }
  document.body.addEventListener("toast", (event) => add(event.detail));
}
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-toast-close]");
  if (button) button.closest("[data-toast]").remove();
});
