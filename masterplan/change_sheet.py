"""The matrix of changes as a workbook: one row for each change, and a sheet that says what was compared."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from formats.dates import say_moment

from .changes import Change, Side
from .export.attachments import CREATOR

LONGEST = 32_000  # signs that a cell takes


def kind_words() -> dict[str, str]:
    """The kinds of changes as people read them."""
    return {
        "added": _("Added"),
        "removed": _("Removed"),
        "changed": _("Changed"),
        "figures": _("Figures"),
        "moved": _("Moved"),
        "title": _("Title"),
        "section_added": _("New section"),
        "section_removed": _("Section removed"),
    }


def heads(old: Side, new: Side) -> list[tuple[str, int]]:
    """Heads with the width of their column."""
    return [
        (_("No."), 6),
        (_("Book"), 12),
        (_("Chapter"), 24),
        (_("Section"), 30),
        (_("Place"), 30),
        (_("Kind"), 14),
        (_("Before: %(name)s") % {"name": old.name}, 60),
        (_("After: %(name)s") % {"name": new.name}, 60),
        (_("Numbers"), 24),
        (_("Last edited by"), 24),
        (_("Last edited"), 22),
        (_("Reason"), 50),
    ]


def as_workbook(rows: Iterable[Change], old: Side, new: Side) -> bytes:
    """XLSX. Every text cell is of the type string: what begins with "=" is no formula."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = f"{old.name} – {new.name}", CREATOR
    sheet = book.create_sheet(_("Changes")[:31])
    columns = heads(old, new)
    for number, (_label, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "E2"
    sheet.append([_cell(sheet, label, bold=True) for label, _width in columns])
    words = kind_words()
    for number, row in enumerate(rows, start=1):
        texts = [
            row.section.book.short,
            f"{row.section.chapter.label} {row.section.chapter.title}".strip(),
            row.section.name,
            row.difference.place,
            words[row.difference.kind],
            row.difference.before,
            row.difference.after,
            row.difference.delta,
            row.who,
            say_moment(row.when) if row.when else "",
            "\n".join(row.why),
        ]
        sheet.append([number, *(_cell(sheet, text) for text in texts)])
    about = book.create_sheet(_("About")[:31])
    about.column_dimensions["A"].width, about.column_dimensions["B"].width = 28, 90
    for label, text in (
        (_("Earlier text"), old.name),
        (_("State of"), say_moment(old.at)),
        (_("Fingerprint"), old.content_hash),
        (_("Newer text"), new.name),
        (_("State of"), say_moment(new.at)),
        (_("Fingerprint"), new.content_hash),
        (_("Reason for the edition"), new.reason),
    ):
        about.append([_cell(about, label, bold=True), _cell(about, text)])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cell(sheet: object, text: str, *, bold: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST])
    cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell
