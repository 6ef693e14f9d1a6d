"""Blocks of commitments, data, bodies, stakeholders and meetings."""

from __future__ import annotations

from collections.abc import Sequence

from formats.dates import format_date, format_moment, format_range
from formats.fields import group_nip
from formats.numbers import format_number, format_rupiah
from stakeholders.reporting import FORM_NAMES, CommitmentRow, DatasetRow, ItemRow, MeetingRow

from .params import Param, choice
from .pieces import BlockRich, BlockTable, Cell, Column, Piece, day, lines, listed, number, text, year
from .registry import Asked, block

# Only signed ones are printed: drafts are not everybody's to read, and the book goes to all.
STATES = ("signed", "fulfilled", "partial", "unfulfilled")
LONGEST_FIGURE = 16
KINDS = ("mou", "joint", "opd", "partner", "pact")
CATEGORIES = ("government", "private", "soe", "academia", "community", "media")
MEETINGS = ("bimtek", "council", "team", "forum", "fgd", "visit", "outreach")
MAX_SIGNERS = 3
GROUP_NAMES = {"key_figures": "angka pokok", "potential": "potensi"}
LEVELS = ("law", "government", "president", "instruction", "minister", "regional", "regent", "decree")


@block(
    "commitment_list",
    columns=("no", "number", "date", "organisation", "signatory", "items", "programs", "state"),
    kind=choice("", *KINDS),
    category=choice("", *CATEGORIES),
    state=choice("signed", *STATES),
)
def commitment_list(asked: Asked) -> Sequence[BlockTable]:
    rows = tuple(
        (
            number(position),
            text(row.number),
            day(row.dated_on),
            text(row.organisation_name),
            lines(_signers(row)),
            listed(_pledge(item) for item in row.items),
            listed(row.programs),
            text(row.state_name),
        )
        for position, row in enumerate(_commitments(asked), start=1)
    )
    return _table(asked, "", ("no", "number", "date", "organisation", "signatory", "items", "programs", "state"), rows)


@block(
    "commitment_sheets",
    kind=choice("", *KINDS),
    category=choice("", *CATEGORIES),
    state=choice("signed", *STATES),
)
def commitment_sheets(asked: Asked) -> Sequence[BlockRich]:
    """One sheet per signed commitment, with its clauses, items and signatures."""
    found = _commitments(asked)
    if not found:
        return []
    data = tuple((row.organisation_name, row.number, item.text, _target(item)) for row in found for item in row.items)
    return [
        BlockRich(
            "masterplan/blocks/commitment_sheets.html",
            {"sheets": [_sheet(row) for row in found]},
            asked.caption(),
            ("Lembaga", "Nomor", "Butir", "Target"),
            data,
        )
    ]


@block(
    "region_facts",
    columns=("title", "value", "unit", "year", "source"),
    group=Param("", lambda records: {row.group for row in records.datasets} or None),
)
def region_facts(asked: Asked) -> Sequence[BlockTable]:
    """Datasets that are one figure or a short text."""
    rows = tuple(
        (
            text(row.title),
            *_measured(row),
            year(row.year),
            text(row.source),
        )
        for row in asked.records.datasets
        if asked["group"] in ("", row.group) and (row.text or row.value is not None)
    )
    if not rows:
        return []
    # Figures stand right and are never broken; among short texts, which must be, they stand as words do.
    are_figures = all(len(row[1].text) <= LONGEST_FIGURE for row in rows)
    columns = (Column("title"), Column("value", numeric=are_figures), Column("unit"), Column("year"), Column("source"))
    about = asked.records.plan.region
    if asked["group"] in GROUP_NAMES:
        about += f": {GROUP_NAMES[str(asked['group'])]}"
    return [BlockTable(asked.caption(about), columns, rows, source=asked.source)]


def _measured(row: DatasetRow) -> tuple[Cell, Cell]:
    """Value and unit, the unit said once: "22 kecamatan" stands as 22 | kecamatan, "12,49 % (46.500 jiwa)" with its own."""
    if not row.text:
        return number(row.value), text(row.unit)
    bare = row.text.removesuffix(f" {row.unit}") if row.unit else row.text
    return Cell(bare, row.value), text(row.unit if bare != row.text or row.unit not in row.text else "")


