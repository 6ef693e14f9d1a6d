"""The agency's e-sign service of BSrE ("esign client service"), spoken to over HTTP.

Addresses and field names are those that published clients use (see docs/decisions on certified signatures, which also
says what has never been tried against the real service). The passphrase goes into one request body and nowhere else: not
into a log line, an exception, a queue or the database. Redirects are not followed, so that it reaches no other host.
"""

from __future__ import annotations

import http.client
import json
import logging
import ssl
import time
import uuid
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from .signers import NotSigned, Order, Person, Signed, Uncertain

MAX_ANSWER = 40 * 1024 * 1024
CHUNK = 64 * 1024
WRONG_PASSPHRASE = 2031
ACTIVE = 1111
ID_HEADER = "id_dokumen"

logger = logging.getLogger(__name__)


class NotReached(Exception):
    """No connection: nothing was handed over. The message is for the log."""


class Lost(Exception):
    """The connection broke or went silent after the request was begun."""

    def __init__(self, message: str, service_id: str = "") -> None:
        super().__init__(message)
        self.service_id = service_id


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = field(repr=False)
    service_id: str = ""

    @property
    def is_pdf(self) -> bool:
        return self.body.startswith(b"%PDF-")

    @property
    def told(self) -> dict[str, Any]:
        """The JSON object of the body; empty when it is none."""
        try:
            told = json.loads(self.body)
        except ValueError:
            return {}
        return told if isinstance(told, dict) else {}


