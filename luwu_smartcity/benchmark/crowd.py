"""A crowd on loopback: editors that save on a rhythm, readers that open pages. Keep-alive connections, asyncio, no library."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

from .site import Visitor


@dataclass
class Tally:
    """What came back: seconds per answer, and how many of each status."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def note(self, status: int, seconds: float) -> None:
        self.seconds.append(seconds)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def percentile(self, percent: float) -> float:
        """Seconds; 0 when nothing was measured."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0

    @property
    def faults(self) -> int:
        return sum(count for status, count in self.statuses.items() if status >= 500 or status == 0)


class Client:
    """One keep-alive connection of one visitor."""

    def __init__(self, port: int, visitor: Visitor) -> None:
        self.port = port
        self.visitor = visitor
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status (0 when the connection broke) and body of the answer."""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: {self.visitor.cookie}\r\n"
            f"X-CSRFToken: {self.visitor.token}\r\nContent-Type: application/json\r\nAccept: */*\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        for attempt in (1, 2):  # a kept connection may have been closed meanwhile: once more on a fresh one
            try:
                if self.writer is None:
                    self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
                self.writer.write(head.encode() + body)
                await self.writer.drain()
                return await self._answer()
            except (OSError, asyncio.IncompleteReadError, ValueError):
                await self.close()
                if attempt == 2:
                    return 0, b""
        return 0, b""

    async def _answer(self) -> tuple[int, bytes]:
        assert self.reader is not None
        status = int((await self.reader.readuntil(b"\r\n")).split()[1])
        length, chunked, closing = 0, False, False
        while (line := await self.reader.readuntil(b"\r\n")) != b"\r\n":
            name, _colon, value = line.decode("latin-1").partition(":")
            name, value = name.lower(), value.strip().lower()
            length = int(value) if name == "content-length" else length
            chunked = chunked or (name == "transfer-encoding" and "chunked" in value)
            closing = closing or (name == "connection" and value == "close")
        if chunked:
            content = b""
            while size := int(await self.reader.readuntil(b"\r\n"), 16):
                content += await self.reader.readexactly(size)
                await self.reader.readexactly(2)
            await self.reader.readexactly(2)
        else:
            content = await self.reader.readexactly(length)
        if closing:
            await self.close()
        return status, content

    async def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


@dataclass
class Draft:
    """A section as its editor holds it: the version it started from and every text the server acknowledged."""

    key: str
    version: int
    html: str
    acknowledged: list[str] = field(default_factory=list)


async def edit(client: Client, draft: Draft, tally: Tally, *, until: float, every: float, delay: float) -> None:
    """Save a changed text every `every` seconds until the clock says `until`."""
    await asyncio.sleep(delay)
    number = 0
    while time.monotonic() < until:
        number += 1
        mark = uuid.uuid4().hex
        html = f"{draft.html}<p>Perubahan {number} {mark}</p>"
        body = json.dumps({"base_version": draft.version, "save_id": str(uuid.uuid4()), "html": html}).encode()
        start = time.monotonic()
        status, answer = await client.ask("POST", f"/naskah/bagian/{draft.key}/simpan/", body)
        tally.note(status, time.monotonic() - start)
        if status == 200:
            draft.version = json.loads(answer)["version"]
            draft.acknowledged.append(mark)
        await asyncio.sleep(max(0.0, every - (time.monotonic() - start)))


async def read(client: Client, paths: list[str], tally: Tally, *, until: float, every: float, delay: float) -> None:
    await asyncio.sleep(delay)
    turn = 0
    while time.monotonic() < until:
        start = time.monotonic()
        status, _content = await client.ask("GET", paths[turn % len(paths)])
        tally.note(status, time.monotonic() - start)
        turn += 1
        await asyncio.sleep(max(0.0, every - (time.monotonic() - start)))
