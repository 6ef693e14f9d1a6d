"""The map of cases is true: each test it names is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"`(test_[a-z0-9_]+)(…?)`")


def known_tests() -> set[str]:
    """Names of all tests and of the modules that hold them."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        found |= {path.stem, *re.findall(r"^def (test_[a-z0-9_]+)", path.read_text(encoding="utf-8"), re.MULTILINE)}
    return found


def unknown(text: str) -> list[str]:
    known = known_tests()
    return [
        name
        for name, cut in NAMED.findall(text)
        if not (any(one.startswith(name) for one in known) if cut else name in known)
    ]


@pytest.mark.parametrize("page", ["cases.md", "export-cases.md"])
def test_every_test_that_a_case_names_exists(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert NAMED.search(text) and unknown(text) == []


def test_missing_test_is_noticed():
    assert unknown("`test_no_such_thing`, `test_nothing_of…`, `test_missing_test_is_noticed`") == [
        "test_no_such_thing",
        "test_nothing_of",
    ]
