"""Word in: a .docx into one section, with a report of each thing that was changed or lost on the way.

pandoc reads the document in a child process without network or files (`--sandbox`), with a limit of time and memory; what
comes out goes through the same cleaning as every text. Nothing is kept before the writer has seen the report.
"""

from __future__ import annotations

import base64
import binascii
import ctypes
import importlib.util
import io
import re
import resource
import signal
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from files.checking import RefusedFile, check_file
from files.uploading import store_content
from formats.html import UncleanHtml, clean_html, word_count

SECONDS = 40
MEMORY = "700m"
MOST_HTML = 40 * 1024 * 1024
PR_SET_PDEATHSIG = 1
DATA_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="data:([a-z/+.-]+);base64,([^"]*)"[^>]*>', re.I)
OTHER_IMAGE = re.compile(r'<img\b(?![^>]*src="/berkas/)[^>]*>', re.I)
ALT = re.compile(r'\balt="([^"]*)"')
EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
# What Word marks in its XML, by the words in which it is told.
W = r"<w:"
TRACES: dict[str, re.Pattern[str]] = {
    "inserted": re.compile(W + r"ins\b"),
    "deleted": re.compile(W + r"del\b"),
    "comments": re.compile(W + r"commentReference\b"),
    "footnotes": re.compile(W + r"(?:foot|end)noteReference\b"),
    "merged": re.compile(W + r"(?:gridSpan|vMerge)\b"),
    "equations": re.compile(r"<m:oMath\b"),
    "boxes": re.compile(W + r"txbxContent\b"),
    "colours": re.compile(W + r"(?:color|highlight|shd)\b"),
    "rtl": re.compile(W + r"(?:bidi|rtl)\b"),
    "drawings": re.compile(r"<(?:w:drawing|w:pict)\b"),
    "tables": re.compile(W + r"tbl>"),
    "headers": re.compile(W + r"(?:headerReference|footerReference)\b"),
}


class ImportRefused(Exception):
    """The document is not taken; the message says why."""


@dataclass(frozen=True)
class Imported:
    """The text in the form of a section, and what was changed or lost, as sentences."""

    html: str
    report: tuple[str, ...]
    word_count: int


def read_docx(name: str, content: bytes, *, keep_image: Callable[[str, bytes], str | None] | None = None) -> Imported:
    """The text of a Word document. `keep_image(name, bytes)` gives the address under which a picture is kept, or None;
    without it pictures are only counted (dry run). Raises ImportRefused."""
    traces = _traces(name, content)
    html = _run_pandoc(content)
    pictures = _Pictures(keep_image)
    html = DATA_IMAGE.sub(pictures.replace, html)
    html = OTHER_IMAGE.sub(pictures.drop, html)
    try:
        cleaned = clean_html(html)
    except UncleanHtml as error:
        raise ImportRefused(str(error)) from error
    if not cleaned.strip():
        raise ImportRefused(_("The document holds no text."))
    return Imported(cleaned, tuple(_report(traces, cleaned, pictures)), word_count(cleaned))


def image_keeper(user: User) -> Callable[[str, bytes], str | None]:
    """Keeps pictures of a document as files of that person; None for those that are no pictures of a kind we show."""

    def keep(name: str, content: bytes) -> str | None:
        try:
            return store_content(name, content, owner=user, images_only=True, is_shared=True).get_absolute_url()
        except RefusedFile:
            return None

    return keep


def _traces(name: str, content: bytes) -> dict[str, int]:
    """How often Word marks something; refuses what is no document or may not be opened."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise ImportRefused(
            _("The document is encrypted or in the old .doc form. Save it as .docx without a password.")
        )
    if not name.lower().endswith(".docx"):
        raise ImportRefused(_("Only Word documents (.docx) are taken in here."))
    try:
        check_file(name, content)
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [part for part in package.namelist() if re.fullmatch(r"word/(document|footnotes)[0-9]*\.xml", part)]
            xml = "".join(package.read(part).decode("utf-8", "replace") for part in parts)
    except RefusedFile as error:
        raise ImportRefused(str(error)) from error
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ImportRefused(
            _("The document is damaged and cannot be read. Open it in Word and save it anew.")
        ) from error
    if "<!DOCTYPE" in xml[:2000] or "<!ENTITY" in xml:
        raise ImportRefused(_("The document is damaged and cannot be read. Open it in Word and save it anew."))
    return {what: len(pattern.findall(xml)) for what, pattern in TRACES.items()}


def _run_pandoc(content: bytes) -> str:
    command = [
        _pandoc(), "--sandbox", "--from=docx", "--to=html5", "--embed-resources", "--wrap=none", "--track-changes=accept",
        "+RTS", f"-M{MEMORY}", "-RTS",
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            preexec_fn=_limit,
            env={"LANG": "C.UTF-8", "HOME": "/nonexistent"},
        )
    except subprocess.TimeoutExpired:
        raise ImportRefused(_("The document takes too long to read. Divide it into smaller ones.")) from None
    except OSError as error:
        raise ImportRefused(_("Word documents cannot be read on this server.")) from error
    if done.returncode != 0 or len(done.stdout) > MOST_HTML:
        raise ImportRefused(_("The document is damaged or too large to be read. Open it in Word and save it anew."))
    return done.stdout.decode("utf-8", "replace")


def _pandoc() -> str:
    """pandoc of the package that carries it, else the system's."""
    found = importlib.util.find_spec("pypandoc")
    carried = Path(found.origin).parent / "files" / "pandoc" if found and found.origin else None
    return str(carried) if carried and carried.exists() else "pandoc"


