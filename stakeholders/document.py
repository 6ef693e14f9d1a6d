"""A commitment as it is read: built from the very content that a signature covers, so that page, print and check agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from formats.dates import say_date
from formats.numbers import format_number, format_rupiah


@dataclass(frozen=True)
class Pledge:
    """One item. `amount` in whole rupiah."""

    kind: str
    text: str
    program: str
    target: Decimal | None
    unit: str
    year: int | None
    due_on: date | None
    amount: int | None
    source: str

    @property
    def target_told(self) -> str:
        return f"{format_number(self.target)} {self.unit}" if self.target is not None else "–"

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same pledge in another version."""
        return (self.program or self.text, self.kind)


@dataclass(frozen=True)
class Document:
    """The text of one version. `parties` are those of a joint commitment, `attachments` pairs of name and SHA-256."""

    kind: str
    version: int
    version_reason: str
    number: str
    title: str
    place: str
    dated_on: date | None
    organisation: str
    opening: str
    clauses: tuple[str, ...]
    contact: str
    witnesses: tuple[tuple[str, str], ...]
    parties: tuple[str, ...]
    attachments: tuple[tuple[str, str], ...]
    items: tuple[Pledge, ...]

    @classmethod
    def of(cls, content: dict[str, Any]) -> Document:
        """From `signing.content_of`, or from the content kept with a signature."""
        return cls(
            kind=content["kind"],
            version=content["version"],
            version_reason=content["version_reason"],
            number=content["number"],
            title=content["title"],
            place=content["place"],
            dated_on=_day(content["dated_on"]),
            organisation=content["organisation"]["name"],
            opening=content.get("opening", ""),
            clauses=tuple(str(clause) for clause in content["clauses"]),
            contact=content["contact"],
            witnesses=tuple((name, office) for name, office in content["witnesses"]),
            parties=tuple(name for _key, name in content.get("parties", [])),
            attachments=tuple((name, digest) for name, digest in content.get("attachments", [])),
            items=tuple(
                Pledge(
                    kind=item["kind"],
                    text=item["text"],
                    program=item["program"],
                    target=Decimal(item["target"]) if item["target"] else None,
                    unit=item["unit"],
                    year=item["year"],
                    due_on=_day(item["due_on"]),
                    amount=item["amount"],
                    source=item["source"],
                )
                for item in content["items"]
            ),
        )

    @property
    def total(self) -> int | None:
        """Sum of the money of all items; None when none names any."""
        amounts = [item.amount for item in self.items if item.amount is not None]
        return sum(amounts) if amounts else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise in the later text; an empty side was added or taken out. `is_layout` is no word of the
    text, only how its sheet is printed."""

    label: str
    before: str
    now: str
    is_layout: bool = False


def differences(before: Document, now: Document) -> list[Difference]:
    """What changed between two texts, in the order of reading. The reason and number of the version are not among it."""
    found = [
        Difference(label, old, new)
        for label, old, new in (
            (_("Subject"), before.title, now.title),
            (_("Letter number"), before.number, now.number),
            (_("Organisation"), before.organisation, now.organisation),
            (_("Person in charge"), before.contact, now.contact),
        )
        if old != new
    ]
    found += _of_lists(_("Clause"), before.clauses, now.clauses)
    earlier = {item.key: item for item in before.items}
    for item in now.items:
        old = earlier.pop(item.key, None)
        if old is None:
            found.append(Difference(_("Item"), "", item.text))
            continue
        found += [
            Difference(f"{item.program or item.text}, {label}", was, became)
            for label, was, became in (
                (_("pledge"), old.text, item.text),
                (_("target"), old.target_told, item.target_told),
                (_("due on"), say_date(old.due_on, "short"), say_date(item.due_on, "short")),
                (_("budget"), format_rupiah(old.amount), format_rupiah(item.amount)),
                (_("funding source"), old.source, item.source),
            )
            if was != became
        ]
    found += [Difference(_("Item"), item.text, "") for item in earlier.values()]
    people = [tuple(", ".join(filter(None, pair)) for pair in one.witnesses) for one in (before, now)]
    found += _of_lists(_("Witness"), *people)
    found += _of_lists(_("Signing organisation"), before.parties, now.parties)
    files = [tuple(name for name, _digest in one.attachments) for one in (before, now)]
    if before.attachments != now.attachments:
        found += _of_lists(_("Attachment"), *files) or [Difference(_("Attachment"), ", ".join(files[0]), _("changed"))]
    return found


def _of_lists(label: str, before: tuple[str, ...], now: tuple[str, ...]) -> list[Difference]:
    gone = [Difference(label, text, "") for text in before if text not in now]
    return gone + [Difference(label, "", text) for text in now if text not in before]
