"""What a story does in the section's editor: type, save, look what stands on the indicator, in the browser, on the server."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from masterplan.models import Section

TEXT = "<p>Paragraf pertama.</p><p>Paragraf kedua.</p><p>Paragraf ketiga.</p>"
READY = "html[data-editor=ready]"


def type_into(page: Page, paragraph: int, text: str) -> None:
    """Put the cursor at the end of a paragraph, counted from 0, and type."""
    line = page.locator(".ProseMirror > p").nth(paragraph)
    line.click()
    page.keyboard.press("End")
    page.keyboard.type(text)


def stand_behind(page: Page, paragraph: int) -> None:
    """Put the cursor at the end of a paragraph, known to the editor: after a click alone it reads the cursor a moment
    later, on a busy machine after the next command; what is typed tells it at once."""
    type_into(page, paragraph, "x")
    page.keyboard.press("Backspace")


def caret_in(page: Page, selector: str) -> None:
    """Wait until the cursor stands in such an element: after a dialog it comes back with the next frame."""
    page.wait_for_function(
        """(selector) => {
          const at = getSelection().anchorNode;
          return (at?.nodeType === Node.ELEMENT_NODE ? at : at?.parentElement)?.closest(selector);
        }""",
        arg=selector,
    )


def save_now(page: Page) -> None:
    page.keyboard.press("Control+s")


def expect_state(page: Page, name: str, timeout: float = 10_000) -> None:
    """Wait, at the most `timeout` milliseconds, until the indicator is in the state of that name."""
    expect(page.locator("[data-saved]")).to_have_attribute("data-now", name, timeout=timeout)


def stored(section: Section) -> str:
    """The text on the server; `section` is fresh afterwards."""
    section.refresh_from_db()
    return section.html


def drafts_in(page: Page) -> list[str]:
    """Keys of the unsaved texts that this browser keeps."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('lw-draft'))")
