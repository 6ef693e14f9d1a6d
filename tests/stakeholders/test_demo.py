"""The demo's people, promises, data, meetings and analysis: the files agree with each other, sowing keeps every rule."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import global_settings, settings
from django.core.management import call_command
from django.db import transaction

from accounts.demo.seed import full_name, read_people, seed_people
from accounts.models import Organisation, User
from masterplan.demo.seed import read as read_analysis
from masterplan.demo.seed import seed_analysis
from masterplan.models import AspectScore, Gap, Readiness, Swot, SwotStrategy, Term
from quickwins.demo.seed import seed_directions, seed_programs
from quickwins.models import Plan, StrategicIssue
from stakeholders.demo.reading import read
from stakeholders.demo.seed import seed_commitments, seed_data, seed_meetings, seed_reminders
from stakeholders.models import (
    Attendance,
    Bimtek,
    Commitment,
    CommitmentItem,
    CommitmentStateChange,
    DataAnswer,
    DataRequest,
    Dataset,
    Decision,
    Fulfilment,
    Membership,
    Pause,
    Regulation,
    Reminder,
    Signature,
)
from stakeholders.signing import content_of, fingerprint_of

TODAY = date(2026, 11, 23)
DATA = Path(settings.BASE_DIR) / "luwu_smartcity" / "data"
PEOPLE = read_people()
COMMITMENTS = read("commitments.toml")["commitments"]
REQUESTS = read("data_requests.toml")["requests"]
DATASETS = read("datasets.toml")
MEETINGS = read("meetings.toml")
BODIES = read("bodies.toml")["bodies"]
ANALYSIS = read_analysis("analysis.toml")
STATES = {
    "draft": 8,
    "submitted": 9,
    "signed": 20,
    "fulfilled": 9,
    "partial": 5,
    "unfulfilled": 3,
    "superseded": 3,
    "cancelled": 3,
}


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def keys(table: str) -> set[str]:
    return {row["key"] for row in toml("reference.toml")[table]}


def section_keys() -> set[str]:
    found: set[str] = set()

    def walk(node: dict[str, Any]) -> None:
        found.add(node["key"])
        for child in [*node.get("chapters", []), *node.get("sections", [])]:
            walk(child)

    for book in toml("outline.toml")["books"]:
        walk(book)
    return found


def program_keys() -> set[str]:
    path = Path(settings.BASE_DIR) / "quickwins" / "demo" / "programs.toml"
    return {row["key"] for row in tomllib.loads(path.read_text(encoding="utf-8"))["programs"]}


def values_of(node: Any, name: str) -> Iterator[Any]:
    """Every value of that name anywhere in a data file."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == name:
                yield value
            yield from values_of(value, name)
    elif isinstance(node, list):
        for item in node:
            yield from values_of(item, name)


# ---- The files ----


def test_every_opd_has_a_head_and_a_staff_person():
    opd = {row["key"] for row in toml("reference.toml")["organisations"] if row["kind"] == "opd"}
    assert len(opd) == 35
    for ending, role in ((".kepala", "head"), (".staf", "contributor")):
        people = [row for row in PEOPLE["users"] if row["username"].endswith(ending)]
        assert {row["organisation"] for row in people} == opd
        assert {row["role"] for row in people} == {role}


def test_demo_accounts_have_the_promised_names_and_roles():
    roles = {row["username"]: row["role"] for row in PEOPLE["users"]}
    assert {
        "admin": "administrator",
        "kominfo": "editor",
        "dinkes.kepala": "head",
        "disdik.kepala": "head",
        "dlh.kepala": "head",
        "dinkes.staf": "contributor",
        "disdik.staf": "contributor",
        "bappelitbangda": "reviewer",
        "sekda": "leader",
    }.items() <= roles.items()


def test_people_differ_and_carry_plausible_nips():
    names = [row["name"] for row in PEOPLE["users"]]
    assert len(set(names)) == len(names)
    assert len({row["nip"] for row in PEOPLE["users"]}) == len(names)
    for row in PEOPLE["users"]:
        born = date.fromisoformat(f"{row['nip'][:4]}-{row['nip'][4:6]}-{row['nip'][6:8]}")
        appointed = date(int(row["nip"][8:12]), int(row["nip"][12:14]), 1)
        assert re.fullmatch(r"\d{14}[12]\d{3}", row["nip"])
        assert 18 <= (appointed - born).days / 365.25 <= 36, row["username"]


