"""Certified signatures: asked of the service once, asked about when no answer came, the passphrase nowhere (W12, W19, R04)."""

from __future__ import annotations

import io
import logging
import ssl
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from luwu_smartcity.timetable import TIMETABLE
from stakeholders import certifying, sheets, signing
from stakeholders.bsre import BsreSigner
from stakeholders.certifying import NotCertified
from stakeholders.models import Certification, Commitment
from stakeholders.sealing import LocalSealer, passphrase
from stakeholders.signers import NotSigned, Order, Person, Seen, Uncertain
from tests import factories

from .bsre_server import NIK, PASSPHRASE, BsreServer, serving

WHO = Person(NIK, PASSPHRASE)


def blank() -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(200, 200))
    pdf.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, django_db_setup) -> bytes:
    """A sheet as it goes out: one page that bears the seal of the system."""
    return LocalSealer(tmp_path_factory.mktemp("keys") / "seal.p12").seal(blank())


@pytest.fixture(scope="module")
def one_server(tmp_path_factory: pytest.TempPathFactory):
    with serving(tmp_path_factory.mktemp("bsre")) as server:
        yield server


@pytest.fixture
def service(one_server: BsreServer) -> BsreServer:
    one_server.manners, one_server.keeps_our_ids = "", True
    one_server.asked.clear()
    one_server.signed.clear()
    one_server.go_on.clear()
    return one_server


def bsre(service: BsreServer, **values) -> BsreSigner:
    return BsreSigner(**{"url": service.url, "user": "luwu", "password": "kunci", "timeout": 5} | values)


# ---- The signers, each for itself ----


@pytest.mark.parametrize("kind", ["local", "bsre"])
def test_every_signer_continues_the_file_with_one_signature(kind, service, base, tmp_path):
    signer = LocalSealer(tmp_path / "own.p12") if kind == "local" else bsre(service)
    order = Order(uuid4(), base)
    signed = signer.sign(order, WHO if signer.asks_the_person else None)
    assert Seen(base).intact == [True] and Seen(signed.pdf).intact == [True, True]
    assert Seen(signed.pdf).continues(base)
    assert signer.check(signed.pdf) == ("" if kind == "local" else "VALID")
    assert signer.find(uuid4()) is None


