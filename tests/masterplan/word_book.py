"""A book as it comes from Word, and what is done with it: looked at, taken over, its sections written beside it."""

from __future__ import annotations

import uuid

from masterplan.importing.preview import make_preview
from masterplan.importing.taking import read_seen, start_import, take_import
from masterplan.models import DocumentImport, Section
from masterplan.writing import save_section

from .documents import FOOTNOTE, IMAGE, docx, drawing, h, notes, p, png

BOOK = docx(
    p("Naskah Uji")
    + h(1, "KATA PENGANTAR") + p("Puji syukur.")
    + h(1, "BAB I PENDAHULUAN") + p("Bab ini membuka naskah.")
    + h(2, "1.1 Latar belakang") + p("Antrean panjang.", more=FOOTNOTE) + h(3, "Kondisi") + p("Padat.")
    + h(2, "1.2. Tujuan & Maksud") + p("Naskah ini bertujuan baik.")
    + h(1, "BAB II STRATEGI")
    + h(2, "Smart Living") + p("Puskesmas daring.", more=drawing("i1", "Peta"))
    + h(2, "Smart Society") + p("Sekolah."),
    parts={"footnotes": notes("footnote", "Dinkes 2025"), "media/a.png": png()},
    links=IMAGE,
)  # fmt: skip


def started(book, user, content=BOOK, **values) -> DocumentImport:
    return start_import("naskah.docx", content, book=book, by=user, **values)


def take(document, user, choices=None) -> DocumentImport:
    seen = read_seen(make_preview(document, user).seen)
    return take_import(document.pk, by=user, choices=choices or {}, seen=seen)


def section(key: str) -> Section:
    return Section.objects.get(key=key)


def write(key: str, user, html: str) -> None:
    now = section(key)
    save_section(now.pk, user=user, base_version=now.version, save_id=uuid.uuid4(), html=html)
