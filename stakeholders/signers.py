"""Who can put a signature on a printed sheet: the installation's own seal, or the agency's e-sign service of BSrE.

Both take the file and give back the same file with one signature more. What went wrong is told apart by what it means for
the next step: `NotSigned` may be tried again, `Uncertain` must be asked about first.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy


class NotSigned(Exception):
    """Certainly not signed. The message is for the person; `answer` is our word for the record."""

    def __init__(self, message: str, answer: str) -> None:
        super().__init__(message)
        self.answer = answer


class Uncertain(Exception):
    """The file was handed over and no usable answer came back: it may have been signed. `answer` as above; `service_id`
    where the service had already named one."""

    def __init__(self, message: str, answer: str, service_id: str = "") -> None:
        super().__init__(message)
        self.answer, self.service_id = answer, service_id


@dataclass(frozen=True)
class Person:
    """Who signs over there. Lives for one request; is not shown by repr, and nothing of it is ever stored or logged."""

    nik: str = field(repr=False)
    passphrase: str = field(repr=False)


@dataclass(frozen=True)
class Order:
    """What is to be signed. `document` is the id that we give the file at the service."""

    document: UUID
    pdf: bytes = field(repr=False)
    reason: str = ""
    place: str = ""


@dataclass(frozen=True)
class Signed:
    """The file with one signature more, and the id that the service gave it ("" when it gave none)."""

    pdf: bytes = field(repr=False)
    service_id: str = ""


class Signer(Protocol):
    """A way to sign a file. `asks_the_person` tells whether NIK and passphrase are needed."""

    asks_the_person: bool

    def sign(self, order: Order, person: Person | None = None) -> Signed:
        """Raises `NotSigned` or `Uncertain`."""
        ...

    def find(self, document: UUID, service_id: str = "") -> Signed | None:
        """What became of a file that was handed over; None when it is not known there. Raises `NotSigned` when it cannot
        be had any more, `Uncertain` when nobody answers."""
        ...

    def check(self, pdf: bytes) -> str:
        """What the signer's own check says of the file in a few words, "" when it says nothing. Raises nothing."""
        ...


def chosen() -> Signer:
    """The signer that the settings name."""
    if settings.ESIGN_BACKEND == "bsre":
        from .bsre import BsreSigner

        return BsreSigner.from_settings()
    from .sealing import LocalSealer

    return LocalSealer()


def offers_certified_signatures() -> bool:
    """Whether signatories may put a certified signature on the sheet."""
    return bool(settings.ESIGN_BACKEND == "bsre")


BROKEN = gettext_lazy("The service sent back a file that is not the one it was given. It was not taken.")


class Seen:
    """The signatures within a PDF, looked at without trust in any authority: whether each still covers what it covered."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf

    @cached_property
    def intact(self) -> list[bool]:
        """One entry for each signature, in their order. Empty for a file that cannot be read."""
        # Loaded here: a process that never signs need not carry it.
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko_certvalidator import ValidationContext

        found = []
        try:
            for one in PdfFileReader(io.BytesIO(self.pdf)).embedded_signatures:
                status = validate_pdf_signature(one, ValidationContext(trust_roots=[], allow_fetching=False))
                found.append(bool(status.intact and status.valid))
        except Exception:
            # A broken file breaks the reader in many ways; all of them mean the same here.
            return []
        return found

    def continues(self, base: bytes) -> bool:
        """Whether this is `base`, byte for byte, with exactly one more signature, and all of them hold."""
        return (
            len(self.pdf) > len(base)
            and self.pdf.startswith(base)
            and len(self.intact) == len(Seen(base).intact) + 1
            and all(self.intact)
        )
