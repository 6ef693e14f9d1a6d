"""The outline beside a section as markup: nested items, each with its number, title and state.

It stands on every page of a section. As a template that includes itself it took a third of the page's time, so it is
written here; what comes from records is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .models import Section
from .models.book import STATE_MARKS
from .outline import TreeItem


def draw_tree(tree: Iterable[TreeItem]) -> SafeString:
    """The items of a `<ul>`. A chapter's children show when it is open; bench.js works the buttons, and without scripts
    the titles still lead to the chapters."""
    sprite = static("icons/icons.svg")
    icon = '<svg class="i {}" {}><use href="' + sprite + '#{}"/></svg>'
    states = {
        state: format_html(
            icon, f"st {colour}", format_html('role="img" aria-label="{}"', Section.State(state).label), name
        )
        for state, (colour, name) in STATE_MARKS.items()
    }
    button = format_html(
        '<button class="tw-button js-only" type="button" aria-expanded="{{}}" aria-controls="t-{{}}" aria-label="{{}}">{}</button>',
        format_html(icon, "tw", mark_safe('aria-hidden="true"'), "chevron-right"),
    )
    pen = _Pen(states, button, _("Parts of %(title)s"))
    return mark_safe("".join(pen.item(item) for item in tree))


class _Pen:
    """Writes items; what they share was made once."""

    def __init__(self, states: dict[str, SafeString], button: str, parts_of: str) -> None:
        self.states = states
        self.button = button
        self.parts_of = parts_of

    def item(self, item: TreeItem) -> str:
        section, title = item.section, escape(item.title)
        tag, href = ("a", f' href="{escape(item.href)}"') if item.href else ("span", "")
        here = ' aria-current="page"' if item.current else ""
        kind = f"lv-{item.depth}{'' if item.depth else ' ch'}{'' if item.href else ' shut'}"
        state = self.states[section.state] if section.holds_text else ""
        line = (
            f'<{tag}{href}{here} class="{kind}"><span></span><span class="no">{escape(item.number)}</span>'
            f'<span class="tx">{title}</span>{state}</{tag}>'
        )
        if not item.children:
            return f"<li>{line}</li>"
        shown = item.open or item.depth > 0
        button = format_html(
            self.button, "true" if shown else "false", section.pk, self.parts_of % {"title": item.title}
        )
        inner = "".join(self.item(child) for child in item.children)
        return f'<li data-branch>{button}{line}<ul id="t-{section.pk}"{"" if shown else " hidden"}>{inner}</ul></li>'
