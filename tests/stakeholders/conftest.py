"""What the tests of commitments share: one that waits for its head, a stage that other connections see, the e-sign service."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from stakeholders import certifying, signing
from stakeholders.models import Commitment
from stakeholders.sealing import LocalSealer
from tests import factories

from .bsre_server import BsreServer, blank, serving


@pytest.fixture
def waiting(plan, cast, organisations) -> Commitment:
    """A commitment of Dinkes that waits for its head."""
    return factories.make_commitment(plan, organisations.dinkes, state="submitted")


@pytest.fixture
def scene(transactional_db, request) -> SimpleNamespace:
    """Plan, cast and organisations that other connections see."""
    return SimpleNamespace(
        plan=request.getfixturevalue("plan"),
        cast=request.getfixturevalue("cast"),
        organisations=request.getfixturevalue("organisations"),
    )


# ---- The e-sign service ----


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, django_db_setup) -> bytes:
    """A sheet as it goes out: one page that bears the seal of the system."""
    return LocalSealer(tmp_path_factory.mktemp("keys") / "seal.p12").seal(blank())


@pytest.fixture(scope="session")
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
