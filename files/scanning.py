"""The optional look of a virus scanner at each upload: a command of the installation, such as `clamdscan --no-summary`.

It gets the path of a copy as its last argument. Exit 0 lets the file in, 1 names it infected (as clamscan and clamdscan say
it), anything else means that the scanner is not at work: then nothing gets in unseen (case U19).
"""

from __future__ import annotations

import logging
import shlex
import subprocess
import tempfile

from django.conf import settings
from django.utils.translation import gettext as _

from .checking import RefusedFile

CLEAN, INFECTED = 0, 1
SECONDS = 60

logger = logging.getLogger(__name__)


def scan(content: bytes) -> None:
    """Let the scanner of the settings look at the bytes; without one, nothing happens. Raises `RefusedFile`."""
    if not settings.SCANNER.strip():
        return
    try:
        command = shlex.split(settings.SCANNER)
    except ValueError:
        logger.error("the setting SCANNER is no command")
        raise RefusedFile(_not_at_work()) from None
    # The daemon of the scanner is another account: it must be able to read the copy, for as long as it looks.
    with tempfile.NamedTemporaryFile(prefix="periksa-") as copy:
        copy.write(content)
        copy.flush()
        try:
            done = subprocess.run(
                [*command, copy.name], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            logger.error("the scanner does not answer: %s", type(error).__name__)
            raise RefusedFile(_not_at_work()) from None
    if done.returncode == CLEAN:
        return
    told = done.stdout[-300:].decode("utf-8", "replace").replace("\n", " ")
    if done.returncode == INFECTED:
        logger.warning("the scanner refused an upload: %s", told)
        raise RefusedFile(_("The virus scanner found something in this file. It is not taken."))
    logger.error("the scanner ended with %s: %s", done.returncode, told)
    raise RefusedFile(_not_at_work())


def _not_at_work() -> str:
    return _("Files cannot be checked for viruses just now, so none is taken. Try again in some minutes.")
