"""The register that workbooks are held against, and the page they are sent to."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from quickwins.models import Mission, SubDimension, Vision
from tests import factories


@pytest.fixture
def register(plan, organisations):
    vision = Vision.objects.create(plan=plan, scope="rpjmd", title="RPJMD", text="Visi")
    mission = Mission.objects.create(vision=vision, number=2, text="Layanan publik")
    queue = factories.make_program(
        plan, organisations.dinkes, name="Antrean", mission=mission, budget_code="1.02.02.2.02.0035",
        starts_on=date(2026, 1, 5), ends_on=date(2026, 12, 18), state="running", progress=64,
    )  # fmt: skip
    school = factories.make_program(
        plan, organisations.disdik, name="=1+1", subdimension=SubDimension.objects.get(dimension__key="society")
    )
    return queue, school


@pytest.fixture
def send(client, cast):
    client.force_login(cast.editor)
    url = reverse("quickwins:program_import")

    def post(content: bytes, name="program.xlsx"):
        return client.post(url, {"file": SimpleUploadedFile(name, content)})

    return post