@block(
    "dataset_list",
    columns=("no", "title", "producer", "year", "form", "received"),
    state=choice("verified", "verified"),
)
def dataset_list(asked: Asked) -> Sequence[BlockTable]:
    """Verified data with who produced them and when they came in."""
    rows = tuple(
        (
            number(position),
            text(row.title),
            text(row.producer),
            year(row.year),
            text(FORM_NAMES.get(row.form, "")),
            day(row.received_on),
        )
        for position, row in enumerate(asked.records.datasets, start=1)
    )
    return _table(asked, "", ("no", "title", "producer", "year", "form", "received"), rows)


@block("regulation_list", columns=("no", "level", "number", "title"), level=choice("", *LEVELS))
def regulation_list(asked: Asked) -> Sequence[BlockTable]:
    found = [row for row in asked.records.regulations if asked["level"] in ("", row.level)]
    rows = tuple(
        (
            number(position),
            text(row.level_name),
            text(f"Nomor {row.number} Tahun {row.year}"),
            text(f"{row.title} ({row.note})" if row.note else row.title),
        )
        for position, row in enumerate(found, start=1)
    )
    return _table(asked, "", ("no", "level", "number", "title"), rows)


@block(
    "body_members",
    columns=("no", "seat", "office", "organisation"),
    body=Param("", lambda records: [row.key for row in records.bodies]),
)
def body_members(asked: Asked) -> Sequence[BlockTable]:
    """The seats of one body, or a table for each body; seats belong to offices, not to persons."""
    tables: list[BlockTable] = []
    for body in asked.records.bodies:
        if asked["body"] not in ("", body.key):
            continue
        rows = tuple(
            (number(position), text(seat.seat), text(seat.office), text(seat.organisation))
            for position, seat in enumerate(body.members, start=1)
        )
        decree = f"Berdasarkan {body.decree}" + (f", {format_date(body.decreed_on)}" if body.decreed_on else "") + "."
        tables += _table(
            asked, body.name, ("no", "seat", "office", "organisation"), rows, note=decree if body.decree else ""
        )
    return tables


@block(
    "stakeholder_list",
    columns=("no", "organisation", "category", "role", "programs"),
    category=choice("", *CATEGORIES),
    with_programmes=Param(True),
)
def stakeholder_list(asked: Asked) -> Sequence[BlockTable]:
    found = [row for row in asked.records.stakeholders if asked["category"] in ("", row.category)]
    keys: tuple[str, ...] = ("no", "organisation", "category", "role", "programs")
    if not asked["with_programmes"]:
        keys = keys[:-1]
    rows = tuple(
        (
            number(position),
            text(row.name),
            text(row.category_name),
            text(row.role),
            listed(_first_ones(row.programs)),
        )[: len(keys)]
        for position, row in enumerate(found, start=1)
    )
    return _table(asked, "", keys, rows)


def _first_ones(names: Sequence[str], shown: int = 4) -> list[str]:
    """A secretariat has a hand in nearly every program: the first few are named, the others counted."""
    if len(names) <= shown + 1:
        return list(names)
    return [*names[:shown], f"dan {len(names) - shown} program lain"]


@block(
    "bimtek_attendance",
    columns=("meeting", "date", "place", "onsite", "online", "organisations"),
    kind=choice("bimtek", *MEETINGS),
    phase=Param(0),
    detail=choice("summary", "summary", "list"),
)
def bimtek_attendance(asked: Asked) -> Sequence[Piece]:
    """A row per meeting with how many were present, or a table per meeting with who they were."""
    found = [
        row for row in asked.records.meetings if asked["kind"] in ("", row.kind) and asked["phase"] in (0, row.phase)
    ]
    if asked["detail"] == "list":
        return [table for row in found for table in _present(asked, row)]
    if not found:
        return []
    rows = tuple(
        (
            text(row.title),
            text(format_range(row.starts_on, row.ends_on)),
            lines([row.place, row.online]),
            number(row.onsite),
            number(row.online_count),
            number(row.organisations),
        )
        for row in found
    )
    columns = tuple(
        Column(key, numeric=key in {"onsite", "online", "organisations"})
        for key in ("meeting", "date", "place", "onsite", "online", "organisations")
    )
    totals = (
        Cell("Jumlah"),
        Cell(""),
        Cell(""),
        number(sum(row.onsite for row in found)),
        number(sum(row.online_count for row in found)),
        Cell(""),
    )
    return [BlockTable(asked.caption(), columns, rows, totals, source=asked.source)]


