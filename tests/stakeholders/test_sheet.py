"""The printed sheet of a commitment: one page with its code, typeset once, out of reach of files and addresses (P01, P02)."""

from __future__ import annotations

import io
import subprocess
import sys

import pikepdf
import pytest
from django.urls import reverse

from files import printing
from stakeholders import sheets, signing
from stakeholders.models import Commitment
from tests import factories


def test_sheet_is_one_page_with_its_code_and_kept(plan, cast, organisations, client, monkeypatch):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))
    client.force_login(cast.other_head)
    url = reverse("stakeholders:commitment_sheet", args=[waiting.pk])
    response = client.get(url)
    assert response.status_code == 200 and response.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        assert len(pdf.pages) == 1
        assert not [name for name in ("/EmbeddedFiles", "/JavaScript") if name in (pdf.Root.get("/Names") or {})]
    # A second time nothing is typeset.
    monkeypatch.setattr(printing, "typeset", lambda html: pytest.fail("typeset again"))
    assert client.get(url).content == response.content


def test_sheet_says_what_kind_of_signature_it_bears_and_leads_to_its_check(plan, cast, organisations, settings):
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    assert "<svg" not in sheets.sheet_html(waiting) and 'class="blank"' in sheets.sheet_html(waiting)
    signature = signing.sign(waiting.pk, by=cast.head, shown_hash=signing.fingerprint_of(signing.content_of(waiting)))
    html = sheets.sheet_html(Commitment.objects.get(pk=waiting.pk))
    assert "tidak tersertifikasi" in html and "<svg" in html and 'class="given"' in html
    assert signature.content_hash in html
    code = Commitment.objects.get(pk=waiting.pk).code
    assert code and str(printing.qr_code(f"{settings.SITE_URL}/verifikasi/{code}/")) in html


def test_sheet_escapes_what_people_typed(plan, organisations):
    hostile = factories.make_commitment(
        plan, organisations.dinkes, title='<img src="file:///etc/passwd">{{ 7|add:7 }}', clauses=["<script>x</script>"]
    )
    html = sheets.sheet_html(hostile)
    assert "<img" not in html and "<script" not in html and "{{ 7|add:7 }}" in html


def test_sheet_that_cannot_be_made_is_told(plan, cast, organisations, client, monkeypatch):
    def fail(html: str) -> bytes:
        raise printing.NoSheet("no memory")

    monkeypatch.setattr(printing, "typeset", fail)
    waiting = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    client.force_login(cast.contributor)
    response = client.get(reverse("stakeholders:commitment_sheet", args=[waiting.pk]))
    assert response.status_code == 503 and response.headers["Retry-After"]


def test_typesetting_reads_no_file_and_no_address_but_its_own():
    """A picture of this machine is refused: the PDF comes out without it (P01, P02)."""
    html = '<p>Isi</p><img src="file:///etc/hostname"><img src="http://127.0.0.1:1/x.png"><link rel=stylesheet href="lembar://../../manage.py">'
    data = printing.typeset(html)
    assert data.startswith(b"%PDF-") and b"/Subtype /Image" not in data


def test_typesetting_never_runs_in_the_web_process():
    code = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'luwu_smartcity.settings'); django.setup();"
        "import stakeholders.urls, sys; print('weasyprint' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert out.stdout.strip() == "False"
