"""Pages of our own as PDF: a sheet, a list, a record. The book has an exporter of its own.

A page is typeset in a child process with limits, never in the web process, and kept under the hash of all it shows:
the same text gives the same file, a changed word another one.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import segno
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.safestring import SafeString, mark_safe

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 40
AT_ONCE = 2
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
# Each child takes a core and some hundred megabytes: forty heads who open their sheets at once wait for one another.
places = threading.BoundedSemaphore(AT_ONCE)


class NoSheet(RuntimeError):
    """The page could not be made now; the message is for the log."""


class Sealer(Protocol):
    """Who puts a seal on a file. `mark` changes whenever files sealed before should be sealed anew."""

    @property
    def mark(self) -> str: ...

    def seal(self, pdf: bytes) -> bytes:
        """The same document with the seal added. Raises what the sealer names."""
        ...


def printed(html: str, *, sealer: Sealer | None = None) -> bytes:
    """A page of our own as PDF; kept under the hash of its text and of who sealed it. Raises `NoSheet`."""
    mark = sealer.mark if sealer else ""
    digest = hashlib.sha256(f"{renderer()}\n{mark}\n{html}".encode()).hexdigest()
    name = f"sheets/{digest[:2]}/{digest}.pdf"
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return kept.read()
    data = typeset(html)
    if sealer:
        data = sealer.seal(data)
    # Two at once make the same file; storages that rename the second do no harm either.
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(data))
    return data


def qr_code(text: str) -> SafeString:
    """A QR code as SVG of its own, drawn by segno: no text of a person gets into its markup."""
    return mark_safe(segno.make(text, error="m").svg_inline(border=0, omitsize=True))


def typeset(html: str) -> bytes:
    """Run the child. Raises `NoSheet` when it takes too long, too much memory, or fails."""
    environment = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    if not places.acquire(timeout=SECONDS):
        raise NoSheet("too many sheets at once")
    try:
        child = subprocess.run(
            [sys.executable, "-m", "files.print_process", str(os.getpid())],
            input=html.encode("utf-8"),
            capture_output=True,
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoSheet(f"no sheet after {SECONDS} s") from error
    finally:
        places.release()
    if child.returncode or not child.stdout.startswith(b"%PDF-"):
        raise NoSheet(f"ended with {child.returncode}: {child.stderr[-500:].decode(errors='replace')}")
    return child.stdout


@cache
def renderer() -> str:
    """What else the pages depend on: the stylesheets, the child's code, the typesetter."""
    digest = hashlib.sha256()
    for path in (*sorted((ROOT / "static/css/print").glob("*.css")), ROOT / "files/print_process.py"):
        digest.update(path.read_bytes())
    return f"{digest.hexdigest()[:16]} weasyprint {version('weasyprint')}"
