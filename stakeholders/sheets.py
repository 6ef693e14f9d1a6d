"""The printed sheet of a commitment: one PDF with its signatures and the code under which it can be checked.

The sheet is typeset in a child process with limits, never in the web process, and kept under the hash of all it shows:
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
from typing import Any

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .document import Document
from .models import Commitment, Signature
from .sealing import LocalSealer, Sealer
from .signing import content_of, fingerprint_of

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 40
AT_ONCE = 2
# Up to so many signatures stand side by side, more of them in a list.
SIDE_BY_SIDE = 4
KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH")
# Each child takes a core and some hundred megabytes: forty heads who open their sheets at once wait for one another.
places = threading.BoundedSemaphore(AT_ONCE)


class NoSheet(RuntimeError):
    """The sheet could not be made now; the message is for the log."""


def sheet_of(commitment: Commitment) -> bytes:
    """The sheet as PDF, from the storage or made now. Signed, it bears the seal of the system; unsigned, it has dotted
    lines to be signed by hand. Raises `NoSheet`."""
    return printed(sheet_html(commitment), sealer=LocalSealer() if commitment.code else None)


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


def sheet_html(commitment: Commitment) -> str:
    """The text of the sheet: what was signed where it is signed, else what stands there now. Always Indonesian."""
    signatures = list(commitment.signatures.select_related("organisation"))
    content = signatures[0].content if signatures else content_of(commitment)
    url = (
        f"{settings.SITE_URL}{reverse('stakeholders:verification', args=[commitment.code])}" if commitment.code else ""
    )
    empty = blanks(commitment, signatures)
    context: dict[str, Any] = {
        "commitment": commitment,
        "document": Document.of(content),
        "signatures": signatures,
        "blanks": empty,
        "is_single": len(signatures) + len(empty) == 1,
        "as_list": len(signatures) + len(empty) > SIDE_BY_SIDE,
        "fingerprint": fingerprint_of(content),
        "replaced": commitment.replaces,
        "url": url,
        "code": qr_code(url) if url else "",
        "region": settings.REGION,
        "demo": settings.DEMO,
    }
    with translation.override("id"):
        return render_to_string("stakeholders/print/sheet.html", context)


def blanks(commitment: Commitment, signatures: list[Signature]) -> list[dict[str, str]]:
    """Lines for signing by hand, for those who have not signed here."""
    if not commitment.is_open:
        return []
    signed = {signature.organisation_id for signature in signatures}
    parties = list(commitment.parties.order_by("position", "key")) or [commitment.organisation]
    found = []
    for organisation in parties:
        if organisation.pk not in signed:
            signer = organisation.signatory(commitment.dated_on)
            office = signer.office if signer and signer.office else _("Head of %(name)s") % {"name": organisation.name}
            found.append({"office": office, "name": signer.name if signer else "", "nip": signer.nip if signer else ""})
    return found


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
            [sys.executable, "-m", "stakeholders.sheet_process", str(os.getpid())],
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
    """What else the pages depend on: the stylesheet, the child's code, the typesetter."""
    digest = hashlib.sha256()
    for path in (ROOT / "static/css/print/sheet.css", ROOT / "stakeholders/sheet_process.py"):
        digest.update(path.read_bytes())
    return f"{digest.hexdigest()[:16]} weasyprint {version('weasyprint')}"
