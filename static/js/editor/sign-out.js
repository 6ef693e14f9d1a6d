// Signing out on a shared computer: text that was never acknowledged is told of, and erased once the person goes on.
const box = document.querySelector("[data-sign-out-text]");

function drafts() {
  const found = [];
  try {
    for (let index = 0; index < localStorage.length; index += 1) {
      const name = localStorage.key(index);
      if (name.startsWith(`lw-draft:${box.dataset.user}:`)) found.push(name);
    }
  } catch { /* storage is closed: nothing was kept */ }
  return found;
}

if (box) {
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") !== box.dataset.signOut) return;
    const found = drafts();
    if (!found.length) return;
    if (!window.confirm(box.dataset.signOutText)) { event.preventDefault(); return; }
    // The keeper of an open editor would write the text down once more as the page goes.
    dispatchEvent(new Event("signing-out"));
    for (const name of found) localStorage.removeItem(name);
  });
}