def test_full_name_puts_titles_before_and_after():
    assert full_name({"front": "dr.", "name": "Marlina Tandi", "back": "M.Kes."}) == "dr. Marlina Tandi, M.Kes."
    assert full_name({"name": "Fajar"}) == "Fajar"


@pytest.mark.parametrize("file", [COMMITMENTS, REQUESTS, MEETINGS, BODIES, ANALYSIS, DATASETS, PEOPLE])
def test_keys_of_a_file_name_something(file: Any):
    organisations = keys("organisations")
    for name in ("organisation", "producer", "owner", "opd"):
        assert set(values_of(file, name)) <= organisations, name
    assert set(values_of(file, "program")) <= program_keys()
    assert {key for listed in values_of(file, "programs") for key in listed} <= program_keys()
    sources = {source for row in COMMITMENTS for source in values_of(row, "source")}
    assert sources <= keys("funding_sources")
    sections = set(values_of(file, "section"))
    assert sections <= section_keys(), sections - section_keys()


def test_pointers_between_the_files_hold():
    commitments = {row["key"] for row in COMMITMENTS}
    assert set(values_of(MEETINGS, "commitment")) <= commitments
    assert set(values_of(COMMITMENTS, "replaces")) <= commitments
    assert set(values_of(MEETINGS, "request")) <= {row["key"] for row in REQUESTS}
    assert set(values_of(REQUESTS, "dataset")) <= {row["key"] for row in DATASETS["tables"]}
    usernames = {row["username"] for row in PEOPLE["users"]} | {
        f"{row['organisation']}.mitra" for row in PEOPLE["partners"]
    }
    for name in ("user", "asked_by", "returned_by", "checked_by", "acts_for"):
        assert {value for file in (REQUESTS, BODIES, PEOPLE) for value in values_of(file, name)} <= usernames
    present = usernames | {guest[0] for guest in MEETINGS["guests"]}
    for meeting in MEETINGS["meetings"]:
        everybody = [*meeting["onsite"], *meeting["online_people"], *meeting["absent"]]
        assert set(everybody) <= present
        assert len(set(everybody)) == len(everybody), meeting["key"]


def test_commitments_are_sixty_in_every_state():
    assert len(COMMITMENTS) == 60
    assert Counter(row["state"] for row in COMMITMENTS) == STATES


@pytest.mark.parametrize("row", COMMITMENTS, ids=lambda row: row["key"])
def test_commitment_tells_a_story_that_holds(row: dict[str, Any]):
    days = [row[name] for name in ("drafted", "submitted", "signed", "closed") if name in row]
    assert days == sorted(days) and days[-1] <= TODAY
    assert ("signed" in row) == (row["state"] not in {"draft", "submitted", "cancelled"})
    assert ("closed" in row) == (row["state"] in {"fulfilled", "partial", "unfulfilled", "cancelled"})
    assert row["number"].endswith("(contoh)") or (row["state"] == "draft" and not row["number"])
    assert row.get("version", 1) == 1 or (row["reason"] and row["replaces"])
    assert row["state"] not in {"partial", "unfulfilled"} or row["shortfall"]
    for item in row["items"]:
        assert item["target"] > 0 and item["unit"]
        for report in item.get("reports", []):
            assert report["note"] and report["state"] in {"reported", "verified"}
    latest = [
        (item["reports"][-1]["value"], item["target"]) if item.get("reports") else (0, item["target"])
        for item in row["items"]
    ]
    if row["state"] == "fulfilled":
        assert all(value >= target for value, target in latest)
    if row["state"] == "partial":
        assert any(value < target for value, target in latest) and any(value for value, _ in latest)
    if row["state"] == "unfulfilled":
        assert all(value == 0 for value, _ in latest)


