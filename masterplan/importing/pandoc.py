"""pandoc reads a document in a child process, without network or files (`--sandbox`), with limits of time and memory."""

from __future__ import annotations

import ctypes
import importlib.util
import resource
import signal
import subprocess
from pathlib import Path

from django.utils.translation import gettext as _

from .packages import ImportRefused

SECONDS = 40
MEMORY = "700m"
MOST_HTML = 90 * 1024 * 1024
PR_SET_PDEATHSIG = 1


def run_pandoc(content: bytes) -> str:
    """The HTML of a document, pictures within it as data. Raises ImportRefused."""
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
