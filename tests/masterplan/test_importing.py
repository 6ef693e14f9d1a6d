"""Word in: a corpus of documents that come in with a report or are refused with a reason."""

from __future__ import annotations

import pytest
from django.utils import translation

from formats.html import clean_html
from masterplan.importing import ImportRefused, read_docx

from .documents import BAD, GOOD


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_corpus_is_large_enough():
    assert len(GOOD) + len(BAD) >= 40 and not GOOD.keys() & BAD.keys()


@pytest.mark.parametrize("name", GOOD)
def test_documents_come_in_with_a_named_report(name):
    document = GOOD[name]
    imported = read_docx(f"{name}.docx", document.make())
    assert clean_html(imported.html) == imported.html
    for part in document.holds:
        assert part in imported.html
    for part in document.lacks:
        assert part not in imported.html
    assert len(imported.report) == len(document.report), imported.report
    for words in document.report:
        assert any(words in line for line in imported.report), imported.report


@pytest.mark.parametrize("name", BAD)
def test_documents_that_cannot_be_taken_are_refused_with_a_reason(name):
    with pytest.raises(ImportRefused) as refused:
        read_docx(BAD[name].name, BAD[name].make())
    assert BAD[name].reason in str(refused.value)
