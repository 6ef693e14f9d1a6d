"""The validator of the standards itself, where it is installed (`verapdf` on the PATH): PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from .printing import printed, printer  # noqa: F401

VERAPDF = shutil.which("verapdf")


@pytest.mark.slow
@pytest.mark.skipif(not VERAPDF, reason="verapdf is not on the PATH; tests/masterplan/pdfcheck.py looks at less")
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
@pytest.mark.parametrize("draft", [True, False])
def test_the_validator_finds_the_book_conformant(printed, tmp_path, flavour, draft):  # noqa: F811
    book = tmp_path / "buku.pdf"
    book.write_bytes(printed(draft=draft).data)
    command = [str(VERAPDF), "--format", "text", "--verbose", "--flavour", flavour, str(book)]
    told = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert told.stdout.startswith("PASS"), told.stdout + told.stderr
