"""Sumber of a section: what it rests on, linking and unlinking, and how each source is cited.

Data that was asked for this section and verified stands there by itself; other verified data and files are linked by those
who write the section. A link means the data set, not one version of it: the newest is shown and cited.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile

# A floor below: verified data and the requests it came from.
from stakeholders.models import DataRequest, Dataset

from .models import Section, SectionSource

FOUND = 12


class SourceError(ValueError):
    """The source cannot be linked; the message says why."""


@dataclass(frozen=True)
class Source:
    """A line of the list. `pk` is that of the link, None for data that is there because it was asked for this section."""

    title: str
    where: str
    url: str
    citation: str
    icon: str
    pk: int | None = None


def sources_of(section: Section, user: User) -> list[Source]:
    """Everything this section rests on, what was asked for it first. A constant number of queries."""
    plan = section.book.plan_id
    asked = list(_newest(plan).filter(request__section_key=section.key))
    links = list(section.sources.visible_to(user).select_related("dataset", "file__organisation"))
    keys = {link.dataset.key for link in links if link.dataset}
    newest = {row.key: row for row in _newest(plan).filter(key__in=keys)} if keys else {}
    known = {row.key for row in asked}
    found = [of_dataset(row, user) for row in asked]
    for link in links:
        if link.dataset is None:
            found.append(of_file(link))
        elif link.dataset.key not in known:
            found.append(of_dataset(newest.get(link.dataset.key, link.dataset), user, link.pk))
    return found


def awaited(section: Section, user: User) -> list[DataRequest]:
    """Data that was asked for this section and is not verified yet, as far as this person may see it."""
    rows = DataRequest.objects.visible_to(user).filter(plan=section.book.plan_id, section_key=section.key)
    return list(rows.exclude(state=DataRequest.State.VERIFIED).select_related("producer"))


def to_link(section: Section, wanted: str) -> list[Dataset]:
    """Verified data of the plan whose title, group or producer holds the words, without what is linked already."""
    if not wanted:
        return []
    rows = _newest(section.book.plan_id).exclude(request__section_key=section.key)
    rows = rows.exclude(key__in=section.sources.filter(dataset__isnull=False).values("dataset__key"))
    for word in wanted.split()[:6]:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(group__icontains=word)
            | Q(producer__name__icontains=word)
            | Q(producer__short__icontains=word)
        )
    return list(rows.order_by("title", "pk")[:FOUND])


@transaction.atomic
def link_dataset(section: Section, dataset: Dataset, *, by: User) -> SectionSource:
    """Put a data set beside the section; linked already, nothing changes."""
    if dataset.plan_id != section.book.plan_id:
        raise SourceError(_("This data belongs to another masterplan."))
    Section.objects.select_for_update(of=("self",)).only("pk").get(pk=section.pk)
    known = section.sources.filter(dataset__key=dataset.key, dataset__plan=dataset.plan_id).first()
    return known or SectionSource.objects.create(section=section, dataset=dataset, linked_by=by)


def link_file(section: Section, file: StoredFile, *, title: str, by: User) -> SectionSource:
    """Put an uploaded file beside the section."""
    return SectionSource.objects.create(section=section, file=file, title=title or file.name, linked_by=by)


def of_dataset(row: Dataset, user: User, pk: int | None = None) -> Source:
    """What stands in the book is Indonesian whatever the language of the reader, so the citation holds no msgids."""
    year = f", {row.reference_year}" if row.reference_year and str(row.reference_year) not in row.title else ""
    origin = row.source or (row.producer.name if row.producer else "")
    # A request is open to its producer and to those who see all; the verified data itself to everybody here.
    seen = row.request and (user.sees_everything or row.request.producer_id == user.organisation_id)
    end = f". Sumber: {origin.rstrip('.')}." if origin else "."
    return Source(
        title=f"{row.title}{year}",
        where=row.producer.name if row.producer else row.source,
        url=row.request.get_absolute_url() if row.request and seen else row.source_url,
        citation=f"{row.title}{year}{end}{f' {row.source_url}' if row.source_url else ''}",
        icon="table" if row.rows else "file-earmark" if row.file_id else "hash",
        pk=pk,
    )


def of_file(link: SectionSource) -> Source:
    file = link.file
    assert file is not None
    owner = file.organisation.name if file.organisation else ""
    return Source(
        title=link.title,
        where=owner,
        url=file.get_absolute_url(),
        citation=f"{link.title}{f'. Sumber: {owner}' if owner else ''}.",
        icon="file-earmark",
        pk=link.pk,
    )


def _newest(plan: int):
    return Dataset.objects.filter(plan=plan).newest().select_related("producer", "request")
