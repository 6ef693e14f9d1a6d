"""Sow the demo's data requests with their answers, and the datasets: published figures and tables of OPD."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, timedelta

from quickwins.demo.related import NAMESPACE, Related, Row, moment
from quickwins.models import Plan, Program
from stakeholders.models import (
    Commitment,
    CommitmentItem,
    DataAnswer,
    DataForm,
    DataRequest,
    DataRequestStateChange,
    Dataset,
)

from .reading import read

WALIDATA = "kominfo"


def sow(plan: Plan, *, today: date) -> None:
    """Requests whose days count from `today`, so that some are always due and some late, and every dataset."""
    related = Related(plan, today=today)
    tables = {row["key"]: row for row in read("datasets.toml", number=float)["tables"]}
    rows = read("data_requests.toml")["requests"]
    requests = _sow_requests(related, rows, tables)
    _sow_datasets(related, rows, requests)


def _sow_requests(related: Related, rows: list[Row], tables: dict[str, Row]) -> dict[str, DataRequest]:
    """Returns the requests made now, by the key of the dataset that came of them."""
    programs = {program.key: program for program in Program.objects.filter(plan=related.plan)}
    pledges = _pledges(related.plan)
    present = set(DataRequest.objects.filter(plan=related.plan).values_list("pk", flat=True))
    answered = read("answers.toml", number=float)
    requests: dict[str, DataRequest] = {}
    answers: list[DataAnswer] = []
    changes: list[DataRequestStateChange] = []
    new: list[DataRequest] = []
    for row in rows:
        request = _request(related, row, programs.get(row.get("program", "")))
        request.pledge = pledges.get((row["producer"], row.get("pledged", "")))
        if request.pk in present:
            continue
        new.append(request)
        if "dataset" in row:
            requests[row["dataset"]] = request
        values = tables[row["dataset"]]["rows"] if "dataset" in row else answered.get(row["key"], {}).get("rows", [])
        answers += _answers(related, row, request, values)
        changes += _state_changes(related, row, request)
    DataRequest.objects.bulk_create(new)
    DataAnswer.objects.bulk_create(answers)
    DataRequestStateChange.objects.bulk_create(changes)
    return requests


def _pledges(plan: Plan) -> dict[tuple[str, str], CommitmentItem]:
    """Data sets that are pledged in commitments in force, by OPD and words."""
    items = CommitmentItem.objects.filter(
        kind=CommitmentItem.Kind.DATA, commitment__plan=plan, commitment__state__in=Commitment.SIGNED_STATES
    )
    return {
        (item.commitment.organisation.key, item.text): item for item in items.select_related("commitment__organisation")
    }


def _request(related: Related, row: Row, program: Program | None) -> DataRequest:
    return DataRequest(
        id=uuid.uuid5(NAMESPACE, f"{related.plan.key}/data/{row['key']}"),
        plan=related.plan,
        program=program,
        section_key=row["section"],
        producer=related.organisations[row["producer"]],
        columns=row["columns"],
        due_on=related.today + timedelta(days=row["due"]),
        requested_by=related.users[row["asked_by"]],
        requested_at=moment(_ago(related, row["asked"])),
        **{name: row[name] for name in ("title", "why", "form", "level", "unit", "period", "state")},
    )


def _ago(related: Related, days: int) -> date:
    return related.today - timedelta(days=days)


def _answers(related: Related, row: Row, request: DataRequest, values: list[list[object]]) -> Iterator[DataAnswer]:
    """Every delivery; only the newest holds the values, for an older one was returned because of them."""
    answers = row.get("answers", [])
    for number, answer in enumerate(answers, start=1):
        decided = answer.get("returned", answer.get("checked"))
        person = related.users[answer["by"]]
        yield DataAnswer(
            request=request,
            number=number,
            rows=values if number == len(answers) else [],
            source=answer["source"],
            reference_year=row["year"],
            note=answer["note"],
            contact_name=person.name,
            delivered_by=person,
            delivered_at=moment(_ago(related, answer["sent"])),
            returned_note=answer.get("return_note", ""),
            decided_by=related.users[answer.get("returned_by", answer.get("checked_by"))] if decided else None,
            decided_at=moment(_ago(related, decided), 14) if decided else None,
        )


def _state_changes(related: Related, row: Row, request: DataRequest) -> Iterator[DataRequestStateChange]:
    states = DataRequest.State
    steps = [(states.REQUESTED, row["asked"], row["asked_by"], "")]
    for answer in row.get("answers", []):
        steps.append((states.DELIVERED, answer["sent"], answer["by"], answer["note"]))
        if "returned" in answer:
            steps.append((states.RETURNED, answer["returned"], answer["returned_by"], answer["return_note"]))
        if "checked" in answer:
            steps.append((states.VERIFIED, answer["checked"], answer["checked_by"], ""))
    before = ["", *(state for state, *_ in steps)]
    for from_state, (to_state, days, user, reason) in zip(before, steps, strict=False):
        hour = {states.REQUESTED: 9, states.DELIVERED: 10}.get(to_state, 14)
        yield DataRequestStateChange(
            request=request,
            from_state=from_state,
            to_state=to_state,
            by=related.users[user],
            at=moment(_ago(related, days), hour),
            reason=reason,
        )


def _sow_datasets(related: Related, request_rows: list[Row], requests: dict[str, DataRequest]) -> None:
    data = read("datasets.toml", number=float)
    present = set(Dataset.objects.filter(plan=related.plan).values_list("key", flat=True))
    checked = {row["dataset"]: _ago(related, row["answers"][-1]["checked"]) for row in request_rows if "dataset" in row}
    datasets = [
        Dataset(
            title=row["label"],
            form=DataForm.NUMBER,
            value=row.get("value"),
            text=row["text"],
            reference_year=row["year"],
            source_url=row["url"],
            is_official=row["official"],
            is_open=True,
            received_on=data["published_on"],
            **{name: row[name] for name in ("key", "group", "unit", "source")},
        )
        for row in data["facts"]
    ] + [
        Dataset(
            form=DataForm.TABLE,
            producer=related.organisations[row["organisation"]],
            text=f"{len(row['rows'])} baris",
            reference_year=row["year"],
            columns=row["columns"],
            rows=row["rows"],
            is_open=row["open"],
            request=requests.get(row["key"]),
            received_on=checked.get(row["key"], data["published_on"]),
            **{name: row[name] for name in ("key", "title", "group", "unit", "source")},
        )
        for row in data["tables"]
    ]
    notes = {row["key"]: row.get("note", "") for row in [*data["facts"], *data["tables"]]}
    for position, dataset in enumerate(datasets, start=1):
        dataset.plan = related.plan
        dataset.position = position
        dataset.note = notes[dataset.key]
        dataset.verified_by = related.users[WALIDATA]
    Dataset.objects.bulk_create(dataset for dataset in datasets if dataset.key not in present)
