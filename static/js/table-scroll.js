// A region that scrolls sideways takes the focus only while it really scrolls, so that Tab does not stop at every table.
const regions = () => document.querySelectorAll(".scroll-x, .blok-in, .board");

function tend(region) {
  const scrolls = region.scrollWidth > region.clientWidth + 1;
  if (scrolls) {
    region.tabIndex = 0;
    if (!region.hasAttribute("role")) region.setAttribute("role", "region");
    if (!region.hasAttribute("aria-label") && !region.hasAttribute("aria-labelledby")) {
      const caption = region.querySelector("caption")?.textContent ?? region.closest("section")?.querySelector("h2, h3")?.textContent;
      if (caption) region.setAttribute("aria-label", caption.trim());
      else region.removeAttribute("role");
    }
  } else {
    region.removeAttribute("tabindex");
  }
}

const watcher = new ResizeObserver((entries) => { for (const entry of entries) tend(entry.target); });
const watch = () => { for (const region of regions()) watcher.observe(region); };
watch();
document.body.addEventListener("htmx:afterSettle", watch);