def test_a_changed_file_does_not_continue(service, base):
    signed = bsre(service).sign(Order(uuid4(), base), WHO).pdf
    for place in (9, len(base) // 2, len(base) + 40, len(signed) - 500):
        changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
        assert not Seen(changed).continues(base), place
    assert not Seen(base).continues(base) and not Seen(base + b"\n").continues(base)


@pytest.mark.parametrize(
    ("nik", "answer"),
    [("7317010101800002", "unregistered"), ("7317010101800003", "expired"), ("7317010101800004", "inactive")],
)
def test_without_a_certificate_the_passphrase_is_not_even_sent(service, base, nik, answer):
    with pytest.raises(NotSigned) as refused:
        bsre(service).sign(Order(uuid4(), base), Person(nik, PASSPHRASE))
    assert refused.value.answer == answer and service.count("/api/sign/pdf") == 0


@pytest.mark.parametrize(
    ("manners", "kind", "answer"),
    [
        ("400", NotSigned, "http 400"),
        ("expired at signing", NotSigned, "expired"),
        ("unregistered at signing", NotSigned, "unregistered"),
        ("401", NotSigned, "credentials"),
        ("404", NotSigned, "http 404"),
        ("429", NotSigned, "busy"),
        ("redirect", NotSigned, "http 307"),
        ("500", Uncertain, "http 500"),
        ("503", Uncertain, "http 503"),
        ("html", Uncertain, "no file"),
        ("empty", Uncertain, "no file"),
        ("list", Uncertain, "no file"),
        ("hang up at once", Uncertain, "timeout"),
        ("hang up after signing", Uncertain, "timeout"),
        ("cut", Uncertain, "timeout"),
    ],
)
def test_faults_are_told_apart_by_whether_it_may_have_signed(service, base, manners, kind, answer):
    service.manners = manners
    with pytest.raises(kind) as fault:
        bsre(service).sign(Order(uuid4(), base), WHO)
    assert fault.value.answer == answer and PASSPHRASE not in str(fault.value)


def test_wrong_passphrase_is_told_as_such(service, base):
    with pytest.raises(NotSigned) as refused:
        bsre(service).sign(Order(uuid4(), base), Person(NIK, "bukan-ini"))
    assert refused.value.answer == "passphrase"


def test_silence_ends_at_the_deadline(service, base):
    service.manners = "silent after signing"
    with pytest.raises(Uncertain) as fault:
        bsre(service, timeout=0.3).sign(Order(uuid4(), base), WHO)
    assert fault.value.answer == "timeout"


def test_silence_before_the_file_was_handed_over_is_certainly_not_signed(service, base):
    service.manners = "status slow"
    with pytest.raises(NotSigned) as refused:
        bsre(service, timeout=0.2).sign(Order(uuid4(), base), WHO)
    assert refused.value.answer == "down" and service.count("/api/sign/pdf") == 0


def test_answer_with_an_id_alone_is_fetched(service, base):
    service.manners, service.keeps_our_ids = "only id", False
    signed = bsre(service).sign(Order(uuid4(), base), WHO)
    assert signed.service_id == "bsre-1" and Seen(signed.pdf).continues(base)


def test_nobody_at_that_address(service, base):
    with pytest.raises(NotSigned) as refused:
        bsre(service, url="http://127.0.0.1:1").sign(Order(uuid4(), base), WHO)
    assert refused.value.answer == "down"


def tls_of(folder) -> tuple[ssl.SSLContext, str]:
    """A server's TLS with a certificate that no authority has signed, and the file of that certificate."""
    key, certificate, _others = pkcs12.load_key_and_certificates(LocalSealer(folder / "x.p12")._bundle(), passphrase())
    assert key and certificate
    path = folder / "tls.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context, str(path)


def test_service_without_a_trusted_certificate_gets_nothing(base, tmp_path):
    context, _path = tls_of(tmp_path)
    with serving(tmp_path, tls=context) as service:
        signer = bsre(service, url=service.url.replace("http:", "https:"))
        with pytest.raises(NotSigned) as refused:
            signer.sign(Order(uuid4(), base), WHO)
    assert refused.value.answer == "down" and service.asked == []


@pytest.mark.parametrize(
    ("backend", "url", "starts"),
    [
        ("bsre", "http://esign.luwukab.contoh", False),
        ("bsre", "", False),
        ("bsre", "http://127.0.0.1.contoh.test/", False),
        ("lain", "https://esign.luwukab.contoh", False),
        ("bsre", "https://esign.luwukab.contoh", True),
        ("bsre", "http://127.0.0.1:8443", True),
        ("local", "", True),
    ],
)
def test_passphrases_leave_over_https_only(monkeypatch, backend, url, starts):
    import importlib

    import luwu_smartcity.settings as module

    monkeypatch.setenv("ESIGN_BACKEND", backend)
    monkeypatch.setenv("ESIGN_URL", url)
    try:
        if starts:
            assert url == importlib.reload(module).ESIGN_URL
        else:
            with pytest.raises(ImproperlyConfigured, match="ESIGN"):
                importlib.reload(module)
    finally:
        monkeypatch.undo()
        importlib.reload(module)


# ---- On the record ----


@pytest.fixture
def stage(service, base, plan, cast, organisations, settings, monkeypatch) -> SimpleNamespace:
    """A signed commitment of Dinkes, its sheet, and the service in use."""
    settings.ESIGN_BACKEND, settings.ESIGN_URL = "bsre", service.url
    settings.ESIGN_USER, settings.ESIGN_PASSWORD, settings.ESIGN_TIMEOUT = "luwu", "kunci", 5
    monkeypatch.setattr(certifying, "sheet_of", lambda commitment, certified: base)
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))
    commitment = Commitment.objects.get(pk=waiting.pk)
    return SimpleNamespace(
        service=service, base=base, commitment=commitment, signature=commitment.signatures.get(), head=cast.head
    )


def certify(stage, person: Person = WHO) -> Certification:
    return certifying.certify(stage.signature, by=stage.head, person=person)


def test_certified_sheet_is_kept_with_what_was_sent(stage):
    row = certify(stage)
    assert (row.state, row.check_summary) == ("signed", "VALID")
    kept = certifying.certified_sheet(stage.commitment)
    assert kept == stage.service.signed[str(row.pk)] and Seen(kept).continues(stage.base)
    with pytest.raises(NotCertified):
        certify(stage)
    assert stage.service.count("/api/sign/pdf") == 1


@pytest.mark.parametrize(
    "manners", ["silent after signing", "hang up after signing", "500 after signing", "cut", "only id"]
)
@pytest.mark.parametrize("ours", [True, False], ids=["our id", "its own id"])
def test_answer_lost_after_signing_is_asked_about_and_not_signed_again(stage, settings, manners, ours):
    """The service names its own id at the earliest with the head of its answer; before that only ours can be known."""
    stage.service.manners, stage.service.keeps_our_ids, settings.ESIGN_TIMEOUT = manners, ours, 0.5
    if ours or manners in {"cut", "only id"}:
        assert certify(stage).state == "signed"
    else:
        with pytest.raises(NotCertified, match="5|five|lima"):
            certify(stage)
        with pytest.raises(NotCertified):
            certify(stage)
        assert Certification.objects.get().state == "unknown"
    assert stage.service.count("/api/sign/pdf") == 1


