"""Sections as the leader approved them, with the row that says so."""

from __future__ import annotations

import io
import uuid

from PIL import Image

from files.uploading import store_content
from masterplan import publishing
from masterplan.models import Edition, Revision, Section, SectionStateChange
from quickwins.models import Plan
from tests import factories

from . import block_records

TABLE = (
    '<div data-blok="program_matrix" data-param=""></div><p>Ada <span data-angka="program_count"></span> program.</p>'
)


def approve(section: Section, by, note: str = "") -> Section:
    """Approve the section at the text it has."""
    section.refresh_from_db()
    Section.objects.filter(pk=section.pk).update(state="approved")
    SectionStateChange.objects.create(
        section=section,
        from_state="verified",
        to_state="approved",
        by=by,
        note=note,
        version=section.version,
        content_hash=section.content_hash,
    )
    section.refresh_from_db()
    return section


def approve_all(plan: Plan, by, note: str = "") -> None:
    for section in Section.objects.filter(book__plan=plan).written():
        approve(section, by, note)


def write(key: str, html: str, by=None) -> Section:
    """Save a text as the next version, in work."""
    section = Section.objects.get(key=key)
    version = section.version + 1
    Revision.objects.create(
        section=section, number=version, base_version=section.version, save_id=uuid.uuid4(), html=html, saved_by=by
    )
    Section.objects.filter(pk=section.pk).update(html=html, version=version, state="draft", edited_by=by)
    section.refresh_from_db()
    return section


def approved_plan(plan: Plan, cast, organisations) -> Plan:
    """A plan whose every section is approved, with records, a live number, a footnote, a reference and a picture."""
    block_records.load_kinds()
    factories.make_program(plan, organisations.dinkes, name="Antrean daring", state="running")
    picture = store_content("peta.png", png(), owner=cast.contributor)
    write(
        "b1.one.background",
        '<p>Latar<span class="footnote">Catatan kecil.</span> lihat <span data-rujuk="section:b1.two.closing"></span>.</p>',
        cast.editor,
    )
    write("b1.two.living", TABLE, cast.contributor)
    figure = f'<figure class="image"><img src="/berkas/{picture.pk}/" alt="Peta"><figcaption>Peta</figcaption></figure>'
    write("b1.two.closing", f"<p>Simpulan.</p>{figure}", cast.editor)
    approve_all(plan, cast.leader)
    plan.picture = picture
    return plan


def freeze(plan: Plan, cast, **values) -> Edition:
    """An edition frozen by the leader."""
    return publishing.freeze(plan, by=cast.leader, **{"title": "Masterplan", "reason": "Edisi pertama"} | values)


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#27427a").save(out, "PNG")
    return out.getvalue()
