"""How a story looks at a page: nothing that axe objects to, no scrolling sideways."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# All rules, those of good practice too. Only what is wrong is told in full, and no stylesheet or film is fetched once
# more for rules on films and on turned screens; that halves the time of a look.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
RUN = """async (options) => {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)}`));
}"""
LOOKS = (("light", 360), ("dark", 1366))
ALL_LOOKS = tuple((theme, width) for theme in ("light", "dark") for width in (360, 1366))


def violations(page: Page) -> list[str]:
    """Rule and element of each violation that axe finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, OPTIONS)


def sideways(page: Page) -> bool:
    """Whether the page itself, not a table within it, scrolls sideways."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def faults(page: Page) -> list[str]:
    """All that is wrong with the page at this width and in this theme."""
    return [*(["scrolls sideways"] if sideways(page) else []), *violations(page)]


def flawless(page: Page, what: str = "") -> None:
    """Fails with the list of faults; `what` says which state of the page is meant, else its address does."""
    found = faults(page)
    assert found == [], f"{what or page.url}: {found}"


def set_look(page: Page, theme: str, width: int) -> None:
    # Without motion: colours that glide to those of the other theme are neither the one nor the other.
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 800})
    # The page is told of the theme by an event, a moment later.
    page.wait_for_function(
        "(theme) => [undefined, theme].includes(document.documentElement.dataset.bsTheme)", arg=theme
    )


def faults_everywhere(page: Page, looks: tuple[tuple[str, int], ...] = LOOKS) -> list[str]:
    """Faults of the page that is open, in each theme and width, with its address. The page is laid out anew, not fetched
    anew; afterwards it is as in the first look, in which the next page is then opened."""
    found = []
    for theme, width in looks:
        set_look(page, theme, width)
        found += [f"{theme} {width} {page.url}: {fault}" for fault in faults(page)]
    set_look(page, *looks[0])
    return found