def test_unknown_stays_until_the_service_says_something(stage):
    stage.service.manners = "500"
    with pytest.raises(NotCertified):
        certify(stage)
    row = Certification.objects.get()
    assert row.state == "unknown"
    stage.service.manners = "download fault"
    with pytest.raises(NotCertified):
        certifying.ask(row)
    assert Certification.objects.get().state == "unknown"
    stage.service.manners = ""
    Certification.objects.update(sent_at=timezone.now() - certifying.SETTLED_AFTER)
    with pytest.raises(NotCertified):
        certifying.ask(Certification.objects.get())
    assert Certification.objects.get().state == "refused"
    assert certify(stage).state == "signed" and stage.service.count("/api/sign/pdf") == 2


def test_timetable_asks_about_what_nobody_came_back_to(stage, settings):
    stage.service.manners = "500"
    with pytest.raises(NotCertified):
        certify(stage)
    assert certifying.ask_about_all() == 0
    stage.service.manners = ""
    row = Certification.objects.get()
    stage.service.signed[str(row.pk)] = bsre(stage.service).sign(Order(uuid4(), stage.base), WHO).pdf
    settings.ESIGN_BACKEND = "local"
    assert certifying.ask_about_all() == 0
    settings.ESIGN_BACKEND = "bsre"
    assert certifying.ask_about_all() == 1 and Certification.objects.get().state == "signed"
    assert "ask about certified signatures" in {deed.name for deed in TIMETABLE}


def test_file_that_is_handed_out_no_more_is_told(stage):
    stage.service.manners = "500"
    with pytest.raises(NotCertified):
        certify(stage)
    stage.service.manners = "downloaded before"
    with pytest.raises(NotCertified):
        certifying.ask(Certification.objects.get())
    assert Certification.objects.get().answer == "gone"


@pytest.mark.parametrize("manners", ["other file", "unsigned"])
def test_another_file_than_the_one_sent_is_not_taken(stage, manners):
    stage.service.manners = manners
    with pytest.raises(NotCertified):
        certify(stage)
    assert Certification.objects.get().answer == "other file" and certifying.certified_sheet(stage.commitment) is None


def test_process_killed_while_the_service_signs_leaves_a_row_that_is_asked_about(stage, monkeypatch):
    """W12: whatever dies after the request was written down, the file is found by its id."""
    order = certifying._begin(stage.signature, by=stage.head)
    certifying.chosen().sign(order, WHO)
    # Here the process was killed: the answer was never written down.
    row = Certification.objects.get()
    assert row.state == "sent"
    with pytest.raises(NotCertified):
        certifying.ask(row)
    with pytest.raises(NotCertified):
        certify(stage)
    Certification.objects.update(sent_at=timezone.now() - timedelta(minutes=3))
    assert certifying.ask(Certification.objects.get()).state == "signed"
    assert stage.service.count("/api/sign/pdf") == 1


def test_every_head_of_a_joint_sheet_adds_his_signature(stage, plan, organisations, cast):
    joint = factories.make_commitment(plan, organisations.setda, kind="joint", state="submitted")
    joint.parties.set([organisations.dinkes, organisations.disdik])
    shown = signing.fingerprint_of(signing.content_of(Commitment.objects.get(pk=joint.pk)))
    given = [signing.sign(joint.pk, by=head, shown_hash=shown) for head in (cast.head, cast.other_head)]
    for signature, head in zip(given, (cast.head, cast.other_head), strict=True):
        signature.refresh_from_db()
        certifying.certify(signature, by=head, person=WHO)
    sheet = certifying.certified_sheet(Commitment.objects.get(pk=joint.pk))
    assert sheet and Seen(sheet).intact == [True, True, True]


def test_certified_signature_is_final(stage):
    row = certify(stage)
    for sql in (
        "UPDATE stakeholders_certification SET sha256 = repeat('0', 64) WHERE id = %s",
        "UPDATE stakeholders_certification SET state = 'refused' WHERE id = %s",
        "DELETE FROM stakeholders_certification WHERE id = %s",
    ):
        with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [row.pk.hex])


def test_sheet_for_the_service_does_not_call_itself_uncertified(stage):
    plain = sheets.sheet_html(stage.commitment)
    certified = sheets.sheet_html(stage.commitment, certified=True)
    assert "tidak tersertifikasi" in plain and "tidak tersertifikasi" not in certified and "BSrE" in certified


# ---- Over the web ----


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
