"""Records about people and deeds: cases R01-R08, and the turn of the year (T03)."""

from __future__ import annotations

import errno
import io
import json
import logging

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from luwu_smartcity.logs import OneLineFormatter
from stakeholders import data_requests, signing
from stakeholders.contacts import look
from stakeholders.data_requests import Delivery
from stakeholders.models import Contact, DataRequest
from tests import factories

FORMAT = OneLineFormatter("{levelname} {name}: {message}", style="{")


# ---- Lines of the log (R03, R08) ----


@given(st.text(max_size=200))
def test_nothing_typed_begins_another_line(text):
    record = logging.LogRecord("app", logging.WARNING, "x.py", 1, "refused: %s", (text,), None)
    assert len(FORMAT.format(record).splitlines()) == 1


def test_traceback_keeps_its_lines():
    try:
        raise ValueError("a\nb")
    except ValueError as error:
        record = logging.LogRecord(
            "app", logging.ERROR, "x.py", 1, "fault", (), (ValueError, error, error.__traceback__)
        )
    assert "Traceback" in FORMAT.format(record).splitlines()[1]


def test_full_disk_under_the_log_stops_nobody(cast, client):
    """R08: the line is lost, the deed is not; the service manager watches the room."""

    class Full(io.StringIO):
        asked = 0

        def write(self, text):
            self.asked += 1
            raise OSError(errno.ENOSPC, "No space left on device")

    stream = Full()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    try:
        client.force_login(cast.contributor)
        assert client.get(reverse("stakeholders:meeting_create")).status_code == 403
        assert client.get(reverse("home")).status_code == 200
    finally:
        logging.getLogger().removeHandler(handler)
    assert stream.asked


# ---- Who did what (R01, R02), who read what (R07) ----


def test_accesses_of_some_days_are_listed_with_the_draft_of_a_notice(cast, organisations, capsys):
    """R07: the list of who read whose contact, and what UU 27/2022 article 46 asks a notice to hold."""
    Contact.objects.create(organisation=organisations.kampus, name="Ani", phone="0811", basis="surat")
    with time_machine.travel("2026-11-23T15:59:00Z", tick=False):  # 23.59 in Luwu
        look(organisations.kampus, by=cast.editor, reason="Undangan\nForum", shown=["Ani"])
    with time_machine.travel("2026-11-23T16:00:00Z", tick=False):
        look(organisations.dinkes, by=cast.editor, reason="Rapat", shown=["Budi"])
    call_command("report_accesses", "01/11/2026", "23/11/2026")
    told = capsys.readouterr().out
    first, *notice = told.splitlines()
    assert first.split("\t") == [
        "23 November 2026 pukul 23.59 WITA", f"{cast.editor.name} ({cast.editor.username})", "Universitas Uji", "Ani",
        "Undangan Forum",
    ]  # fmt: skip
    text = "\n".join(notice)
    for part in ("Pasal 46", "3 x 24 jam", "terungkap: nama", "Universitas Uji", "1–23 November 2026", "pemulihan"):
        assert part in text
    assert "Dinas Kesehatan" not in told
    with pytest.raises(CommandError):
        call_command("report_accesses", "kemarin", "23/11/2026")


def test_failed_sign_in_is_logged_without_what_was_typed(cast, client, caplog):
    for name in (cast.editor.username, "bukan-siapa-siapa\nERROR palsu"):
        client.post(reverse("account_login"), {"login": name, "password": "sandi-rahasia-keliru"})
    told = [one.getMessage() for one in caplog.records if one.name == "accounts.adapter"]
    assert [line.split(" from ")[0] for line in told] == [
        f"failed sign-in: user {cast.editor.pk}", "failed sign-in: an unknown name",
    ]  # fmt: skip
    assert "rahasia" not in caplog.text and "palsu" not in caplog.text


def test_refused_address_is_logged_with_its_person(cast, client, caplog, plan):
    client.force_login(cast.contributor)
    assert client.get(reverse("stakeholders:meeting_create")).status_code == 403
    [line] = [one.getMessage() for one in caplog.records if one.name == "luwu_smartcity.errors"]
    assert line == f"refused: user {cast.contributor.pk}, GET /bimtek/baru/"


def test_every_change_of_state_says_who_what_and_when(plan, cast, organisations, client):
    """R01."""
    asked = factories.make_data_request(plan, organisations.dinkes)
    data_requests.deliver(asked.pk, by=cast.contributor, delivery=Delivery(value_text="12"))
    client.force_login(cast.editor)
    data = {"answer": "1", "reason": "Kurang"}
    client.post(reverse("stakeholders:data_request_return", args=[asked.pk]), data)
    change = asked.state_changes.first()
    assert (change.from_state, change.to_state, change.by, change.reason) == (
        "delivered", "returned", cast.editor, "Kurang",
    )  # fmt: skip
    assert change.at.utcoffset() is not None
    event = asked.events.order_by("-pgh_id").first()
    assert event.state == "returned" and event.pgh_context.metadata["user"] == cast.editor.pk
    assert event.pgh_context.metadata["url"].endswith("/kembalikan/")


def test_everybody_gets_what_is_kept_about_him_and_nobody_else(plan, cast, organisations, client):
    """R05."""
    asked = factories.make_data_request(plan, organisations.dinkes, title="Kunjungan rawat inap")
    data_requests.deliver(asked.pk, by=cast.contributor, delivery=Delivery(value_text="12"))
    cast.contributor.phone = "0811-222"
    cast.contributor.save()
    client.force_login(cast.contributor)
    response = client.get(reverse("own_data"))
    assert response.headers["Content-Disposition"].startswith("attachment")
    found = json.loads(response.content)
    assert found["account"]["phone"] == "0811-222" and "password" not in response.content.decode()
    assert "Kunjungan rawat inap (1)" in str(found["records"]["stakeholders.DataAnswer (delivered_by)"])
    client.force_login(cast.other_contributor)
    assert "Kunjungan" not in client.get(reverse("own_data")).content.decode()


def test_who_left_cannot_sign_in_and_stays_on_the_record(plan, cast, organisations, client):
    """R06."""
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    signing.sign(one.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(one)))
    client.force_login(cast.head)
    cast.head.is_active = False
    cast.head.save()
    assert client.get("/komitmen/").status_code == 302
    client.post(reverse("account_login"), {"login": cast.head.username, "password": factories.PASSWORD})
    assert client.get("/komitmen/").status_code == 302
    one.refresh_from_db()
    assert one.signatures.get().name == cast.head.name
    client.force_login(cast.editor)
    assert cast.head.name in client.get(one.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("moment", "year", "late"),
    [("2026-12-31T15:59:59Z", 2026, False), ("2026-12-31T16:00:00Z", 2027, True)],
)
def test_year_turns_at_midnight_in_luwu(plan, organisations, moment, year, late):
    """16.00 UTC is midnight in Luwu: the year of data that is offered, and what is late, turn then."""
    from formats.dates import today_wita
    from stakeholders.data_forms import DeliveryForm

    with time_machine.travel(moment, tick=False):
        asked = factories.make_data_request(plan, organisations.dinkes, due_on="2026-12-31")
        asked.refresh_from_db()
        user = factories.make_user("staf.uji", "contributor", organisations.dinkes)
        years = [
            value for value, _label in DeliveryForm(asked=asked, user=user).fields["reference_year"].choices if value
        ]
        assert today_wita().year == year == max(years)
        assert DataRequest.objects.overdue(today_wita()).exists() is late
