"""Sow the demo's commitments with their items, signatures, passages of state and fulfilments."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property

from accounts.models import User
from quickwins.demo.related import NAMESPACE, Related, Row, insert_as_given, moment, quarter_end
from quickwins.models import BudgetLine, Plan, Program
from stakeholders.models import (
    ClauseTemplate,
    Commitment,
    CommitmentItem,
    CommitmentStateChange,
    Fulfilment,
    Signature,
    Witness,
)
from stakeholders.signing import content_of, fingerprint_of, new_code

from .reading import read

KINDS_WITH_THE_PROGRAMS_MONEY = {CommitmentItem.Kind.PROGRAM, CommitmentItem.Kind.QUICKWIN}
DAYS_TO_REPORT, DAYS_TO_CHECK = 8, 17

Passages = list[tuple[str, date]]


class Demo(Related):
    """What the rows of the file refer to."""

    def __init__(self, plan: Plan, *, today: date) -> None:
        super().__init__(plan, today=today)
        self.file = read("commitments.toml")
        self.rows: dict[str, Row] = {row["key"]: row for row in self.file["commitments"]}
        self.successor = {row["replaces"]: row for row in self.rows.values() if "replaces" in row}

    @cached_property
    def programs(self) -> dict[str, Program]:
        return {program.key: program for program in Program.objects.filter(plan=self.plan)}

    @cached_property
    def clauses(self) -> dict[str, str]:
        return dict(ClauseTemplate.objects.values_list("key", "text"))

    @cached_property
    def main_budget(self) -> dict[tuple[str, int], BudgetLine]:
        """The largest budget line of a program (by key) in a year."""
        lines = BudgetLine.objects.filter(program__plan=self.plan).select_related("program", "source")
        return {(line.program.key, line.year): line for line in lines.order_by("ceiling") if line.program}

    def identifier(self, key: str) -> uuid.UUID:
        return uuid.uuid5(NAMESPACE, f"{self.plan.key}/commitment/{key}")

    def signers(self, row: Row) -> list[User]:
        """Who signs: named in the row, or all heads of OPD, or the head of the organisation."""
        named = row.get(
            "signers", [f"{row['organisation']}.{'mitra' if row['kind'] in ('partner', 'mou') else 'kepala'}"]
        )
        if named == "heads":
            return [self.users["sekda"]] + [
                user
                for key, user in sorted(self.users.items(), key=lambda pair: pair[1].organisation_id or 0)
                if key.endswith(".kepala") and key != "setda.kepala"
            ]
        return [self.users[name] for name in named]

    def drafter(self, row: Row) -> User:
        return self.users.get(f"{row['organisation']}.staf") or self.users["kominfo"]

    def checker(self, row: Row) -> User:
        """Kominfo checks what others report; its own reports are checked by the planning office."""
        return self.users["bappelitbangda" if row["organisation"] == "diskominfo_sp" else "kominfo"]


def sow(plan: Plan, *, today: date) -> None:
    """All commitments that exist by that day, in the state they have reached by then."""
    demo = Demo(plan, today=today)
    present = set(Commitment.objects.filter(plan=plan).values_list("pk", flat=True))
    # A later version points to the one it replaces, so that one comes first.
    for row in sorted(demo.rows.values(), key=lambda row: row.get("version", 1)):
        row.setdefault("kind", Commitment.Kind.OPD)
        if row["drafted"] <= today and demo.identifier(row["key"]) not in present:
            _sow_commitment(demo, row)


def _passages(demo: Demo, row: Row) -> Passages:
    """The states the commitment went through until today, each with its day."""
    way: Passages = [("draft", row["drafted"])]
    for name, state in (("submitted", "submitted"), ("signed", "signed"), ("closed", row["state"])):
        if name in row:
            way.append((state, row[name]))
    if row["state"] == "superseded":
        way.append(("superseded", demo.successor[row["key"]]["signed"]))
    return [(state, day) for state, day in way if day <= demo.today]


def _sow_commitment(demo: Demo, row: Row) -> None:
    passages = _passages(demo, row)
    reached = dict(passages)
    state = passages[-1][0]
    drafter = demo.drafter(row)
    root = row["key"] if "replaces" not in row else row["replaces"]
    defaults = demo.file["defaults"]
    group = row["kind"] if row["kind"] in ("opd", "partner") else "joint"
    clauses = row.get("clauses", defaults[f"clauses_{group}"])
    contact = demo.users.get(f"{row['organisation']}.staf")
    signers = demo.signers(row)
    commitment = Commitment(
        id=demo.identifier(row["key"]),
        lineage=demo.identifier(root),
        version=row.get("version", 1),
        plan=demo.plan,
        kind=row["kind"],
        organisation=demo.organisations[row["organisation"]],
        number=row["number"],
        title=row["title"],
        place=defaults["place"],
        dated_on=reached.get("signed") or reached.get("submitted") or row["drafted"],
        clauses=[demo.clauses[key] for key in clauses],
        contact=contact,
        contact_name=(contact or signers[0]).name,
        state=state,
        version_reason=row.get("reason", ""),
        cancelled_reason=row.get("cancel_reason", "") if state == "cancelled" else "",
        replaces_id=demo.identifier(row["replaces"]) if "replaces" in row else None,
        created_by=drafter,
        created_at=moment(row["drafted"]),
        updated_at=moment(passages[-1][1]),
    )
    items = list(_items(demo, row, commitment))
    witnesses = [
        Witness(commitment=commitment, name=demo.users[w["user"]].name, office=w["as"], position=position)
        for position, w in enumerate(row.get("witnesses", defaults["witnesses"]), start=1)
    ]
    if "signed" in reached:
        commitment.code = new_code(commitment)
    insert_as_given([commitment])
    if commitment.kind == Commitment.Kind.JOINT:
        commitment.parties.set([signer.organisation_id for signer in signers if signer.organisation_id])
    CommitmentItem.objects.bulk_create(items)
    Witness.objects.bulk_create(witnesses)
    content_hash = fingerprint_of(content_of(commitment))
    if "signed" in reached:
        _sign(commitment, signers, reached["signed"])
    CommitmentStateChange.objects.bulk_create(_state_changes(demo, row, commitment, passages, content_hash))
    for item, item_row in zip(items, row["items"], strict=True):
        insert_as_given(_fulfilments(demo, row, item, item_row.get("reports", [])))


def _items(demo: Demo, row: Row, commitment: Commitment) -> Iterator[CommitmentItem]:
    defaults = demo.file["defaults"]
    for position, item in enumerate(row["items"], start=1):
        year = item.get("year", defaults["year"])
        amount, source = item.get("amount"), demo.sources[item["source"]] if "source" in item else None
        if amount is None and item["kind"] in KINDS_WITH_THE_PROGRAMS_MONEY:
            line = demo.main_budget.get((item["program"], year))
            amount, source = (line.ceiling, line.source) if line else (None, source)
        yield CommitmentItem(
            commitment=commitment,
            kind=item["kind"],
            program=demo.programs[item["program"]] if "program" in item else None,
            text=item["text"],
            target=item["target"],
            unit=item["unit"],
            year=year,
            due_on=item.get("due", defaults["due"]),
            amount=amount,
            funding_source=source,
            position=position,
        )


def _sign(commitment: Commitment, signers: list[User], day: date) -> None:
    content = content_of(commitment)
    Signature.objects.bulk_create(
        Signature(
            commitment=commitment,
            organisation=signer.organisation,
            signer=signer,
            name=signer.name,
            nip=signer.nip,
            rank=signer.rank,
            office=signer.office,
            signed_at=_signed_at(number, day),
            content_hash=fingerprint_of(content),
            content=content,
        )
        for number, signer in enumerate(signers)
    )


def _signed_at(number: int, day: date) -> datetime:
    """When the signatory of this number signed: one after the other from eleven on."""
    return moment(day, 11) + timedelta(minutes=2 * number)


def _last_signed(signers: list[User], day: date) -> datetime:
    return _signed_at(len(signers) - 1, day)


def _state_changes(
    demo: Demo, row: Row, commitment: Commitment, passages: Passages, content_hash: str
) -> Iterator[CommitmentStateChange]:
    signer = demo.signers(row)[0]
    reasons: dict[str, str] = {
        "draft": row.get("reason", ""),
        "partial": row.get("shortfall", ""),
        "unfulfilled": row.get("shortfall", ""),
        "cancelled": row.get("cancel_reason", ""),
        "superseded": demo.successor.get(row["key"], {}).get("reason", ""),
    }
    by = {"draft": demo.drafter(row), "submitted": demo.drafter(row), "signed": signer, "superseded": signer}
    before = ["", *(state for state, _ in passages)]
    for hour, (from_state, (to_state, day)) in enumerate(zip(before, passages, strict=False), start=8):
        yield CommitmentStateChange(
            commitment=commitment,
            from_state=from_state,
            to_state=to_state,
            by=by.get(to_state, demo.checker(row)),
            at=_last_signed(demo.signers(row), day) if to_state == "signed" else moment(day, hour),
            reason=reasons.get(to_state, ""),
            content_hash=content_hash,
        )


def _fulfilments(demo: Demo, row: Row, item: CommitmentItem, reports: list[Row]) -> Iterator[Fulfilment]:
    """One row per quarter that was reported by today; the second person's check follows some days later."""
    reporter = demo.signers(row)[0]
    for report in reports:
        year, quarter = (int(part) for part in report["period"].split("-Q"))
        reported_on = quarter_end(year, quarter) + timedelta(days=DAYS_TO_REPORT)
        checked_on = quarter_end(year, quarter) + timedelta(days=DAYS_TO_CHECK)
        if reported_on > demo.today:
            continue
        checked = report["state"] == "verified" and checked_on <= demo.today
        yield Fulfilment(
            id=uuid.uuid5(NAMESPACE, f"{item.commitment_id}/{item.position}/{report['period']}"),
            item=item,
            year=year,
            quarter=quarter,
            state=_reached(Decimal(report["value"]), Decimal(item.target or 0)),
            value=report["value"],
            note=report["note"],
            reported_by=reporter,
            reported_at=moment(reported_on),
            verified_by=demo.checker(row) if checked else None,
            verified_at=moment(checked_on) if checked else None,
        )


def _reached(value: Decimal, target: Decimal) -> str:
    """Every target of the demo is of the kind "the more the better"."""
    if value >= target:
        return Fulfilment.State.FULFILLED
    return Fulfilment.State.PARTIAL if value else Fulfilment.State.UNFULFILLED
