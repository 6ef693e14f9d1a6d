"""Names of versions: one way to give them, who and when, never folded, never lost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from masterplan.history import days
from masterplan.models import Section, VersionName
from masterplan.naming import NameTooLong, name_version
from masterplan.writing import save_section


@pytest.fixture
def section(plan, cast) -> Section:
    section = Section.objects.get(key="b1.one.background")
    for version in range(5):
        html = f"<p>Versi {version + 1}</p>"
        save_section(section.pk, user=cast.editor, base_version=version, save_id=uuid.uuid4(), html=html)
    section.refresh_from_db()
    return section


def url(name: str, *args) -> str:
    return reverse(f"masterplan:{name}", args=args)


def lines(section: Section) -> list[list[int | None]]:
    return [[row.number for row in entry.revisions] for day in days(section) for entry in day.entries]


def test_a_named_version_is_never_folded_into_a_sitting(section, cast):
    # One evening may lie on two days: the rule of days is not what is tested here.
    assert [number for line in lines(section) for number in line] == [5, 4, 3, 2, 1]
    before = len(lines(section))
    name_version(section.revisions.get(number=3), name="Rapat tim", by=cast.editor)
    assert [3] in lines(section) and len(lines(section)) >= before + 2


def test_renaming_keeps_who_and_when_of_each_name(section, cast):
    revision = section.revisions.get(number=2)
    first = name_version(revision, name="  Rapat\u200b tim ", by=cast.editor)
    assert first.name == "Rapat tim"
    assert name_version(revision, name="Rapat tim", by=cast.contributor) is None
    name_version(revision, name="Rapat Bappelitbangda", by=cast.contributor)
    found = section.revisions.with_names().get(number=2)
    assert (found.label, found.named_by_name) == ("Rapat Bappelitbangda", cast.contributor.name)
    assert abs(found.named_at - timezone.now()) < timedelta(minutes=5)
    name_version(revision, name="", by=cast.editor)
    assert section.revisions.with_names().get(number=2).label == ""
    assert list(VersionName.objects.order_by("pk").values_list("name", "by")) == [
        ("Rapat tim", cast.editor.pk),
        ("Rapat Bappelitbangda", cast.contributor.pk),
        ("", cast.editor.pk),
    ]


def test_the_name_an_import_gives_can_be_changed(section, cast):
    save_section(
        section.pk,
        user=cast.editor,
        base_version=5,
        save_id=uuid.uuid4(),
        html="<p>x</p>",
        kind="import",
        name="a.docx",
    )
    revision = section.revisions.with_names().get(number=6)
    assert revision.label == "a.docx"
    name_version(revision, name="Naskah awal", by=cast.editor)
    assert section.revisions.with_names().get(number=6).label == "Naskah awal"


def test_too_long_a_name_is_told_and_not_cut(client, section, cast):
    with pytest.raises(NameTooLong):
        name_version(section.revisions.get(number=1), name="x" * 151, by=cast.editor)
    client.force_login(cast.editor)
    page = client.post(url("section_name_version", section.key, 1), {"name": "x" * 151}, follow=True)
    assert "150" in page.content.decode() and not VersionName.objects.exists()


def test_naming_over_http_stands_out_in_history_revision_and_comparison(client, section, cast):
    client.force_login(cast.contributor)
    name = "Rapat <b>12 Mei</b>"
    page = client.post(url("section_name_version", section.key, 4), {"name": name}, follow=True).content.decode()
    assert 'class="named-row"' in page and "Rapat &lt;b&gt;12 Mei&lt;/b&gt;" in page and cast.contributor.name in page
    for address in (url("section_revision", section.key, 4), url("section_compare", section.key)):
        assert "Rapat &lt;b&gt;12 Mei&lt;/b&gt;" in client.get(address).content.decode()
    assert client.get(url("section_name_version", section.key, 4)).status_code == 405
    assert client.post(url("section_name_version", section.key, 99), {"name": "x"}).status_code == 404


def test_history_takes_as_many_queries_with_names(section, cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        days(section)
    for revision in section.revisions.all():
        name_version(revision, name=f"Nama {revision.number}", by=cast.editor)
    with django_assert_num_queries(2):
        assert len(lines(section)) == 5
