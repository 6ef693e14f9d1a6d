"""What is said of a problem found while a book was made, in the language of who reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from quickwins.models import Plan

from .export.manuscript import Manuscript
from .export.printing import Finding
from .models import Section
from .numbering import slug

NUMBERED = re.compile(r"(?:Tabel|Gambar) [0-9A-Z.]+ ")

WORDS: dict[str, str | Promise] = {
    "picture_missing": _("The picture “{about}” was not found; a labelled frame stands in its place."),
    "picture_unreadable": _("The picture “{about}” cannot be read; a labelled frame stands in its place."),
    "picture_too_large": _("The picture “{about}” is too large to print; a labelled frame stands in its place."),
    "picture_foreign": _("The picture “{about}” lies outside this site and is not printed."),
    "picture_without_alt": _("A picture has no alternative text for readers who cannot see it."),
    "table_wide": _("“{about}” is wider than its page. Divide the table or shorten its columns."),
    "typesetter": _("The typesetter remarks: {about}"),
    "failed_time": _("Could not be typeset in time; a page says so in its place. Split very large tables."),
    "failed_memory": _("Needs more memory than allowed; a page says so in its place. Split very large tables."),
    "failed_nesting": _("Lists or tables are nested too deeply; a page says so in its place."),
    "failed_incomplete": _("Part of the text did not appear on the pages; a page says so in its place."),
    "failed_crash": _("Typesetting broke off; a page says so in its place."),
    "failed_error": _("Could not be typeset; a page says so in its place."),
}


def problem_words(row: Mapping[str, str]) -> str:
    """The words of a row of `Export.problems`: its own text, or those of its code."""
    if row.get("text"):
        return row["text"]
    words = str(WORDS.get(row.get("code", ""), WORDS["failed_error"]))
    return words.replace("{about}", row.get("about", ""))


def problems_of(manuscript: Manuscript, findings: tuple[Finding, ...], plan: Plan) -> list[dict[str, str]]:
    """What someone should look at: plain rows {place, text, code, about, url}, for an Export or a Proof."""
    rows = [{"place": each.place, "text": each.text, "url": each.url} for each in manuscript.problems]
    chapters = {chapter.key: chapter for book in manuscript.books for chapter in book.chapters}
    sections = Section.objects.filter(book__plan=plan, is_active=True).select_related("book") if findings else ()
    anchors = {f"s-{slug(section, section.book.key)}": section.key for section in sections}
    for finding in findings:
        remark = finding.remark
        chapter = chapters.get(finding.key)
        key = anchors.get(anchor_before(remark.about, chapter.html), finding.key) if chapter else ""
        url = reverse("masterplan:section_detail", args=[key]) if key else ""
        rows.append({"place": finding.title, "code": remark.code, "about": remark.about, "url": url})
    return list({tuple(sorted(row.items())): row for row in rows}.values())


def anchor_before(words: str, html: str) -> str:
    """The anchor of the section of a printed chapter in which a table or picture stands; "" for none. It is told by its
    number, by the alternative text, or by words that stand nowhere before."""
    numbered = NUMBERED.match(words)
    marks = [f"<b>{numbered[0].strip()}</b>"] if numbered else [f'alt="{escape(words)}"']
    title = escape(NUMBERED.sub("", words))
    at = next((at for mark in [*marks, title] if words and (at := html.find(mark)) >= 0), -1)
    found = re.findall(r'<h[1-6] id="(s-[^"]+)"', html[:at]) if at >= 0 else []
    return found[-1] if found else ""
