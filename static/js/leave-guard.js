// <form data-guard>: leaving the page asks when something was typed and not sent.
const before = new WeakMap();
const state = (form) => new URLSearchParams([...new FormData(form)].map(([key, value]) => [key, value instanceof File ? value.name : value])).toString();
const guarded = () => [...document.querySelectorAll("form[data-guard]")];
let sending = false;

const remember = () => { for (const form of guarded()) if (!before.has(form)) before.set(form, state(form)); };
// After the other modules, which may have filled fields in.
addEventListener("load", remember);
document.body.addEventListener("htmx:afterSettle", remember);
document.addEventListener("submit", (event) => { if (event.target.matches("form[data-guard]")) sending = true; });
addEventListener("pageshow", () => { sending = false; });
addEventListener("beforeunload", (event) => {
  if (sending) return;
  // A form that came back with errors was never kept: [data-guard="dirty"].
  const unsaved = guarded().some((form) => form.dataset.guard === "dirty" || (before.has(form) && before.get(form) !== state(form)));
  if (unsaved) event.preventDefault();
});