@dataclass(frozen=True)
class BsreSigner:
    """`url` is the address of the service as the agency runs it, `timeout` in seconds for a whole request."""

    url: str
    user: str
    password: str = field(repr=False)
    timeout: float = 30
    authority: str = ""

    asks_the_person = True

    @classmethod
    def from_settings(cls) -> BsreSigner:
        return cls(
            url=settings.ESIGN_URL,
            user=settings.ESIGN_USER,
            password=settings.ESIGN_PASSWORD,
            timeout=settings.ESIGN_TIMEOUT,
            authority=settings.ESIGN_CA,
        )

    @sensitive_variables()
    def sign(self, order: Order, person: Person | None = None) -> Signed:
        if person is None:
            raise ValueError("a certified signature needs the person")
        self._ask_for_certificate(person)
        fields = {
            "nik": person.nik,
            "passphrase": person.passphrase,
            "tampilan": "invisible",
            "reason": order.reason,
            "location": order.place,
            # Services that keep an id given by the caller can be asked about it after an answer was lost.
            ID_HEADER: str(order.document),
        }
        body, kind = multipart(fields, "file", order.pdf)
        try:
            answer = self._ask("POST", "/api/sign/pdf", body, kind)
        except NotReached as error:
            raise self._unreachable(error) from None
        except Lost as error:
            raise self._lost(error) from None
        if answer.status == 200:
            return self._taken(answer, order)
        raise self._refusal(answer)

    def find(self, document: UUID, service_id: str = "") -> Signed | None:
        try:
            answer = self._ask("GET", f"/api/sign/download/{quote(service_id or str(document), safe='')}")
        except (NotReached, Lost) as error:
            logger.warning("e-sign service, asked about %s: %s", document, error)
            raise Uncertain(_("The e-sign service does not answer. Ask again in some minutes."), "silent") from None
        if answer.status == 200 and answer.is_pdf:
            return Signed(answer.body, service_id)
        if answer.status == 404:
            # Some versions hand each file out once only.
            if "download" in str(answer.told.get("error") or answer.told.get("message") or "").lower():
                raise NotSigned(
                    _("The service has signed the file, but does not hand it out again. Sign once more."), "gone"
                )
            return None
        logger.warning("e-sign service, asked about %s: answered %s", document, answer.status)
        raise Uncertain(_("The e-sign service does not answer. Ask again in some minutes."), f"http {answer.status}")

    def check(self, pdf: bytes) -> str:
        body, kind = multipart({}, "signed_file", pdf)
        try:
            answer = self._ask("POST", "/api/sign/verify", body, kind)
        except (NotReached, Lost) as error:
            logger.warning("e-sign service, check of a signed file: %s", error)
            return ""
        summary = answer.told.get("summary") if answer.status == 200 else None
        return summary[:60] if isinstance(summary, str) else ""

    @sensitive_variables()
    def _ask_for_certificate(self, person: Person) -> None:
        """Before the passphrase leaves this machine: is there a certificate in force? Raises `NotSigned`."""
        try:
            answer = self._ask("GET", f"/api/user/status/{quote(person.nik, safe='')}")
        except (NotReached, Lost) as error:
            # Nothing was handed over yet, so nothing can have been signed.
            raise self._unreachable(error) from None
        if answer.status in {401, 403}:
            raise self._refusal(answer)
        state, code = str(answer.told.get("status", "")).upper(), answer.told.get("status_code")
        if answer.status == 200 and (code == ACTIVE or state == "ISSUE"):
            return
        if state == "NOT_REGISTERED" or answer.status == 404 or code == 1110:
            raise unregistered()
        if "EXPIRED" in state:
            raise expired()
        if answer.status == 200 and state:
            raise NotSigned(
                _("Your certificate is not in force yet or no more. Ask the e-sign officer of your agency."), "inactive"
            )
        raise self._unreachable(NotReached(f"status of a person answered {answer.status}"))

    def _taken(self, answer: Answer, order: Order) -> Signed:
        """The file from an answer that says it was signed; fetched by its id when only that was told."""
        if answer.is_pdf:
            return Signed(answer.body, answer.service_id)
        service_id = answer.service_id or str(answer.told.get(ID_HEADER) or "")[:120]
        if service_id:
            found = self.find(order.document, service_id)
            if found:
                return found
        logger.error("e-sign service: an answer without a file to %s", order.document)
        raise Uncertain(
            _("The service answered, but without the signed file. It is asked about it."), "no file", service_id
        )

    def _refusal(self, answer: Answer) -> NotSigned | Uncertain:
        """What an answer other than 200 means for the person."""
        code = answer.told.get("status_code")
        words = str(answer.told.get("error") or answer.told.get("message") or "").lower()
        logger.warning("e-sign service: answered %s, code %s", answer.status, code if isinstance(code, int) else "-")
        if answer.status in {401, 403}:
            return NotSigned(
                _("The e-sign service does not accept this application. Tell the department of communication."),
                "credentials",
            )
        if answer.status == 429:
            return NotSigned(_("The e-sign service is busy. Try again in a minute."), "busy")
        if 400 <= answer.status < 500:
            if code == WRONG_PASSPHRASE or "passphrase" in words:
                return NotSigned(_("The passphrase is not right. Nothing was signed; try again."), "passphrase")
            if "expired" in words or "kedaluwarsa" in words or "kadaluarsa" in words:
                return expired()
            if "terdaftar" in words or "not registered" in words:
                return unregistered()
            return NotSigned(
                _(
                    "The e-sign service did not accept the file. Nothing was signed; tell the department of communication."
                ),
                f"http {answer.status}",
            )
        if 300 <= answer.status < 400:
            return NotSigned(
                _("The e-sign service cannot be reached under its address. Tell the department of communication."),
                f"http {answer.status}",
            )
        return Uncertain(
            _("The e-sign service reports a fault. Whether it has signed is being asked."), f"http {answer.status}"
        )

    def _unreachable(self, error: Exception) -> NotSigned:
        logger.error("e-sign service not reached: %s", error)
        return NotSigned(_("The e-sign service cannot be reached now. Nothing was signed; try again later."), "down")

    def _lost(self, error: Lost) -> Uncertain:
        logger.error("e-sign service: answer lost: %s", error)
        return Uncertain(
            _("The e-sign service did not answer in time. Whether it has signed is being asked."),
            "timeout",
            error.service_id,
        )

    # ---- HTTP ----

    @sensitive_variables()
    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """One request with one deadline. Raises `NotReached` before anything was sent, `Lost` after."""
        until = time.monotonic() + self.timeout
        connection = self._connection()
        try:
            try:
                connection.connect()
            except (OSError, http.client.HTTPException) as error:
                raise NotReached(type(error).__name__) from None
            token = b64encode(f"{self.user}:{self.password}".encode()).decode()
            headers = {"Authorization": f"Basic {token}", "Accept": "application/pdf, application/json"}
            if kind:
                headers["Content-Type"] = kind
            service_id = ""
            try:
                connection.request(method, f"{urlsplit(self.url).path.rstrip('/')}{path}", body or None, headers)
                response = connection.getresponse()
                service_id = (response.getheader(ID_HEADER) or "")[:120]
                return Answer(response.status, self._whole(response, connection, until), service_id)
            except (OSError, http.client.HTTPException) as error:
                raise Lost(type(error).__name__, service_id) from None
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        where = urlsplit(self.url)
        if where.scheme == "https":
            context = ssl.create_default_context(cafile=self.authority or None)
            return http.client.HTTPSConnection(str(where.hostname), where.port, timeout=self.timeout, context=context)
        return http.client.HTTPConnection(str(where.hostname), where.port, timeout=self.timeout)

    def _whole(self, response: http.client.HTTPResponse, connection: http.client.HTTPConnection, until: float) -> bytes:
        """The body, within the deadline even when it drips, and not larger than any sheet."""
        parts, size = [], 0
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if connection.sock is not None:
                connection.sock.settimeout(left)
            part = response.read1(CHUNK)
            if not part:
                break
            parts.append(part)
            size += len(part)
            if size > MAX_ANSWER:
                raise http.client.HTTPException("answer too large")
        if response.length:
            raise http.client.IncompleteRead(b"", response.length)
        return b"".join(parts)


def unregistered() -> NotSigned:
    return NotSigned(
        _("This NIK has no certificate at BSrE. Check the number, or register with the e-sign officer of your agency."),
        "unregistered",
    )


def expired() -> NotSigned:
    return NotSigned(
        _("Your certificate has expired. Renew it at BSrE, then sign again. The signature given here stays valid."),
        "expired",
    )


@sensitive_variables()
def multipart(fields: dict[str, str], name: str, pdf: bytes) -> tuple[bytes, str]:
    """A form with one PDF as multipart/form-data: body and content type."""
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    parts.append(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="lembar.pdf"\r\n'
        "Content-Type: application/pdf\r\n\r\n".encode()
    )
    parts += [pdf, f"\r\n--{mark}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"