def test_published_figures_carry_their_source_and_invented_tables_say_so():
    wanted = {row["key"].replace("_", "-") for row in toml("luwu-facts.toml")["facts"] if row["use"]}
    assert {row["key"] for row in DATASETS["facts"]} == wanted
    assert all(row["source"] and row["url"].startswith("http") and row["year"] for row in DATASETS["facts"])
    assert len(DATASETS["tables"]) == 10
    for row in DATASETS["tables"]:
        assert "(contoh)" in row["title"] and "(contoh)" in row["source"]
        assert {len(values) for values in row["rows"]} == {len(row["columns"])}


def test_first_bimtek_was_on_3_and_4_july_2023_in_belopa_and_on_zoom():
    first = MEETINGS["meetings"][0]
    assert (first["from"], first["until"]) == (date(2023, 7, 3), date(2023, 7, 4))
    assert first["place"] == "Aula Bappelitbangda, Belopa" and first["online"] == "Zoom"
    assert {item["day"] for item in first["agenda"]} == {date(2023, 7, 3), date(2023, 7, 4)}
    assert 75 <= len(first["onsite"]) + len(first["online_people"]) <= 90
    assert len(first["online_people"]) >= 10
    assert [row["phase"] for row in MEETINGS["meetings"] if row["kind"] == "bimtek"] == [1, 2, 3, 4]


def test_analysis_covers_every_aspect_dimension_and_quadrant():
    aspects = {a["key"] for element in toml("reference.toml")["readiness_elements"] for a in element["aspects"]}
    assert Counter(row["aspect"] for row in ANALYSIS["readiness"]) == dict.fromkeys(aspects, 2)
    assert Counter(row["aspect"] for row in ANALYSIS["gaps"] if "aspect" in row) == dict.fromkeys(aspects, 1)
    assert Counter(row["dimension"] for row in ANALYSIS["gaps"] if "dimension" in row) == dict.fromkeys(
        keys("dimensions"), 2
    )
    quadrants = Counter((row["element"], row["quadrant"]) for row in ANALYSIS["swot"])
    assert len(quadrants) == 12 and min(quadrants.values()) >= 3
    assert Counter(row["kind"] for row in ANALYSIS["strategies"]) == dict.fromkeys(("so", "wo", "st", "wt"), 3)


