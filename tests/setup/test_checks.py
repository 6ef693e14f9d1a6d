"""`./dev check` finds what it is there to find."""

import os
import shutil
from pathlib import Path

import polib
import pytest

from luwu_smartcity.devserver import checks

HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Language": "id", "Plural-Forms": "nplurals=1; plural=0;"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project with one message and its finished translation."""
    if not shutil.which("msgfmt"):
        pytest.skip("no gettext: apt-get install -y --no-install-recommends gettext")
    monkeypatch.setattr(checks, "ROOT", tmp_path)
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    (tmp_path / "locale/id/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text('{% load i18n %}{% translate "Save" %}')
    translate(tmp_path, {"Save": "Simpan"})
    return tmp_path


def translate(project: Path, texts: dict[str, str], fuzzy: str = "") -> None:
    po = polib.POFile()
    po.metadata = HEADER
    for msgid, msgstr in texts.items():
        po.append(polib.POEntry(msgid=msgid, msgstr=msgstr, flags=["fuzzy"] if msgid == fuzzy else []))
    po.save(str(project / "locale/id/LC_MESSAGES/django.po"))
    po.save_as_mofile(str(project / "locale/id/LC_MESSAGES/django.mo"))


def unfinished() -> list[str]:
    found = checks.unfinished_translations(dict(os.environ))
    return [line.removeprefix("locale/id/LC_MESSAGES/") for line in found.splitlines()]


def test_finished_translations_pass(project: Path) -> None:
    assert unfinished() == []


def test_missing_fuzzy_and_unused_translations_are_found(project: Path) -> None:
    (project / "templates/more.html").write_text(
        '{% load i18n %}{% translate "Quite another sentence" %}{% translate "Send" %}'
    )
    translate(project, {"Save": "Simpan", "Send": "Kirim?", "Zebra crossing": "Zebra"}, fuzzy="Send")
    assert sorted(unfinished()) == [
        "django.po: fuzzy: Send",
        "django.po: missing: Quite another sentence",
        "django.po: no longer used: Zebra crossing",
    ]


def test_translation_that_was_not_compiled_is_found(project: Path) -> None:
    source = project / "locale/id/LC_MESSAGES/django.po"
    source.write_text(source.read_text().replace("Simpan", "Simpanlah"))
    assert unfinished() == ["django.mo: not compiled from django.po; run ./dev manage compilemessages"]


def test_translation_that_breaks_its_format_is_found(project: Path) -> None:
    (project / "page.py").write_text('from django.utils.translation import gettext\ngettext("%(count)s files")\n')
    translate(project, {"Save": "Simpan", "%(count)s files": "%(jumlah)s berkas"})
    source = project / "locale/id/LC_MESSAGES/django.po"
    source.write_text(source.read_text().replace('msgid "%(c', '#, python-format\nmsgid "%(c'))
    assert any("format specification" in line for line in unfinished())


def test_tool_that_is_content_says_nothing_and_another_is_quoted(tmp_path: Path) -> None:
    env = dict(os.environ)
    assert checks.complaints(["sh", "-c", "echo fine"], env, tmp_path) == ""
    assert checks.complaints(["sh", "-c", "echo wrong; exit 1"], env, tmp_path) == "wrong"
    assert checks.complaints(["sh", "-c", "exit 3"], env, tmp_path) == "sh ended with code 3"


def test_long_complaints_are_shortened() -> None:
    lines = [str(number) for number in range(100)]
    shown = checks.shortened(lines)
    assert shown[:40] == lines[:40]
    assert shown[40:] == ["… and 60 lines more"]
    assert checks.shortened(lines[:41]) == lines[:41]


@pytest.mark.parametrize(("wrong", "code"), [("", 0), ("broken", 1)])
def test_one_failing_check_fails_them_all(wrong: str, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "complaints", lambda command, env, folder=None: "")
    monkeypatch.setattr(checks, "addresses_in_locks", lambda: "")
    monkeypatch.setattr(checks, "unfinished_translations", lambda env: wrong)
    assert checks.check_all({}) == code
