"""A process of its own that makes one page or a few: HTML on its standard input, PDF on its standard output.

    python -m files.print_process PARENT_PID

It knows neither database nor network: its fetcher reads the print faces and the sheet's stylesheet, nothing else.
"""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "static"
KNOWN = re.compile(r"lembar://(fonts/print/[A-Za-z0-9-]+\.ttf|css/print/[a-z-]+\.css)")
MEGABYTE = 1 << 20
LIMITS = {
    resource.RLIMIT_AS: 1024 * MEGABYTE,
    resource.RLIMIT_FSIZE: 50 * MEGABYTE,
    resource.RLIMIT_CPU: 60,
    resource.RLIMIT_NOFILE: 128,
    resource.RLIMIT_CORE: 0,
}
PR_SET_PDEATHSIG = 1
MAX_HTML = 4 * MEGABYTE


def main(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)
    for what, limit in LIMITS.items():
        hard = resource.getrlimit(what)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (limit, limit))
    html = sys.stdin.buffer.read(MAX_HTML + 1)
    if len(html) > MAX_HTML:
        sys.exit("too long")
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get into the file
    with target:
        target.write(typeset(html.decode("utf-8")))


def typeset(html: str) -> bytes:
    """The PDF (tagged, with its language). Raises what WeasyPrint raises."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class SheetFetcher(URLFetcher):
        """WeasyPrint's own would open any address and any file of this machine (cases P01-P03)."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=["lembar"], allow_redirects=False, timeout=1)
            self.handlers.clear()
            self.handle_open.clear()

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            match = KNOWN.fullmatch(url)
            if not match:
                raise ValueError(f"Refused address: {url[:80]}")
            kind = "text/css" if match[1].endswith(".css") else "font/ttf"
            return URLFetcherResponse(url, (STATIC / match[1]).read_bytes(), {"Content-Type": kind})

    return HTML(string=html, base_url="lembar://", url_fetcher=SheetFetcher()).write_pdf(pdf_variant="pdf/ua-1")


if __name__ == "__main__":
    main(int(sys.argv[1]))
