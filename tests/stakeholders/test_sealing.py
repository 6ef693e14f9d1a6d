"""The seal of the system: made once, readable by its own user alone, broken by any changed byte."""

from __future__ import annotations

import io
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from stakeholders import sheets, signing
from stakeholders.models import Commitment
from stakeholders.sealing import REASON, LocalSealer, passphrase
from tests import factories


def blank() -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(200, 200))
    pdf.pages[0].Contents = pdf.make_stream(b"BT (Antrean daring di 22 puskesmas) Tj ET")
    pdf.save(out, compress_streams=False)
    return out.getvalue()


@pytest.fixture
def sealer(tmp_path: Path) -> LocalSealer:
    return LocalSealer(tmp_path / "keys" / "seal.p12")


def holds(sealer: LocalSealer, data: bytes) -> bool:
    """What pyHanko says of the seal, trusting this installation's own certificate."""
    [own] = load_certs_from_pemder_data(sealer.certificate.public_bytes(Encoding.DER))
    try:
        [seal] = PdfFileReader(io.BytesIO(data)).embedded_signatures
        status = validate_pdf_signature(seal, ValidationContext(trust_roots=[own]))
    except Exception:
        return False
    return bool(status.intact and status.valid and status.bottom_line)


def test_seal_holds_and_names_itself(sealer):
    sealed = sealer.seal(blank())
    assert holds(sealer, sealed)
    [seal] = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    assert seal.sig_object["/Reason"] == REASON and seal.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_flipped_byte_breaks_the_seal(sealer):
    original = blank()
    sealed = sealer.seal(original)
    at = sealed.index(b"22 puskesmas")
    changed = sealed[:at] + b"23" + sealed[at + 2 :]
    assert holds(sealer, sealed) and not holds(sealer, changed)
    for place in range(20, len(original), 97):
        assert not holds(sealer, sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]), place


def poppler_says(data: bytes, folder: Path) -> list[bool]:
    """What pdfsig says of each signature in a file."""
    path = folder / "seen.pdf"
    path.write_bytes(data)
    told = subprocess.run(["pdfsig", path], capture_output=True, text=True, timeout=60, check=False).stdout
    return [line.endswith("Signature is Valid.") for line in told.splitlines() if "Signature Validation" in line]


with_poppler = pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig of poppler is not installed")


@with_poppler
def test_poppler_agrees(sealer, tmp_path):
    sealed = sealer.seal(blank())
    at = sealed.index(b"22 puskesmas")
    assert poppler_says(sealed, tmp_path) == [True]
    assert poppler_says(sealed[:at] + b"23" + sealed[at + 2 :], tmp_path) != [True]


@with_poppler
def test_poppler_sees_a_second_signature_beside_the_seal(sealer, tmp_path):
    """As the e-sign service adds it: the seal goes on holding, and a changed byte below breaks both."""
    sealed = sealer.seal(blank())
    twice = LocalSealer(tmp_path / "other.p12").seal(sealed)
    assert poppler_says(twice, tmp_path) == [True, True]
    at = twice.index(b"22 puskesmas")
    assert True not in poppler_says(twice[:at] + b"23" + twice[at + 2 :], tmp_path)


def test_sealed_sheet_of_a_commitment_holds_until_a_byte_is_flipped(plan, cast, organisations, tmp_path):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))
    sheet = sheets.sheet_of(Commitment.objects.get(pk=waiting.pk))
    assert holds(LocalSealer(), sheet)
    changed = [sheet[:place] + bytes([sheet[place] ^ 1]) + sheet[place + 1 :] for place in (100, len(sheet) // 2)]
    assert not any(holds(LocalSealer(), one) for one in changed)
    if shutil.which("pdfsig"):
        assert poppler_says(sheet, tmp_path) == [True]
        assert not any(poppler_says(one, tmp_path) == [True] for one in changed)


def test_key_is_made_once_even_by_many_at_once(sealer):
    marks: list[str] = []
    threads = [threading.Thread(target=lambda: marks.append(LocalSealer(sealer.path).mark)) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(marks) == 4 and set(marks) == {sealer.mark}
    assert stat.S_IMODE(sealer.path.stat().st_mode) == 0o600
    assert [path.name for path in sealer.path.parent.iterdir()] == ["seal.p12"]


def test_key_file_alone_opens_nothing_and_a_new_secret_gets_a_new_key(sealer, settings):
    before, sealed = sealer.mark, sealer.seal(blank())
    old = LocalSealer(sealer.path.with_name("copy.p12"))
    shutil.copy(sealer.path, old.path)
    settings.SECRET_KEY = "yang lain"
    with pytest.raises(ValueError):
        pkcs12.load_key_and_certificates(old.path.read_bytes(), passphrase())
    assert sealer.mark != before
    assert holds(sealer, sealer.seal(blank())) and not holds(sealer, sealed)
    assert [path for path in sealer.path.parent.iterdir() if path.name.startswith("seal-until-")]