# ---- Sowing ----


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[Plan]:
    """Reference data, people, programs and all that this file is about, sown once and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        sow_all()
        yield Plan.objects.get(is_current=True)
        transaction.set_rollback(True)


def sow_all() -> None:
    seed_people(password="rahasia-contoh")
    seed_directions()
    seed_programs(today=TODAY)
    seed_commitments(today=TODAY)
    seed_data(today=TODAY)
    seed_meetings()
    seed_reminders(today=TODAY)
    seed_analysis()


def test_sowing_again_changes_nothing(demo: Plan, db):
    models = (
        User, Commitment, CommitmentItem, CommitmentStateChange, Signature, Fulfilment, DataRequest, DataAnswer, Dataset,
        Bimtek, Attendance, Decision, Regulation, Membership, Readiness, Gap, Swot, SwotStrategy, Term, AspectScore,
        StrategicIssue, Reminder, Pause,
    )  # fmt: skip
    before = {model: model.objects.count() for model in models}
    assert all(before.values())
    sow_all()
    assert {model: model.objects.count() for model in models} == before


def test_gaps_lead_to_the_programs_that_close_them_and_programs_to_their_issue(demo: Plan, db):
    for row in ANALYSIS["gaps"]:
        assert set(Gap.objects.get(gap=row["gap"]).programs.values_list("key", flat=True)) == set(row["programs"])
    assert not demo.programs.filter(issue=None).exists()


def test_sown_commitments_are_in_every_state_with_a_row_for_each_passage(demo: Plan, db):
    assert Counter(Commitment.objects.values_list("state", flat=True)) == STATES
    for commitment in Commitment.objects.prefetch_related("state_changes"):
        last, *_, first = [*commitment.state_changes.all(), *commitment.state_changes.all()]
        assert last.to_state == commitment.state
        assert first.from_state == "" and first.to_state == "draft"


def test_signatures_hold_the_hash_of_what_stands_there(demo: Plan, db):
    signed = Commitment.objects.filter(state__in=Commitment.PUBLIC_STATES)
    assert signed.count() == 40
    for commitment in signed.prefetch_related("signatures", "state_changes"):
        assert commitment.signatures.all()
        for signature in commitment.signatures.all():
            assert signature.content_hash == fingerprint_of(signature.content)
            assert signature.content_hash == fingerprint_of(content_of(commitment))
        [passage] = [row for row in commitment.state_changes.all() if row.to_state == "signed"]
        assert passage.at == max(signature.signed_at for signature in commitment.signatures.all())
    assert not Signature.objects.exclude(commitment__in=signed).exists()


def test_joint_commitment_is_signed_by_every_opd_once(demo: Plan, db):
    joint = Commitment.objects.get(kind=Commitment.Kind.JOINT)
    assert set(joint.signatures.values_list("organisation", flat=True)) == set(
        Organisation.objects.opd().values_list("pk", flat=True)
    )
    assert set(joint.parties.values_list("pk", flat=True)) == set(
        joint.signatures.values_list("organisation", flat=True)
    )


def test_commitment_of_a_head_waits_for_that_head_or_his_deputy(demo: Plan, db):
    for commitment in Commitment.objects.waiting_for_signature().select_related("organisation"):
        assert commitment.organisation.signatory(TODAY) is not None, commitment
    disparbud = Organisation.objects.get(key="disparbud")
    assert disparbud.signatory(TODAY).username == "disparbud.sekretaris"


def test_data_requests_are_twenty_with_some_late(demo: Plan, db):
    assert Counter(DataRequest.objects.values_list("state", flat=True)) == Counter(row["state"] for row in REQUESTS)
    assert DataRequest.objects.count() == 20
    late = DataRequest.objects.overdue(TODAY).count()
    assert 0 < late < DataRequest.objects.open().count()
    assert Dataset.objects.exclude(request=None).count() == DataRequest.objects.filter(state="verified").count()


def test_some_data_requests_ask_for_what_was_pledged(demo: Plan, db):
    rows = DataRequest.objects.filter(plan=demo, pledge__isnull=False).select_related("pledge__commitment")
    assert {(row.producer_id, row.pledge.kind) for row in rows} == {
        (row.pledge.commitment.organisation_id, "data") for row in rows
    }
    assert len(rows) == 5 and len({row.state for row in rows}) >= 3


def test_days_of_data_requests_follow_the_day_of_sowing(demo: Plan, db):
    Dataset.objects.all().delete()
    DataRequest.objects.all().delete()
    seed_data(today=date(2027, 5, 3))
    assert DataRequest.objects.overdue(date(2027, 5, 3)).count() == 4


def test_meetings_are_four_bimtek_and_those_of_2026(demo: Plan, db):
    assert Counter(Bimtek.objects.values_list("kind", flat=True)) == {"bimtek": 4, "council": 2, "forum": 1, "team": 1}
    first = Bimtek.objects.with_attendance().get(kind="bimtek", phase=1)
    assert (first.starts_on, first.ends_on) == (date(2023, 7, 3), date(2023, 7, 4))
    assert first.onsite_count + first.online_count >= 75 and first.online_count >= 10
    assert 5 <= first.decisions.count() <= 8


def test_messages_of_the_demo_follow_the_ladder_and_tell_of_nothing_before_it_was_asked(demo: Plan, db):
    rows = list(Reminder.objects.select_related("recipient"))
    assert {row.step_key for row in rows} >= {"H-14", "H-3", "H+1", "H+7", "H+14"} and 30 <= len(rows) <= 600
    assert all(row.state == "sent" and row.sent_on == row.due_on <= TODAY and row.text for row in rows)
    assert all(row.recipient.role in {"editor", "leader"} for row in rows if row.step_key == "H+14")
    asked = {str(row.pk): row.requested_at.date() for row in DataRequest.objects.all()}
    assert all(row.due_on > asked[row.subject_id] for row in rows if row.subject_kind == "data_request")
    assert Pause.objects.in_force(TODAY).get().reason.endswith("(contoh).")


def test_accounts_share_one_hash_of_the_password(demo: Plan, db, settings):
    # Whichever hasher was in force when the demo was sown.
    settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, *global_settings.PASSWORD_HASHERS]
    hashes = set(User.objects.filter(is_demo=True).values_list("password", flat=True))
    assert len(hashes) == 1
    assert "rahasia" not in hashes.pop()
    assert User.objects.get(username="dinkes.kepala").check_password("rahasia-contoh")
