"""A section of 300 paragraphs and a table of 150 rows: constant queries, and no page that grows out of hand."""

from __future__ import annotations

import time
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from formats.html import clean_html
from masterplan.models import Section
from masterplan.writing import save_section

pytestmark = pytest.mark.slow
ROW = "<tr><td><p>{0}</p></td><td><p>Puskesmas {0}</p></td><td><p>1.{0:03}</p></td></tr>"
LARGE = clean_html(
    "".join(f"<p>{'Layanan didekatkan kepada warga. ' * 8}{number}</p>" for number in range(300))
    + '<figure class="table"><figcaption>Puskesmas</figcaption><table><tbody>'
    + "".join(ROW.format(number) for number in range(150))
    + "</tbody></table></figure>"
)


def timed(work, count: int = 9) -> float:
    """The median of some runs, in milliseconds."""
    spent = []
    for _run in range(count):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return sorted(spent)[len(spent) // 2]


def test_a_large_section_opens_saves_and_compares_in_time(client, plan, cast, record_property):
    """The bounds are three times those wanted on a quiet machine, so that only a real change of cost fails here."""
    section = Section.objects.get(key="b1.one.background")
    for number in range(2):
        text = LARGE.replace("warga. 7<", f"warga {number}.<")
        save_section(section.pk, user=cast.editor, base_version=number, save_id=uuid.uuid4(), html=text)
    client.force_login(cast.editor)

    def page(name: str) -> None:
        assert client.get(reverse(f"masterplan:{name}", args=[section.key])).status_code == 200

    def save() -> None:
        section.refresh_from_db()
        save_section(
            section.pk,
            user=cast.editor,
            base_version=section.version,
            save_id=uuid.uuid4(),
            html=f"{LARGE}<p>{section.version}</p>",
        )

    found = {
        "open": timed(lambda: page("section_edit")),
        "compare": timed(lambda: page("section_compare")),
        "save": timed(save),
    }
    for name, value in found.items():
        record_property(name, round(value))
        print(f"{name}: {value:.0f} ms")
    assert found["open"] < 450 and found["save"] < 300 and found["compare"] < 1500


def test_a_large_section_takes_no_more_queries_than_a_small_one(client, plan, cast):
    section = Section.objects.get(key="b1.one.background")
    client.force_login(cast.editor)

    def counts(text: str) -> dict[str, int]:
        for number in range(2):
            section.refresh_from_db()
            save(f"{text}<p>{number}</p>")
        found = {"save": queries(lambda: save(f"{text}<p>Lagi.</p>"))}
        for name in ("section_detail", "section_edit", "section_compare"):
            found[name] = queries(lambda name=name: client.get(reverse(f"masterplan:{name}", args=[section.key])))
        return found

    def save(html: str) -> None:
        section.refresh_from_db(fields=["version"])
        body = {"base_version": section.version, "save_id": str(uuid.uuid4()), "html": html}
        address = reverse("masterplan:section_save", args=[section.key])
        assert client.post(address, body, content_type="application/json").status_code == 200

    counts("<p>Pendek.</p>")
    small = counts("<p>Pendek.</p>")
    assert counts(LARGE) == small
    assert max(small.values()) <= 15


def queries(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)
