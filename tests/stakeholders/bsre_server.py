"""A server on loopback that behaves like the agency's e-sign service: it signs with keys of its own, and misbehaves on order.

`manners` names what it does next to a request for a signature: "" (sign), or one of the faults below. Every request is kept
in `asked` (method, path), so that a test can count them; nothing of their bodies is.
"""

from __future__ import annotations

import email
import email.policy
import io
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pikepdf

from stakeholders.bsre import BsreSigner
from stakeholders.sealing import LocalSealer
from stakeholders.signers import Person

NIK, PASSPHRASE = "7317010101800001", "Kenari#Rahasia-81"
WHO = Person(NIK, PASSPHRASE)
STATES = {
    NIK: (1111, "ISSUE"),
    "7317010101800002": (1110, "NOT_REGISTERED"),
    "7317010101800003": (2021, "EXPIRED"),
    "7317010101800004": (1112, "WAITING_FOR_VERIFICATION"),
}
SECONDS = 5


def blank(size: int = 200) -> bytes:
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(size, size))
    pdf.save(out)
    return out.getvalue()


def another_page() -> bytes:
    return blank(300)


class BsreServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.sealer = LocalSealer(folder / "bsre.p12")
        self.manners = ""
        self.keeps_our_ids = True
        self.asked: list[tuple[str, str]] = []
        self.signed: dict[str, bytes] = {}
        # Set by the test when a delayed answer may go on its way.
        self.go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def count(self, path: str) -> int:
        return sum(one.startswith(path) for _method, one in self.asked)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is part of the play."""


def bsre(service: BsreServer, **values: Any) -> BsreSigner:
    """The signer of the application, bound to this server."""
    return BsreSigner(**{"url": service.url, "user": "luwu", "password": "kunci", "timeout": 5} | values)


class Handler(BaseHTTPRequestHandler):
    server: BsreServer

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(("GET", self.path))
        if not self.welcome():
            return
        last = self.path.rsplit("/", 1)[1]
        if self.path.startswith("/api/user/status/"):
            if self.server.manners == "status slow":
                self.server.go_on.wait(SECONDS)
            code, state = STATES.get(last, (1110, "NOT_REGISTERED"))
            self.tell(200, {"status_code": code, "status": state, "message": f"NIK {last}: {state}"})
        elif self.path.startswith("/api/sign/download/"):
            if self.server.manners == "download fault":
                self.tell(500, {"error": "Internal Server Error"})
            elif self.server.manners == "downloaded before":
                self.tell(404, {"error": "Dokumen telah didownload sebelumnya"})
            elif last in self.server.signed:
                self.give(self.server.signed[last], last)
            else:
                self.tell(404, {"error": "Dokumen tidak ditemukan"})
        else:
            self.tell(404, {"error": "Not Found"})

    def do_POST(self) -> None:
        self.server.asked.append(("POST", self.path))
        form = self.form()
        if not self.welcome():
            return
        if self.path == "/api/sign/verify":
            good = form["signed_file"].startswith(b"%PDF-") and b"/ETSI.CAdES.detached" in form["signed_file"]
            self.tell(200, {"jumlah_signature": 1, "summary": "VALID" if good else "NOT_VALID"})
        elif self.path == "/api/sign/pdf":
            self.sign(form)
        else:
            self.tell(404, {"error": "Not Found"})

    def sign(self, form: dict[str, bytes]) -> None:
        manners = self.server.manners
        faults: dict[str, tuple[int, Any]] = {
            "400": (400, {"error": "Proses signing gagal", "status_code": 2050}),
            "expired at signing": (400, {"error": "Sertifikat user sudah expired", "status_code": 2021}),
            "unregistered at signing": (400, {"error": "User tidak terdaftar", "status_code": 1110}),
            "404": (404, {"error": "Not Found"}),
            "429": (429, {"error": "Too many requests"}),
            "500": (500, {"error": "Internal Server Error", "passphrase": form["passphrase"].decode()}),
            "503": (503, "<html>Service Unavailable</html>"),
            "html": (200, "<html>Login</html>"),
            "empty": (200, ""),
            "list": (200, ["x"]),
        }
        if manners == "redirect":
            self.send_response(307)
            self.send_header("Location", "http://127.0.0.1:1/api/sign/pdf")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if manners in faults:
            self.tell(*faults[manners])
            return
        if manners == "hang up at once":
            self.connection.close()
            return
        if form["passphrase"].decode() != PASSPHRASE:
            self.tell(400, {"error": "Passphrase anda salah", "status_code": 2031})
            return
        signed = self.server.sealer.seal(form["file"])
        known = form["id_dokumen"].decode() if self.server.keeps_our_ids else f"bsre-{len(self.server.signed) + 1}"
        self.server.signed[known] = signed
        if manners == "other file":
            # As many signatures as there should be, and all of them hold: only it is not the file that was sent.
            signed = self.server.sealer.seal(self.server.sealer.seal(another_page()))
            self.server.signed[known] = signed
        if manners == "unsigned":
            self.server.signed[known] = signed = form["file"]
        if manners == "silent after signing":
            self.server.go_on.wait(SECONDS)
        elif manners == "hang up after signing":
            self.connection.close()
            return
        elif manners == "500 after signing":
            self.tell(500, {"error": "Read timed out"})
            return
        elif manners == "cut":
            self.give(signed[: len(signed) // 2], known, length=len(signed))
            return
        elif manners == "only id":
            self.tell(200, {"id_dokumen": known})
            return
        self.give(signed, known)

    def form(self) -> dict[str, bytes]:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
        return {
            str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            for part in message.iter_parts()  # type: ignore[attr-defined]
        }

    def welcome(self) -> bool:
        """The account of the application: user "luwu", password "kunci"."""
        if self.headers["Authorization"] == "Basic bHV3dTprdW5jaQ==" and self.server.manners != "401":
            return True
        self.tell(401, {"error": "Unauthorized"})
        return False

    def tell(self, status: int, told: Any) -> None:
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def give(self, pdf: bytes, known: str, *, length: int | None = None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("id_dokumen", known)
        self.send_header("Content-Length", str(length or len(pdf)))
        self.end_headers()
        self.wfile.write(pdf)


@contextmanager
def serving(folder: Path, *, tls: ssl.SSLContext | None = None) -> Iterator[BsreServer]:
    server = BsreServer(folder)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        thread.join()
        server.server_close()
