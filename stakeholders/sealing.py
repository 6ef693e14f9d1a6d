"""The seal on a printed sheet: a PAdES signature with the installation's own key, so that a changed byte shows.

It says that the file came from this installation unchanged. It is the seal of a system, no certified electronic signature
of a person, and names itself so. The key is made on first use and lies beside the other secrets, never in the database.
"""

from __future__ import annotations

import io
import logging
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils.crypto import salted_hmac

from .signers import Order, Person, Signed

VALID_YEARS = 10
FIELD = "SegelSistem"
REASON = "Segel sistem, bukan tanda tangan elektronik tersertifikasi"
NAME = "Segel Sistem Masterplan Smart City"

logger = logging.getLogger(__name__)


class NoSeal(RuntimeError):
    """The file could not be sealed; the message is for the log."""


class LocalSealer:
    """Seals with a key of this installation, kept in a file only its own user can read."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(settings.DATA_DIR) / "keys" / "seal.p12"

    @property
    def mark(self) -> str:
        """Fingerprint of the certificate."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def certificate(self) -> x509.Certificate:
        _key, certificate, _others = pkcs12.load_key_and_certificates(self._bundle(), passphrase())
        if certificate is None:
            raise NoSeal("no certificate in the key file")
        return certificate

    def seal(self, pdf: bytes) -> bytes:
        # Loaded here: a process that never seals need not carry it.
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign import fields, signers

        bundle = self._bundle()
        given = len(PdfFileReader(io.BytesIO(pdf)).embedded_signatures)
        signer = signers.SimpleSigner.load_pkcs12_data(bundle, other_certs=[], passphrase=passphrase())
        if signer is None:
            raise NoSeal("the key file cannot be opened")
        about = signers.PdfSignatureMetadata(
            field_name=f"{FIELD}{given + 1}" if given else FIELD,
            name=NAME,
            reason=REASON,
            location=settings.REGION["name"],
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
        )
        out = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer)
        return out.getvalue()

    # ---- As one of the signers ----

    asks_the_person = False

    def sign(self, order: Order, person: Person | None = None) -> Signed:
        return Signed(self.seal(order.pdf))

    def find(self, document: UUID, service_id: str = "") -> Signed | None:
        """Nothing is ever handed over to anybody else, so nothing can be lost."""
        return None

    def check(self, pdf: bytes) -> str:
        return ""

    def _bundle(self) -> bytes:
        """The key file. One that was made under another secret key is set aside and a new one made: seals given before
        carry their certificate with them and go on holding."""
        try:
            bundle = self.path.read_bytes()
            pkcs12.load_key_and_certificates(bundle, passphrase())
        except FileNotFoundError:
            self._make()
        except ValueError:
            logger.warning("the key of the seal belongs to another secret key; a new one is made")
            os.replace(self.path, self.path.with_name(f"seal-until-{datetime.now(UTC):%Y%m%d-%H%M%S}.p12"))
            self._make()
        else:
            return bundle
        return self.path.read_bytes()

    def _make(self) -> None:
        """Make key and certificate. Of two processes that do so at once, the first to link its file wins."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name(
            [
                x509.NameAttribute(NameOID.COMMON_NAME, f"{NAME} {settings.REGION['short']}"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, settings.REGION["name"]),
                x509.NameAttribute(NameOID.COUNTRY_NAME, "ID"),
            ]
        )
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=365 * VALID_YEARS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(True, True, False, False, False, False, False, False, False),
                critical=True,
            )
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
            .sign(key, hashes.SHA256())
        )
        bundle = pkcs12.serialize_key_and_certificates(
            NAME.encode(), key, certificate, None, BestAvailableEncryption(passphrase())
        )
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Made by mkstemp, hence readable by nobody else and of its own name for each thread.
        handle, draft = tempfile.mkstemp(dir=self.path.parent)
        with open(handle, "wb") as file:
            file.write(bundle)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self.path)
        except FileExistsError:
            pass
        finally:
            os.unlink(draft)


def passphrase() -> bytes:
    """Derived from the secret key: a copied key file alone seals nothing."""
    return salted_hmac("stakeholders.sealing", "seal", algorithm="sha256").hexdigest().encode()
