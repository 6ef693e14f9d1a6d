"""Proposing and editing programs and what hangs on them: Indonesian numbers, refused input, versions."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Organisation
from quickwins.models import BudgetLine, Indicator, Milestone, Partnership, Program, Risk, SubDimension, Target
from tests import factories


@pytest.fixture
def program(plan, organisations):
    return factories.make_program(plan, organisations.dinkes, name="Antrean puskesmas", last_year=2026)


@pytest.fixture
def as_staff(client, cast):
    client.force_login(cast.contributor)
    return client


def content(program=None, **changes) -> dict:
    """What the form of a program sends."""
    sub = SubDimension.objects.get(dimension__key="living")
    lead = Organisation.objects.get(key="dinkes")
    data = {
        "name": "Antrean puskesmas", "subdimension": sub.pk, "lead": lead.pk, "first_year": "2026", "last_year": "2026",
    }  # fmt: skip
    if program is not None:
        data["version"] = program.version
    return data | changes


def rows(*given: dict, program, initial: int = 0, **more) -> dict:
    """What a formset of the given rows sends; the first `initial` of them stand in the database already."""
    data = {"baris-TOTAL_FORMS": len(given), "baris-INITIAL_FORMS": initial, "version": program.version}
    for number, row in enumerate(given):
        data |= {f"baris-{number}-{name}": value for name, value in row.items()}
    return data | more


def edit_url(program, part: str = "") -> str:
    if part:
        return reverse("quickwins:program_edit_part", args=[program.pk, part])
    return reverse("quickwins:program_edit", args=[program.pk])


def errors_of(response) -> str:
    form = response.context.get("form")
    if "formset" in response.context:
        return str([form.errors for form in response.context["formset"]])
    return str(form.errors)


# ---- Proposing ----


def test_opd_proposes_a_program_of_its_own(as_staff, plan, cast):
    response = as_staff.post(reverse("quickwins:program_create"), content(summary="Antrean lewat ponsel"))
    program = Program.objects.get()
    assert response.headers["Location"] == program.get_absolute_url()
    assert (program.state, program.lead.key, program.created_by) == ("proposed", "dinkes", cast.contributor)
    assert program.proposer == "Dinas Kesehatan"
    row = program.state_changes.get()
    assert (row.from_state, row.to_state, row.by) == ("", "proposed", cast.contributor)


def test_opd_cannot_propose_for_another(as_staff, plan):
    other = Organisation.objects.get(key="disdik")
    response = as_staff.post(reverse("quickwins:program_create"), content(lead=other.pk))
    assert response.status_code == 422 and not Program.objects.exists()


def test_editor_proposes_for_any_opd(client, plan, cast):
    client.force_login(cast.editor)
    other = Organisation.objects.get(key="disdik")
    assert client.post(reverse("quickwins:program_create"), content(lead=other.pk)).status_code == 302
    assert Program.objects.get().lead == other


def test_second_program_of_the_same_name_is_refused_in_words(as_staff, program):
    response = as_staff.post(reverse("quickwins:program_create"), content())
    assert response.status_code == 422 and "name" in response.context["form"].errors


# ---- Text ----


@pytest.mark.parametrize(
    ("typed", "stored"), [("118.000", 118_000), ("118000", 118_000), ("1 250", 1250), ("", None), ("0", 0)]
)
def test_number_is_read_as_typed_in_indonesia_and_written_back_so(as_staff, program, typed, stored):
    response = as_staff.post(edit_url(program), content(program, beneficiaries_count=typed))
    assert response.status_code == 302
    program.refresh_from_db()
    assert program.beneficiaries_count == stored
    shown = as_staff.get(edit_url(program)).content.decode()
    if stored == 118_000:
        assert 'value="118.000"' in shown


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("beneficiaries_count", "1,000,000.50"),
        ("beneficiaries_count", "1.5"),
        ("beneficiaries_count", "-3"),
        ("beneficiaries_count", "12345678901234567890"),
        ("beneficiaries_count", "9.999.999.999"),
        ("starts_on", "29/02/2026"),
        ("starts_on", "02/13/2026"),
        ("starts_on", "31 Februari 2026"),
        ("first_year", "2.026"),
        ("first_year", "99999999999999999999"),
        ("last_year", "2025"),
        ("subdimension", "99999999999999999999"),
        ("subdimension", "abc"),
        ("supporters", "99999999999999999999"),
        ("mission", "-1"),
        ("budget_code", "2.16.3"),
        ("name", ""),
        ("name", "a" * 201),
        ("name", "Antrean \u202egnalu"),
        ("summary", "x" * 5001),
    ],
)
def test_input_that_cannot_be_kept_is_refused_with_the_text_left_in_the_form(as_staff, program, name, typed):
    response = as_staff.post(edit_url(program), content(program, **{name: typed, "strategy": "Tulisan saya"}))
    assert response.status_code == 422
    assert name in response.context["form"].errors
    assert "Tulisan saya" in response.content.decode()
    program.refresh_from_db()
    assert program.version == 1 and program.strategy == ""


@pytest.mark.parametrize("broken", ["satu\x00dua"])
def test_text_that_cannot_be_stored_is_refused(as_staff, program, broken):
    assert as_staff.post(edit_url(program), content(program, summary=broken)).status_code == 400


def test_leap_day_is_kept(as_staff, program):
    sent = content(program, starts_on="29/02/2028", ends_on="28 Februari 2029", first_year="2028", last_year="2029")
    assert as_staff.post(edit_url(program), sent).status_code == 302
    program.refresh_from_db()
    assert (program.starts_on, program.ends_on) == (date(2028, 2, 29), date(2029, 2, 28))


def test_quick_win_cannot_be_made_longer_than_twelve_months(as_staff, program):
    Program.objects.filter(pk=program.pk).update(quickwin_state="nominated")
    sent = content(program, starts_on="5/1/2026", ends_on="6/1/2027", last_year="2027")
    response = as_staff.post(edit_url(program), sent)
    assert response.status_code == 422 and "ends_on" in response.context["form"].errors
    assert as_staff.post(edit_url(program), sent | {"ends_on": "5/1/2027"}).status_code == 302


def test_edit_leaves_state_and_progress_alone(as_staff, program):
    Program.objects.filter(pk=program.pk).update(state="running", progress=64)
    sent = content(program, state="finished", progress="1", quickwin_state="chosen")
    assert as_staff.post(edit_url(program), sent).status_code == 302
    program.refresh_from_db()
    assert (program.state, program.progress, program.quickwin_state) == ("running", 64, "")


# ---- Versions ----


def test_second_of_two_editors_keeps_his_text_and_sees_what_changed(client, program, cast):
    client.force_login(cast.editor)
    opened = content(program, strategy="Tulisan kedua")
    assert client.post(edit_url(program), content(program, summary="Tulisan pertama")).status_code == 302
    response = client.post(edit_url(program), opened)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Tulisan kedua" in html and "Tulisan pertama" in html
    conflict = response.context["conflict"]
    assert conflict.by == cast.editor
    assert [(change.before, change.now) for change in conflict.changes] == [("–", "Tulisan pertama")]
    program.refresh_from_db()
    assert (program.version, program.summary, program.strategy) == (2, "Tulisan pertama", "")
    # Sent again from that page it is kept.
    again = opened | {"version": response.context["version"]}
    assert client.post(edit_url(program), again).status_code == 302
    program.refresh_from_db()
    assert (program.version, program.strategy) == (3, "Tulisan kedua")


@pytest.mark.parametrize("version", ["", "0", "99", "abc", "99999999999999999999"])
def test_form_without_a_true_version_changes_nothing(as_staff, program, version):
    response = as_staff.post(edit_url(program), content(program, summary="Baru") | {"version": version})
    assert response.status_code == 409
    program.refresh_from_db()
    assert program.summary == ""


def test_parts_share_the_version_of_the_program(as_staff, program):
    source = factories.make_source()
    line = {"year": "2026", "source": source.pk, "ceiling": "1 miliar"}
    sent = rows(line, program=program)
    assert as_staff.post(edit_url(program), content(program, summary="Baru")).status_code == 302
    response = as_staff.post(edit_url(program, "anggaran"), sent)
    assert response.status_code == 409 and not BudgetLine.objects.exists()
    assert "1 miliar" in response.content.decode()


# ---- Budget ----


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1.850.000.000", 1_850_000_000),
        ("Rp1,85 miliar", 1_850_000_000),
        ("750 juta", 750_000_000),
        ("1000000", 1_000_000),
        ("0", 0),
    ],
)
def test_money_is_read_as_typed_and_written_back_with_dots(as_staff, program, typed, stored):
    source = factories.make_source()
    line = {"year": "2026", "source": source.pk, "ceiling": typed, "realised": ""}
    assert as_staff.post(edit_url(program, "anggaran"), rows(line, program=program)).status_code == 302
    kept = BudgetLine.objects.get()
    assert (kept.ceiling, kept.realised, kept.year) == (stored, None, 2026)
    html = as_staff.get(edit_url(program, "anggaran")).content.decode()
    assert f'value="{stored:,}"'.replace(",", ".") in html
    assert 'data-echo="rupiah"' in html


@pytest.mark.parametrize(
    "typed", ["-1.000", "(Rp250.000)", "12345678901234567890", "1,5", "1,000,000.50", "1.5", "dua juta", ""]
)
def test_money_that_cannot_be_is_refused(as_staff, program, typed):
    source = factories.make_source()
    response = as_staff.post(
        edit_url(program, "anggaran"), rows({"year": "2026", "source": source.pk, "ceiling": typed}, program=program)
    )
    assert response.status_code == 422 and "ceiling" in errors_of(response)
    assert not BudgetLine.objects.exists()


def test_two_lines_of_one_year_and_source_are_refused_in_words(as_staff, program):
    source = factories.make_source()
    line = {"year": "2026", "source": source.pk, "ceiling": "1.000"}
    response = as_staff.post(edit_url(program, "anggaran"), rows(line, line, program=program))
    assert response.status_code == 422 and not BudgetLine.objects.exists()


def test_line_is_changed_and_removed(as_staff, program):
    source = factories.make_source()
    first = BudgetLine.objects.create(program=program, year=2026, source=source, ceiling=5)
    second = BudgetLine.objects.create(program=program, year=2027, source=source, ceiling=6)
    sent = rows(
        {"id": first.pk, "year": "2026", "source": source.pk, "ceiling": "7.000"},
        {"id": second.pk, "year": "2027", "source": source.pk, "ceiling": "6", "DELETE": "on"},
        program=program, initial=2,
    )  # fmt: skip
    assert as_staff.post(edit_url(program, "anggaran"), sent).status_code == 302
    assert list(BudgetLine.objects.values_list("pk", "ceiling")) == [(first.pk, 7000)]


def test_line_of_another_program_cannot_be_taken_along(as_staff, program, plan, organisations):
    source = factories.make_source()
    other = factories.make_program(plan, organisations.disdik)
    foreign = BudgetLine.objects.create(program=other, year=2026, source=source, ceiling=5)
    sent = rows({"id": foreign.pk, "year": "2026", "source": source.pk, "ceiling": "9"}, program=program, initial=1)
    assert as_staff.post(edit_url(program, "anggaran"), sent).status_code in (302, 422)
    foreign.refresh_from_db()
    assert (foreign.ceiling, foreign.program) == (5, other)
    assert not program.budget_lines.exists()


def test_row_is_added_without_script_and_keeps_what_was_typed(as_staff, program):
    response = as_staff.post(edit_url(program, "risiko"), rows({"text": "Petugas pindah"}, program=program, tambah="1"))
    assert response.status_code == 200
    formset = response.context["formset"]
    assert len(formset.forms) == 2 and "Petugas pindah" in response.content.decode()
    assert not Risk.objects.exists()


@pytest.mark.parametrize("total", ["", "abc", "-5", "99999999999999999999", "1000"])
def test_count_of_rows_that_cannot_be_is_no_fault(as_staff, program, total):
    for more in ({}, {"tambah": "1"}):
        sent = {"baris-TOTAL_FORMS": total, "baris-INITIAL_FORMS": "0", "version": program.version} | more
        assert as_staff.post(edit_url(program, "anggaran"), sent).status_code in (200, 302, 422)


# ---- Indicators, milestones, risks, partners ----


INDICATOR = {"name": "Puskesmas", "unit": "puskesmas", "direction": "up", "arithmetic": "point", "decimals": "1"}


def test_indicator_is_kept_with_its_targets(as_staff, program, plan):
    row = INDICATOR | {"baseline": "31,5", "baseline_year": "2025", "target_2026": "1.250,5", "target_2027": "2.000"}
    assert as_staff.post(edit_url(program, "indikator"), rows(row, program=program)).status_code == 302
    indicator = Indicator.objects.get()
    assert (indicator.baseline, indicator.plan, indicator.producer) == (Decimal("31.5"), plan, program.lead)
    assert dict(Target.objects.values_list("year", "value")) == {2026: Decimal("1250.5"), 2027: Decimal(2000)}
    html = as_staff.get(edit_url(program, "indikator")).content.decode()
    assert 'value="1.250,5"' in html and 'value="31,5"' in html


def test_target_that_is_emptied_goes(as_staff, program, plan):
    indicator = Indicator.objects.create(plan=plan, program=program, name="Puskesmas", unit="puskesmas")
    Target.objects.create(indicator=indicator, year=2026, value=5)
    sent = rows(INDICATOR | {"id": indicator.pk, "target_2026": "", "target_2028": "7"}, program=program, initial=1)
    assert as_staff.post(edit_url(program, "indikator"), sent).status_code == 302
    assert dict(indicator.targets.values_list("year", "value")) == {2028: Decimal(7)}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"target_2026": "1.5"}, "target_2026"),
        ({"target_2026": "1234567890123456"}, "target_2026"),
        ({"baseline": "3"}, "baseline_year"),
        ({"baseline": "3", "baseline_year": "2026", "target_2026": "9"}, "baseline_year"),
        ({"baseline": "3", "baseline_year": "2027", "target_2026": "9"}, "baseline_year"),
        ({"decimals": "9"}, "decimals"),
        ({"owner": "99999999999999999999"}, "owner"),
    ],
)
def test_indicator_that_does_not_add_up_is_refused(as_staff, program, change, field):
    response = as_staff.post(edit_url(program, "indikator"), rows(INDICATOR | change, program=program))
    assert response.status_code == 422 and field in errors_of(response)
    assert not Indicator.objects.exists()


def test_milestones_must_not_wait_in_a_circle(as_staff, program):
    one, two = (
        Milestone.objects.create(program=program, title=title, due_on=date(2026, 5, 1)) for title in ("Satu", "Dua")
    )
    sent = rows(
        {"id": one.pk, "title": "Satu", "due_on": "1/5/2026", "depends_on": two.pk},
        {"id": two.pk, "title": "Dua", "due_on": "29/02/2028", "depends_on": one.pk},
        program=program, initial=2,
    )  # fmt: skip
    response = as_staff.post(edit_url(program, "tonggak"), sent)
    assert response.status_code == 422 and "depends_on" in errors_of(response)
    sent["baris-0-depends_on"] = ""
    assert as_staff.post(edit_url(program, "tonggak"), sent).status_code == 302
    two.refresh_from_db()
    assert (two.depends_on, two.due_on) == (one, date(2028, 2, 29))
    sent |= {"version": 2, "baris-1-depends_on": two.pk}
    assert as_staff.post(edit_url(program, "tonggak"), sent).status_code == 422


def test_milestone_of_another_program_cannot_be_waited_for(as_staff, program, plan, organisations):
    other = factories.make_program(plan, organisations.disdik)
    foreign = Milestone.objects.create(program=other, title="Lain", due_on=date(2026, 5, 1))
    sent = rows({"title": "Satu", "due_on": "1/5/2026", "depends_on": foreign.pk}, program=program)
    assert as_staff.post(edit_url(program, "tonggak"), sent).status_code == 422


def test_empty_row_of_a_risk_is_no_risk(as_staff, program):
    sent = rows(
        {"text": "Petugas pindah", "likelihood": "4", "impact": "2"}, {"text": "", "likelihood": "5", "impact": "5"},
        program=program,
    )  # fmt: skip
    assert as_staff.post(edit_url(program, "risiko"), sent).status_code == 302
    assert list(Risk.objects.values_list("text", "likelihood", "position")) == [("Petugas pindah", 4, 1)]


def test_partner_is_named_once_and_is_no_opd(as_staff, program, organisations):
    row = {"organisation": organisations.kampus.pk, "form": "Pendampingan"}
    response = as_staff.post(edit_url(program, "mitra"), rows(row, row, program=program))
    assert response.status_code == 422
    response = as_staff.post(
        edit_url(program, "mitra"), rows(row | {"organisation": organisations.disdik.pk}, program=program)
    )
    assert response.status_code == 422
    assert as_staff.post(edit_url(program, "mitra"), rows(row, program=program)).status_code == 302
    assert Partnership.objects.get().form == "Pendampingan"


def test_row_that_vanished_meanwhile_is_no_fault(as_staff, program):
    risk = Risk.objects.create(program=program, text="Hilang")
    sent = rows({"id": risk.pk, "text": "Hilang", "likelihood": "3", "impact": "3"}, program=program, initial=1)
    risk.delete()
    assert as_staff.post(edit_url(program, "risiko"), sent).status_code in (302, 422)
