"""Certified signatures over the web: who may, how the passphrase is slowed, and that it is kept nowhere (R04)."""

from __future__ import annotations

import io
import logging
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from stakeholders.bsre import BsreSigner
from stakeholders.models import Certification
from stakeholders.signers import Order, Seen

from .bsre_server import NIK, PASSPHRASE, WHO, bsre


def url(name: str, stage) -> str:
    return reverse(f"stakeholders:{name}", args=[stage.commitment.pk])


def post(client, stage, **values: str):
    data = {"nik": NIK, "passphrase": PASSPHRASE} | values
    return client.post(url("commitment_certify", stage), data, follow=True)


def test_head_puts_his_certified_signature_on_the_sheet(stage, client):
    client.force_login(stage.head)
    page = client.get(stage.commitment.get_absolute_url()).content.decode()
    assert 'name="passphrase"' in page and 'autocomplete="off"' in page
    page = post(client, stage, nik="7317 0101 0180 0001").content.decode()
    assert "Tersertifikasi" in page and 'name="passphrase"' not in page
    sheet = client.get(url("commitment_certified_sheet", stage))
    assert sheet.headers["Content-Type"] == "application/pdf" and Seen(sheet.content).continues(stage.base)


@pytest.mark.parametrize("values", [{"nik": "123"}, {"nik": ""}, {"passphrase": ""}, {"passphrase": "a\x07"}])
def test_incomplete_form_asks_nothing_of_the_service(stage, client, values):
    client.force_login(stage.head)
    response = post(client, stage, **values)
    assert response.status_code == 422 and stage.service.asked == []


def test_only_the_signatory_certifies_and_with_the_service_in_use(stage, client, cast, settings):
    for who in ("editor", "administrator", "contributor", "other_head", "leader"):
        client.force_login(getattr(cast, who))
        assert post(client, stage).status_code == 403
        assert 'name="passphrase"' not in client.get(stage.commitment.get_absolute_url()).content.decode()
    settings.ESIGN_BACKEND = "local"
    client.force_login(stage.head)
    assert post(client, stage).status_code == 403 and stage.service.asked == []


def test_guessing_the_passphrase_is_slowed(stage, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reauthenticate": "2/m/user"}
    client.force_login(stage.head)
    codes = [post(client, stage, passphrase=f"salah-{number}").status_code for number in range(3)]
    assert codes == [200, 200, 429] and stage.service.count("/api/sign/pdf") == 2


def test_kominfo_and_the_signatory_may_ask(stage, client, cast):
    stage.service.manners = "500"
    client.force_login(stage.head)
    page = post(client, stage).content.decode()
    assert 'name="passphrase"' not in page and url("commitment_certify_ask", stage) in page
    client.force_login(cast.other_head)
    assert client.post(url("commitment_certify_ask", stage)).status_code == 403
    stage.service.manners = ""
    row = Certification.objects.get()
    stage.service.signed[str(row.pk)] = bsre(stage.service).sign(Order(uuid4(), stage.base), WHO).pdf
    client.force_login(cast.editor)
    client.post(url("commitment_certify_ask", stage))
    assert Certification.objects.get().state == "signed"


@pytest.mark.parametrize("manners", ["", "500", "hang up after signing", "fault of ours"])
def test_passphrase_and_nik_are_nowhere(stage, client, caplog, settings, monkeypatch, manners, mailoutbox):
    """R04: not in the log with all its levels, not in the page, the session, the queue, the database, nor in the report of
    a fault with its local variables."""
    caplog.set_level(logging.DEBUG)
    settings.ADMINS = [("Admin", "admin@contoh.test")]
    settings.LOGGING_CONFIG = None
    stage.service.manners = manners
    client.force_login(stage.head)
    client.raise_request_exception = False
    if manners == "fault of ours":
        monkeypatch.setattr(BsreSigner, "_connection", lambda self: 1 / 0)
    report = logging.getLogger("django.request")
    from django.utils.log import AdminEmailHandler

    handler = AdminEmailHandler(include_html=True)
    report.addHandler(handler)
    try:
        response = post(client, stage)
    finally:
        report.removeHandler(handler)
    assert response.status_code == (500 if manners == "fault of ours" else 200)
    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)
    mails = "".join(mail.body + str(mail.alternatives) for mail in mailoutbox)
    assert bool(mails) == (manners == "fault of ours")
    seen = dump.getvalue() + caplog.text + response.content.decode() + mails + str(dict(client.session))
    for secret in (PASSPHRASE, "Rahasia-81", NIK):
        assert secret not in seen


def test_the_report_of_a_fault_would_show_what_is_not_hidden(stage, client, settings, monkeypatch, mailoutbox):
    """The control of the test above: without the marks on view and deed the passphrase stands in the report."""
    from django.utils.log import AdminEmailHandler
    from django.views import debug

    settings.ADMINS = [("Admin", "admin@contoh.test")]
    monkeypatch.setattr(debug.SafeExceptionReporterFilter, "is_active", lambda self, request: False)
    monkeypatch.setattr(BsreSigner, "_connection", lambda self: 1 / 0)
    client.force_login(stage.head)
    client.raise_request_exception = False
    handler = AdminEmailHandler(include_html=True)
    logging.getLogger("django.request").addHandler(handler)
    try:
        post(client, stage)
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert PASSPHRASE in "".join(mail.body + str(mail.alternatives) for mail in mailoutbox)
