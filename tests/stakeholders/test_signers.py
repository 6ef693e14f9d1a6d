"""The two ways to put a signature on a printed sheet, each for itself: the seal of the system, the e-sign service."""

from __future__ import annotations

import ssl
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.core.exceptions import ImproperlyConfigured

from stakeholders.sealing import LocalSealer, passphrase
from stakeholders.signers import NotSigned, Order, Person, Seen, Uncertain

from .bsre_server import NIK, PASSPHRASE, WHO, bsre, serving


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