def _limit() -> None:
    """In the child, before pandoc starts: it ends with its parent and cannot compute or write for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Pictures:
    """Puts each picture's kept file in its place, and counts."""

    def __init__(self, keep: Callable[[str, bytes], str | None] | None) -> None:
        self.keep = keep
        self.kept = self.lost = 0

    def replace(self, match: re.Match[str]) -> str:
        extension = EXTENSIONS.get(match[1].lower())
        try:
            content = base64.b64decode(match[2], validate=True) if extension else b""
        except (binascii.Error, ValueError):
            content = b""
        if not content:
            self.lost += 1
            return ""
        if self.keep is None:
            self.kept += 1
            return ""
        address = self.keep(f"gambar-{self.kept + self.lost + 1}.{extension}", content)
        if address is None:
            self.lost += 1
            return ""
        self.kept += 1
        alternative = ALT.search(match[0])
        return f'<img src="{address}" alt="{escape(alternative[1]) if alternative else ""}">'

    def drop(self, match: re.Match[str]) -> str:
        if match[0]:
            self.lost += 1
        return ""


def _report(traces: dict[str, int], html: str, pictures: _Pictures) -> list[str]:
    told = []

    def tell(count: int, one: str, many: str) -> None:
        if count:
            told.append((one if count == 1 else many) % {"count": count})

    footnotes = html.count('<span class="footnote">')
    tell(footnotes, *_both("%(count)s footnote was kept.", "%(count)s footnotes were kept.", footnotes))
    missing = traces["footnotes"] - footnotes
    if missing > 0:
        tell(missing, *_both("%(count)s footnote was lost.", "%(count)s footnotes were lost.", missing))
    tables = html.count("<table>")
    tell(tables, *_both("%(count)s table was kept.", "%(count)s tables were kept.", tables))
    if traces["merged"]:
        told.append(_("Merged cells were kept as far as they fit the table; compare the tables with the document."))
    tell(
        pictures.kept,
        *_both(
            "%(count)s picture was kept. Write its title and what it shows.",
            "%(count)s pictures were kept. Write their titles and what they show.",
            pictures.kept,
        ),
    )
    lost = pictures.lost + max(traces["drawings"] - pictures.kept - pictures.lost, 0)
    tell(
        lost,
        *_both(
            "%(count)s picture or drawing could not be taken over.",
            "%(count)s pictures or drawings could not be taken over.",
            lost,
        ),
    )
    equations = traces["equations"]
    tell(
        equations, *_both("%(count)s equation became plain text.", "%(count)s equations became plain text.", equations)
    )
    if traces["inserted"] or traces["deleted"]:
        told.append(_("Tracked changes were accepted: insertions stayed, deletions went."))
    comments = traces["comments"]
    tell(comments, *_both("%(count)s comment was left out.", "%(count)s comments were left out.", comments))
    if traces["boxes"]:
        told.append(_("Text boxes were set into the text where they were anchored, or left out."))
    if traces["headers"]:
        told.append(_("Headers and footers of the pages were left out; the book has its own."))
    if traces["colours"]:
        told.append(_("Colours and highlighting were left out."))
    if traces["rtl"]:
        told.append(_("Writing from right to left was kept as text, without its direction."))
    if "<h3>" in html or "<h4>" in html:
        told.append(_("Headings became headings within the section, on two levels."))
    return told


def _both(one: str, many: str, count: int) -> tuple[str, str]:
    text = ngettext(one, many, count)
    return text, text