@block(
    "decision_list",
    columns=("no", "meeting", "decision", "about", "owner", "due", "state"),
    kind=choice("", *MEETINGS),
)
def decision_list(asked: Asked) -> Sequence[BlockTable]:
    """Decisions under their meetings, numbered through: "Keputusan 12" is one line of the book."""
    found = [
        (meeting, row)
        for meeting in asked.records.meetings
        if asked["kind"] in ("", meeting.kind)
        for row in meeting.decisions
    ]
    rows = tuple(
        (
            text(meeting.title),
            number(position),
            text(row.text),
            lines(row.about),
            text(row.owner),
            day(row.due_on),
            text(row.state_name),
        )
        for position, (meeting, row) in enumerate(found, start=1)
    )
    if not rows:
        return []
    keys = ("meeting", "no", "decision", "about", "owner", "due", "state")
    columns = tuple(Column(key, numeric=key == "no", is_group=key == "meeting") for key in keys)
    return [BlockTable(asked.caption(), columns, rows, source=asked.source)]


def _table(
    asked: Asked, about: str, keys: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], note: str = ""
) -> list[BlockTable]:
    columns = tuple(Column(key, numeric=key == "no") for key in keys)
    return [BlockTable(asked.caption(about), columns, rows, source=asked.source, note=note)] if rows else []


def _commitments(asked: Asked) -> list[CommitmentRow]:
    """ "signed" and "" = everything in force; another state = only those that came to it."""
    return [
        row
        for row in asked.records.commitments
        if asked["kind"] in ("", row.kind)
        and asked["category"] in ("", row.category)
        and asked["state"] in ("", "signed", row.state)
    ]


def _present(asked: Asked, meeting: MeetingRow) -> list[BlockTable]:
    rows = tuple(
        (number(position), text(row.name), text(row.office), text(row.organisation), text(row.mode_name))
        for position, row in enumerate(meeting.present, start=1)
    )
    titles = (("no", "No"), ("name", "Nama"), ("office", "Jabatan"), ("body", "Lembaga"), ("mode", "Kehadiran"))
    columns = tuple(Column(key, title, numeric=key == "no") for key, title in titles)
    title = f"Daftar hadir {meeting.title}, {format_range(meeting.starts_on, meeting.ends_on)}"
    return [BlockTable(title, columns, rows, source=asked.source)] if rows else []


def _signers(row: CommitmentRow) -> list[str]:
    """Names, of a joint letter the first few; its sheet has them all."""
    names = [sign.name for sign in row.signatures]
    rest = len(names) - MAX_SIGNERS
    return names if rest <= 1 else [*names[:MAX_SIGNERS], f"dan {rest} lainnya"]


def _target(item: ItemRow) -> str:
    if item.target is None:
        return ""
    return " ".join(filter(None, [format_number(item.target), item.unit, f"({item.year})" if item.year else ""]))


def _pledge(item: ItemRow) -> str:
    target = _target(item)
    return f"{item.text}: {target}" if target else item.text


def _sheet(row: CommitmentRow) -> dict[str, object]:
    meta = [row.kind_name, row.number and f"Nomor {row.number}"]
    meta.append(", ".join(filter(None, [row.place, format_date(row.dated_on)])))
    if row.version > 1:
        meta.append(f"Versi {row.version}")
    return {
        "organisation": row.organisation_name,
        "title": row.title,
        "meta": " · ".join(filter(None, meta)),
        "clauses": row.clauses,
        "items": [
            {
                "text": item.text,
                "target": _target(item) or "–",
                "due": format_date(item.due_on, "short"),
                "amount": format_rupiah(item.amount),
                "source": item.source or "–",
            }
            for item in row.items
        ],
        "signatures": [
            {
                "name": sign.name,
                "office": f"{sign.office} (PLT)" if sign.as_deputy and sign.office else sign.office,
                "nip": group_nip(sign.nip) if sign.nip else "",
                "at": sign.on_paper or format_moment(sign.signed_at),
                "hash": sign.content_hash[:16],
                "on_paper": bool(sign.on_paper),
            }
            for sign in row.signatures
        ],
        "is_joint": len(row.signatures) > MAX_SIGNERS,
        "witnesses": row.witnesses,
        "code": row.code,
        "state": row.state_name,
    }
