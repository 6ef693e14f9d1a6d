"""Sections as the leader approved them, with the row that says so."""

from __future__ import annotations

import uuid

from masterplan.models import Revision, Section, SectionStateChange
from quickwins.models import Plan


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
