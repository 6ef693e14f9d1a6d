"""The table of key facts: value and unit, the unit said once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from masterplan.blocks import Place, Records, compute
from masterplan.blocks.pieces import BlockTable
from stakeholders.models import Dataset

from . import block_records


@pytest.mark.parametrize(
    ("text", "unit", "shown"),
    [
        ("22 kecamatan", "kecamatan", ("22", "kecamatan")),
        ("126 jiwa/km²", "jiwa/km²", ("126", "jiwa/km²")),
        ("12,49 % (46.500 jiwa)", "%", ("12,49 % (46.500 jiwa)", "–")),
        ("Rp21,76 triliun", "Rp", ("Rp21,76 triliun", "–")),
        ("71,36 (tinggi)", "", ("71,36 (tinggi)", "–")),
        ("71,36", "indeks", ("71,36", "indeks")),
        ("16 kecamatan di selatan dan 6 di utara", "", ("16 kecamatan di selatan dan 6 di utara", "–")),
        ("", "jiwa", ("1.234", "jiwa")),
    ],
)
def test_unit_is_said_once(plan, organisations, text, unit, shown):
    block_records.load_kinds()
    Dataset.objects.create(
        plan=plan, key="fakta", group="key_figures", title="Fakta", value=1234, text=text, unit=unit,
        reference_year=2025, producer=organisations.dinkes, source="BPS",
    )  # fmt: skip
    drawn = compute("region_facts", "", Place(), Records(plan, timezone.now()))
    (table,) = [piece for piece in drawn.pieces if isinstance(piece, BlockTable)]
    ((_title, value, of, *_more),) = table.rows
    assert (value.text, of.text) == shown and value.plain == 1234
    # Words may be broken into lines, else the table would leave its page.
    assert table.columns[1].numeric == (len(value.text) <= 16)
