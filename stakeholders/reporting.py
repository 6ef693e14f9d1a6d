"""Figures about promises, data, bodies and meetings: one source for pages, books and exports.

Each reader takes a constant number of queries and gives frozen rows. The books print nothing that the public may not
read once the plan is published, so commitments are the signed ones and data the delivered and verified ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, Q
from django.utils import translation

from accounts.models import Organisation
from quickwins.models import Plan, Program

from .meeting_reporting import MeetingRow as MeetingRow
from .meeting_reporting import meetings as meetings
from .models import Body, Commitment, CommitmentItem, DataForm, Dataset, Membership, Regulation, Signature
from .tables import columns_of


@dataclass(frozen=True)
class ItemRow:
    """A pledge. `amount` in rupiah."""

    text: str
    kind_name: str
    program: str
    target: Decimal | None
    unit: str
    year: int | None
    due_on: date | None
    amount: int | None
    source: str


@dataclass(frozen=True)
class SignatureRow:
    name: str
    nip: str
    rank: str
    office: str
    organisation: str
    as_deputy: bool
    signed_at: datetime
    content_hash: str
    # How a signature on paper came onto the record, in Indonesian; "" for one given in the application.
    on_paper: str


@dataclass(frozen=True)
class CommitmentRow:
    kind: str
    kind_name: str
    category: str
    number: str
    title: str
    place: str
    dated_on: date
    organisation: str
    organisation_name: str
    state: str
    state_name: str
    version: int
    code: str
    clauses: tuple[str, ...]
    items: tuple[ItemRow, ...]
    signatures: tuple[SignatureRow, ...]
    witnesses: tuple[tuple[str, str], ...]

    @property
    def programs(self) -> tuple[str, ...]:
        """Names of the programs its items speak about, each once."""
        return tuple(dict.fromkeys(item.program for item in self.items if item.program))


@dataclass(frozen=True)
class DatasetRow:
    key: str
    group: str
    title: str
    producer: str
    form: str
    value: Decimal | None
    text: str
    unit: str
    year: int | None
    source: str
    received_on: date | None


@dataclass(frozen=True)
class DataTable:
    """One version of a data set that is a table. `heads` are its columns with their units, `names` without; `newest` is the
    highest version there is."""

    key: str
    title: str
    version: int
    newest: int
    newest_year: int | None
    names: tuple[str, ...]
    heads: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[object, ...], ...]
    producer: str
    source: str
    year: int | None


@dataclass(frozen=True)
class RegulationRow:
    level: str
    level_name: str
    number: str
    year: int
    title: str
    note: str


@dataclass(frozen=True)
class MemberRow:
    seat: str
    office: str
    organisation: str


@dataclass(frozen=True)
class BodyRow:
    key: str
    name: str
    decree: str
    decreed_on: date | None
    members: tuple[MemberRow, ...]


@dataclass(frozen=True)
class StakeholderRow:
    name: str
    short: str
    category: str
    category_name: str
    role: str
    programs: tuple[str, ...]


FORM_NAMES = {"number": "Angka", "table": "Tabel", "file": "Berkas", "map": "Peta"}


def signed_commitments(plan: Plan) -> tuple[CommitmentRow, ...]:
    """Commitments in force (signed, not replaced), in the order of the organisations. Four queries."""
    rows = (
        Commitment.objects.filter(plan=plan)
        .signed()
        .select_related("organisation")
        .prefetch_related(
            Prefetch("items", CommitmentItem.objects.select_related("program", "funding_source")),
            "signatures__organisation",
            "witnesses",
        )
    )
    return tuple(_commitment_row(row) for row in rows)


def datasets(plan: Plan) -> tuple[DatasetRow, ...]:
    """The newest version of each verified dataset. One query."""
    rows = Dataset.objects.filter(plan=plan).newest().select_related("producer").defer("rows", "columns")
    return tuple(
        DatasetRow(
            row.key, row.group, row.title, str(row.producer) if row.producer else "", row.form, row.value, row.text,
            row.unit, row.reference_year, row.source, row.received_on,
        )
        for row in rows
    )  # fmt: skip


def data_tables(plan: Plan) -> tuple[DataTable, ...]:
    """All versions of the verified tables, by data set, the oldest first. One query."""
    rows = list(
        Dataset.objects.filter(plan=plan, form=DataForm.TABLE)
        .exclude(rows=[])
        .select_related("producer")
        .order_by("position", "title", "key", "version")
    )
    newest = {row.key: row for row in rows}
    for row in rows:
        if row.is_newest:
            newest[row.key] = row
    found = []
    for row in rows:
        columns = columns_of(row.columns)
        found.append(
            DataTable(
                row.key, row.title, row.version, newest[row.key].version, newest[row.key].reference_year,
                tuple(column.name for column in columns), tuple(column.head for column in columns),
                tuple(column.is_number for column in columns), tuple(tuple(cells) for cells in row.rows),
                row.producer.name if row.producer else "", row.source, row.reference_year,
            )
        )  # fmt: skip
    return tuple(found)


def regulations() -> tuple[RegulationRow, ...]:
    """Regulations by rank, then in their own order. One query."""
    rank = list(Regulation.Level.values)
    rows = sorted(Regulation.objects.all(), key=lambda row: (rank.index(row.level), row.position, row.year))
    return tuple(
        RegulationRow(row.level, row.get_level_display(), row.number, row.year, row.title, row.note) for row in rows
    )


def bodies(plan: Plan, on: date) -> tuple[BodyRow, ...]:
    """The bodies with the seats that are held on that day. Two queries."""
    held = Membership.objects.filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    ).select_related("organisation")
    rows = Body.objects.filter(plan=plan, is_active=True).prefetch_related(Prefetch("memberships", held))
    return tuple(
        BodyRow(
            row.key,
            row.name,
            " ".join(filter(None, [row.decree_kind, row.decree_number])) if row.decree_number else "",
            row.decreed_on,
            tuple(
                MemberRow(seat.seat, seat.office, seat.organisation.name if seat.organisation else "")
                for seat in row.memberships.all()
            ),
        )
        for row in rows
    )


def stakeholders(plan: Plan) -> tuple[StakeholderRow, ...]:
    """Those who take part: they lead, support or partner a program, promised something, or have a role written down.

    By category, then in their own order. Five queries.
    """
    programs: dict[int, dict[str, None]] = {}
    own = Program.objects.filter(plan=plan)
    for field in ("lead", "supporters", "partnerships__organisation"):
        pairs = own.filter(**{f"{field}__isnull": False}).values_list(field, "name")
        for organisation, name in pairs.order_by("subdimension__dimension__position", "subdimension__position", "name"):
            programs.setdefault(organisation, {})[name] = None
    promised = set(Commitment.objects.filter(plan=plan).signed().values_list("organisation", flat=True))
    order = list(Organisation.Category.values)
    rows = [row for row in Organisation.objects.active() if row.pk in programs or row.pk in promised or row.role_text]
    rows.sort(key=lambda row: (order.index(row.category), row.position, row.name))
    return tuple(
        StakeholderRow(
            row.name,
            row.short,
            row.category,
            row.get_category_display(),
            row.role_text,
            tuple(programs.get(row.pk, ())),
        )
        for row in rows
    )


def _on_paper(signature: Signature) -> str:
    """What the books print of a signature on paper: never in the language of the reader."""
    with translation.override("id"):
        return signature.paper_told


def _commitment_row(row: Commitment) -> CommitmentRow:
    return CommitmentRow(
        kind=row.kind,
        kind_name=row.get_kind_display(),
        category=row.organisation.category,
        number=row.number,
        title=row.title,
        place=row.place,
        dated_on=row.dated_on,
        organisation=str(row.organisation),
        organisation_name=row.organisation.name,
        state=row.state,
        state_name=row.get_state_display(),
        version=row.version,
        code=row.code,
        clauses=tuple(str(clause) for clause in row.clauses),
        items=tuple(
            ItemRow(
                item.text, item.get_kind_display(), item.program.name if item.program else "", item.target, item.unit,
                item.year, item.due_on, item.amount, item.funding_source.name if item.funding_source else "",
            )
            for item in row.items.all()
        ),
        signatures=tuple(
            SignatureRow(
                sign.name, sign.nip, sign.rank, sign.office, sign.organisation.name, sign.as_deputy, sign.signed_at,
                sign.content_hash, _on_paper(sign),
            )
            for sign in row.signatures.all()
        ),
        witnesses=tuple((witness.name, witness.office) for witness in row.witnesses.all()),
    )  # fmt: skip
