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

from stakeholders.sealing import REASON, LocalSealer, passphrase


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


@pytest.mark.skipif(not shutil.which("pdfsig"), reason="pdfsig of poppler is not installed")
def test_poppler_agrees(sealer, tmp_path):
    sealed = sealer.seal(blank())
    at = sealed.index(b"22 puskesmas")
    told = []
    for name, data in (("whole", sealed), ("changed", sealed[:at] + b"23" + sealed[at + 2 :])):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        told.append(subprocess.run(["pdfsig", path], capture_output=True, text=True, timeout=60, check=False).stdout)
    assert "Signature is Valid" in told[0] and "Signature is Valid" not in told[1]


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
