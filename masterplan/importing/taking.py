"""The deeds of an import: keep a document for its preview, write all of it or nothing, undo it, give it up."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from files.checking import RefusedFile
from files.models import StoredFile
from files.uploading import clean_name, store_content
from masterplan.models import Book, DocumentImport, ImportedSection, ImportPicture, Revision, Section
from masterplan.writing import UNDER_REVIEW, Conflict, WritingError, save_section

from .preview import Offer, Preview, make_preview
from .reading import read_document

FORGOTTEN_AFTER = timedelta(days=1)


class StaleImport(Exception):
    """Sections were edited, or changed their state, after the preview was shown. Nothing was written."""

    def __init__(self, sections: list[str]) -> None:
        self.sections = sections
        super().__init__(
            _("These sections were changed after the preview, so nothing was imported: %(sections)s. Look again.")
            % {"sections": ", ".join(sections)}
        )


class NothingToTake(Exception):
    """No section is chosen, or none would change."""

    def __init__(self) -> None:
        super().__init__(_("No section would change. Choose at least one section whose text is different."))


@dataclass(frozen=True)
class Undone:
    """What an undo gave back, and the sections it could not, with the reason."""

    restored: list[str]
    kept: list[tuple[str, str]]


def start_import(name: str, content: bytes, *, book: Book, by: User, section: Section | None = None) -> DocumentImport:
    """Read a document and keep what the preview needs; the file itself is not kept. Earlier previews of the same person
    and book give way, and those that everybody forgot. Raises ImportRefused."""
    read = read_document(name, content)
    with transaction.atomic():
        forget_old_previews()
        DocumentImport.objects.filter(state=DocumentImport.State.WAITING, owner=by, book=book).delete()
        document = DocumentImport.objects.create(
            book=book,
            section=section,
            owner=by,
            name=clean_name(name)[:150],
            passages=[passage.as_json() for passage in read.passages],
            losses=read.losses,
        )
        ImportPicture.objects.bulk_create(
            ImportPicture(document=document, address=one.address, name=one.name, content=one.content)
            for one in read.pictures
        )
    return document


def forget_old_previews() -> int:
    """Previews that nobody took over within a day; how many."""
    old = DocumentImport.objects.filter(
        state=DocumentImport.State.WAITING, created_at__lt=timezone.now() - FORGOTTEN_AFTER
    )
    return old.delete()[0]


def read_seen(text: str) -> dict[int, tuple[int, str]]:
    """Version and state of each section as the preview showed them, of `pk:version:state …`; what is broken is left out,
    so that its section counts as changed."""
    seen = {}
    for part in text[:100_000].split():
        pk, _colon, rest = part.partition(":")
        version, _colon, state = rest.partition(":")
        if all(one.isascii() and one.isdigit() and len(one) < 10 for one in (pk, version)):
            seen[int(pk)] = (int(version), state)
    return seen


def take_import(
    document_id: uuid.UUID, *, by: User, choices: Mapping[int, int | None], seen: Mapping[int, tuple[int, str]]
) -> DocumentImport:
    """Write every chosen section through the one write path, or none. The same import sent again changes nothing.

    Raises StaleImport, NothingToTake, ImportRefused, WritingError.
    """
    files: list[StoredFile] = []
    try:
        with transaction.atomic():
            document = DocumentImport.objects.select_for_update(of=("self",)).get(pk=document_id)
            if document.state != DocumentImport.State.WAITING:
                return document
            preview = _locked_preview(document, by, choices)
            changed = preview.changed
            if moved := [offer.label for offer in changed if seen.get(offer.section.pk) != _now(offer)]:
                raise StaleImport(moved)
            if not changed:
                raise NothingToTake()
            texts = {offer.section.pk: offer.text for offer in changed}
            addresses = _keep_pictures(document, "".join(html for html, _lost in texts.values()), by, files)
            for offer in changed:
                html, losses = texts[offer.section.pk]
                _write(document, offer, _with_addresses(html, addresses), dict(losses), by)
            document.left_out = [row.heading or _("Text before the first heading") for row in preview.left_out]
            document.state, document.taken_at = DocumentImport.State.TAKEN, timezone.now()
            document.passages = []
            document.save()
            document.pictures.all().delete()
    except BaseException:
        for stored in files:  # rows go with the transaction, bytes do not
            with contextlib.suppress(OSError):
                stored.file.delete(save=False)
        raise
    return document


def undo_import(document_id: uuid.UUID, *, by: User) -> Undone:
    """Give each section back the text it had before, where nobody changed it or handed it over since. The others are named."""
    restored: list[str] = []
    kept: list[tuple[str, str]] = []
    with transaction.atomic():
        document = DocumentImport.objects.select_for_update(of=("self",)).get(pk=document_id)
        written = list(
            document.written.filter(undone=False).select_related("section__book__plan").order_by("section_id")
        )
        mine = set(
            Section.objects.editable_by(by)
            .filter(pk__in=[one.section_id for one in written])
            .values_list("pk", flat=True)
        )
        for one in written:
            section = Section.objects.select_for_update(of=("self",)).get(pk=one.section_id)
            title = document.book.plan.fill(section.title)
            if reason := _why_not(section, one, section.pk in mine):
                kept.append((title, reason))
                continue
            before = Revision.objects.filter(section=section, number=one.before).values_list("html", flat=True).first()
            result = save_section(
                section.pk,
                user=by,
                base_version=one.after,
                save_id=uuid.uuid5(document.pk, f"undo {section.pk}"),
                html=before or "",
                kind=Revision.Kind.RESTORE,
                name=document.name,
            )
            if isinstance(result, Conflict):
                kept.append((title, _("its text was changed since")))
                continue
            one.undone = True
            one.save(update_fields=["undone"])
            restored.append(title)
        if restored and not document.written.filter(undone=False).exists():
            DocumentImport.objects.filter(pk=document.pk).update(state=DocumentImport.State.UNDONE)
    return Undone(restored, kept)


def _why_not(section: Section, one: ImportedSection, is_mine: bool) -> str:
    if section.version != one.after:
        return _("its text was changed since")
    if not is_mine:
        return _("it is not yours to write")
    if section.state in UNDER_REVIEW:
        return _("it was handed over since")
    return ""


def _locked_preview(document: DocumentImport, by: User, choices: Mapping[int, int | None]) -> Preview:
    """The preview once more, with its sections held until all is written."""
    wanted = [offer.section.pk for offer in make_preview(document, by, choices, with_texts=False).targets]
    list(Section.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    return make_preview(document, by, choices)


def _now(offer: Offer) -> tuple[int, str]:
    return offer.section.version, offer.section.state


def _keep_pictures(document: DocumentImport, html: str, by: User, files: list[StoredFile]) -> dict[str, str]:
    """The pictures that are used, kept as files; the address of each by the one it had while it waited."""
    addresses = {}
    for picture in document.pictures.all():
        if picture.address in html:
            with contextlib.suppress(RefusedFile):
                stored = store_content(picture.name, bytes(picture.content), owner=by, images_only=True, is_shared=True)
                files.append(stored)
                addresses[picture.address] = stored.get_absolute_url()
    return addresses


def _with_addresses(html: str, addresses: Mapping[str, str]) -> str:
    for waiting, kept in addresses.items():
        html = html.replace(waiting, kept)
    return html


def _write(document: DocumentImport, offer: Offer, html: str, losses: dict[str, int], by: User) -> None:
    section = offer.section
    words = section.word_count
    try:
        result = save_section(
            section.pk,
            user=by,
            base_version=section.version,
            save_id=uuid.uuid5(document.pk, str(section.pk)),
            html=html,
            kind=Revision.Kind.IMPORT,
            seen_state=section.state,
            name=document.name,
        )
    except WritingError as error:
        error.args = (f"{offer.label}: {error}",)
        raise
    if isinstance(result, Conflict):
        raise StaleImport([offer.label])
    ImportedSection.objects.create(
        document=document,
        section=section,
        before=section.version,
        after=result.version,
        words_before=words,
        words_after=result.word_count,
        losses=losses,
    )
