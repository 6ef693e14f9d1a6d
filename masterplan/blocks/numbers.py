"""Live numbers in running text: `<span data-angka="program_count"></span>`."""

from __future__ import annotations

from collections.abc import Callable

from formats.numbers import format_number, format_rupiah_short
from quickwins.reporting import all_money, lead_ids, total

from .records import Records


def _opd_count(records: Records) -> str:
    """OPD that lead a program or an action: the same count as the total row of `dimension_summary`."""
    return format_number(len(lead_ids(records.programs, records.actions)))


def _money(records: Records, *, apbd: bool | None = None) -> str:
    lines = [line for line in all_money(records.programs, records.actions) if apbd in (None, line.is_apbd)]
    return format_rupiah_short(total(lines))


NUMBERS: dict[str, Callable[[Records], str]] = {
    "program_count": lambda records: format_number(len(records.programs)),
    "program_running_count": lambda records: format_number(sum(row.state == "running" for row in records.programs)),
    "quickwin_count": lambda records: format_number(sum(row.is_quick_win for row in records.programs)),
    "action_count": lambda records: format_number(len(records.actions)),
    "dimension_count": lambda records: format_number(len(records.dimensions)),
    "indicator_count": lambda records: format_number(len(records.main_indicators)),
    "commitment_signed_count": lambda records: format_number(len(records.commitments)),
    "opd_count": _opd_count,
    "dataset_count": lambda records: format_number(len(records.datasets)),
    "meeting_count": lambda records: format_number(len(records.meetings)),
    "budget_total": _money,
    "budget_apbd_total": lambda records: _money(records, apbd=True),
    "gap_count": lambda records: format_number(len(records.gaps)),
    "gap_open_count": lambda records: format_number(sum(not row.programs for row in records.gaps)),
}
"""Name -> how it is written. Shown to the editor as the list of what can be put in."""
NUMBER_NAMES = {
    "program_count": "Jumlah program",
    "program_running_count": "Jumlah program yang berjalan",
    "quickwin_count": "Jumlah Quick Win terpilih",
    "action_count": "Jumlah rencana aksi",
    "dimension_count": "Jumlah dimensi",
    "indicator_count": "Jumlah indikator utama",
    "commitment_signed_count": "Jumlah komitmen yang ditandatangani",
    "opd_count": "Jumlah OPD penanggung jawab",
    "dataset_count": "Jumlah data pendukung",
    "meeting_count": "Jumlah pertemuan",
    "budget_total": "Jumlah anggaran",
    "budget_apbd_total": "Jumlah anggaran APBD kabupaten",
    "gap_count": "Jumlah kesenjangan",
    "gap_open_count": "Jumlah kesenjangan tanpa program",
}
