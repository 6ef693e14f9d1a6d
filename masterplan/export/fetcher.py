"""The only way by which typesetting reaches anything outside its text: our own faces and the pictures handed to it.

WeasyPrint's own fetcher would open any address of the network and any file of this machine, and a link with
`rel=attachment` would even put that file into the book.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

from .sniffing import MAX_BYTES, sniff

STATIC = Path(__file__).resolve().parents[2] / "static"
# Unpacking WOFF2 takes a tenth of a second for each face; the stylesheets of earlier editions still name it.
STATIC_NAME = re.compile(r"mp://static/(fonts/print/[A-Za-z0-9-]+\.ttf|css/print/[a-z-]+\.svg)(?:\.woff2)?")
MEDIA_ID = re.compile(r"mp://media/([A-Za-z0-9-]{1,64})")

MediaReader = Callable[[], bytes]


class Refused(ValueError):
    """The address is none of ours."""


class ProjectFetcher(URLFetcher):
    """Knows the print faces and ornaments of `mp://static/…` and `mp://media/<id>` of the ids it was given. No network, no other file.

    `media` maps an id to the bytes or to a function that reads them; whoever builds it has decided that the reader of
    the book may see them. Everything refused is in `refusals`.
    """

    def __init__(self, media: Mapping[str, bytes | MediaReader] | None = None) -> None:
        super().__init__(allowed_protocols=["mp"], allow_redirects=False, timeout=1)
        # Even if someone calls past fetch(): nothing is left that could open an address.
        self.handlers.clear()
        self.handle_open.clear()
        self.media = dict(media or {})
        self.refusals: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Raises Refused for all but our own addresses, LookupError or OSError for a picture that is gone."""
        if match := STATIC_NAME.fullmatch(url):
            kind = "font/ttf" if match[1].endswith(".ttf") else "image/svg+xml"
            return URLFetcherResponse(url, (STATIC / match[1]).read_bytes(), {"Content-Type": kind})
        match = MEDIA_ID.fullmatch(url)
        if not match or match[1] not in self.media:
            self.refusals.append(url[:200])
            raise Refused(f"Refused address: {url[:80]}")
        source = self.media[match[1]]
        data = source if isinstance(source, bytes) else source()
        kind = sniff(data)
        if not kind or len(data) > MAX_BYTES:
            self.refusals.append(url[:200])
            raise Refused(f"No picture that can be printed: {url[:80]}")
        return URLFetcherResponse(url, data, {"Content-Type": kind})
