"""What is said of a problem found while a book was made, in the language of who reads it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "picture_missing": _("The picture “{about}” was not found; a labelled frame stands in its place."),
    "picture_unreadable": _("The picture “{about}” cannot be read; a labelled frame stands in its place."),
    "picture_too_large": _("The picture “{about}” is too large to print; a labelled frame stands in its place."),
    "picture_foreign": _("The picture “{about}” lies outside this site and is not printed."),
    "picture_without_alt": _("A picture has no alternative text for readers who cannot see it."),
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
