"""Figures that were typed into the prose and differ from the records: found where they stand beside the name of what they
count, so that the writer can put the live number there instead.

Precise rather than complete: a number is looked at only where the words around it say that it is the whole count ("memuat
38 program", "38 program dalam masterplan"), or where an indicator, its year and one value stand in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import unescape

from formats.html import blocks
from formats.numbers import UnreadableNumber, format_number, parse_number, terbilang
from quickwins.reporting import IndicatorRow

from .blocks.numbers import NUMBER_NAMES, NUMBERS
from .blocks.records import Records

# What is counted, as prose names it. Those that say of which kind need no further word; of the others the sentence must
# say that all are meant.
NARROW = {
    "program_running_count": r"program (?:yang )?(?:sudah |sedang )?berjalan",
    "quickwin_count": r"quick win terpilih",
    "indicator_count": r"indikator utama",
    "commitment_signed_count": r"komitmen (?:yang )?(?:sudah |telah )?ditandatangani",
    "opd_count": r"OPD penanggung jawab",
    "gap_open_count": r"kesenjangan (?:tanpa|(?:yang )?belum (?:ada|punya|memiliki|mempunyai)) program",
}
WIDE = {
    "program_count": r"program",
    "quickwin_count": r"quick win",
    "action_count": r"rencana aksi",
    "dimension_count": r"dimensi",
    "dataset_count": r"data pendukung",
    "gap_count": r"kesenjangan",
}
ALL_BEFORE = r"(?:memuat|berisi|mencatat|terdiri (?:atas|dari)|sebanyak|sejumlah|total|seluruhnya|semuanya|ke)"
ALL_AFTER = (
    r"(?: smart city| masterplan)?(?: yang (?:tercatat|ditetapkan|dimuat))?"
    r" (?:dalam (?:masterplan|rencana ini|dokumen ini|Buku [1-3])|secara keseluruhan|seluruhnya)|(?: smart city)(?= (?:kabupaten|daerah))"
)
# Whoever narrows it speaks of a part.
NARROWED = re.compile(
    r"^\W{0,2}\s*(?:yang\b|pada (?:tahun|dimensi|bidang)|di (?:bidang|dimensi)|untuk tahun|tahun [0-9]|per\b|baru\b|lain|milik\b"
    r"|dari (?:dinas|badan|dimensi)|dimensi\b|prioritas|pertama|bidang\b|berdampak)",
    re.I,
)
COUNT = r"(?<![\w.,-])(?P<typed>[0-9]{1,3}(?:\.[0-9]{3})*|WORDS)"
RUPIAH = r"Rp\s?(?P<amount>[0-9][0-9.]*(?:,[0-9]+)?)(?: (?P<unit>ribu|juta|miliar|triliun))?(?![\w])"
BUDGET = re.compile(
    r"\b(?:jumlah|total|seluruh|keseluruhan)(?:nya)? (?:kebutuhan )?(?:anggaran|dana|pendanaan|biaya)\b(?P<between>[^.;:]{0,80}?)(?P<typed>"
    + RUPIAH
    + ")",
    re.I,
)
PART_OF_BUDGET = re.compile(
    r"\b(?:tahun|dimensi|program|provinsi|pusat|desa|pendapatan|belanja|OPD|dinas|mitra|CSR)\b", re.I
)
EXPONENTS = {None: 0, "ribu": 3, "juta": 6, "miliar": 9, "triliun": 12}
LIVE = "\ufffc"
LIVE_SPAN = re.compile(r'<span data-angka="[^"]*"(?: data-param="[^"]*")?></span>')
FOOTNOTE = re.compile(r'<span class="footnote">.*?</span>', re.S)
TAG = re.compile(r"<[^>]*>")
ITEM = re.compile(r"</(?:p|li|h3|h4|td|th)>")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“(])")
YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)[0-9]{2}(?![\w/-]|[.,][0-9])")
VALUE = re.compile(r"(?<![\w/-])[0-9]+(?:\.[0-9]{3})*(?:,[0-9]+)?(?![\w/]|[.,][0-9])")
LARGEST_WORD = 199


@dataclass(frozen=True)
class Typed:
    """A figure as it was typed, in its block (from 1), and as the records have it. `name` is the live number that could
    stand there, `beside` the words after it; both empty where there is none."""

    block: int
    typed: str
    now: str
    label: str
    name: str = ""
    beside: str = ""


def typed_figures(html: str, records: Records) -> list[Typed]:
    """What differs, in the order of the text. Reads nothing while the text holds no candidate."""
    found: list[Typed] = []
    for number, block in enumerate(blocks(html), 1):
        if block.startswith(("<figure", "<div")):
            continue
        for line in _lines(block):
            found += _counts(number, line, records)
            found += _budgets(number, line, records)
            found += _indicators(number, line, records)
    return list(dict.fromkeys(found))


def with_live_number(html: str, figure: Typed) -> str | None:
    """The text with the live number in place of the typed one; None when the place is not one alone, or is gone."""
    parts = blocks(html)
    if not figure.name or not 0 < figure.block <= len(parts):
        return None
    typed = f"{figure.typed}{figure.beside}"
    part = parts[figure.block - 1]
    places = [match for match in re.finditer(rf"(?<![\w.,]){re.escape(typed)}(?!\w)", part) if _in_text(part, match)]
    if len(places) != 1:
        return None
    at = places[0].start()
    live = f'<span data-angka="{figure.name}"></span>'
    parts[figure.block - 1] = f"{part[:at]}{live}{part[at + len(figure.typed) :]}"
    return "".join(parts)


def _in_text(part: str, match: re.Match[str]) -> bool:
    return part.rfind("<", 0, match.start()) <= part.rfind(">", 0, match.start())


def _lines(block: str) -> Iterator[str]:
    """The text of each paragraph or item, with a sign of its own where a live number stands."""
    bare = FOOTNOTE.sub("", LIVE_SPAN.sub(LIVE, block))
    for part in ITEM.split(bare):
        if text := " ".join(unescape(TAG.sub("", part)).split()):
            yield text


@cache
def _words() -> dict[str, int]:
    """ "empat puluh" -> 40."""
    return {terbilang(number): number for number in range(1, LARGEST_WORD + 1)}


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    words = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    count = COUNT.replace("WORDS", words)
    patterns = []
    for name, label in NARROW.items():
        patterns.append((name, re.compile(rf"{count}(?P<beside> {label})\b", re.I)))
    for name, label in WIDE.items():
        patterns.append((name, re.compile(rf"{count}(?P<beside> {label})\b(?={ALL_AFTER})", re.I)))
        patterns.append((name, re.compile(rf"\b{ALL_BEFORE} {count}(?P<beside> {label})\b", re.I)))
    return patterns


def _counts(block: int, line: str, records: Records) -> Iterator[Typed]:
    for name, pattern in _patterns():
        for match in pattern.finditer(line):
            if name in WIDE and NARROWED.match(line[match.end("beside") :]):
                continue
            typed = match["typed"]
            value = _words().get(typed.lower()) or int(typed.replace(".", "") if typed[0].isdigit() else 0)
            now = NUMBERS[name](records)
            if now != format_number(value):
                yield Typed(block, typed, now, NUMBER_NAMES[name], name, match["beside"])


def _budgets(block: int, line: str, records: Records) -> Iterator[Typed]:
    for match in BUDGET.finditer(line):
        before = line[max(0, match.start() - 60) : match.start()]
        if PART_OF_BUDGET.search(match["between"]) or PART_OF_BUDGET.search(before.rpartition(".")[2]):
            continue
        name = "budget_apbd_total" if "APBD" in match["between"] else "budget_total"
        now = NUMBERS[name](records)
        if not _same_amount(match, now):
            yield Typed(block, match["typed"], now, NUMBER_NAMES[name], name)


def _same_amount(match: re.Match[str], now: str) -> bool:
    """Whether the record, rounded as the typed amount is, says the same. `now` is "Rp1,25 miliar"."""
    written = re.fullmatch(RUPIAH, now)
    if written is None:
        return True
    try:
        typed, record = parse_number(match["amount"]), parse_number(written["amount"])
    except UnreadableNumber:
        return True
    shift = EXPONENTS[written["unit"]] - EXPONENTS[match["unit"] and match["unit"].lower()]
    decimals = max(0, -int(typed.as_tuple().exponent))
    # The live number itself has two decimals: what agrees with it within them is the same.
    return abs(record.scaleb(shift) - typed) <= max(Decimal(1).scaleb(-decimals), Decimal("0.01").scaleb(shift)) / 2


def _indicators(block: int, line: str, records: Records) -> Iterator[Typed]:
    if not YEAR.search(line):
        return
    for sentence in SENTENCE.split(line):
        years = set(YEAR.findall(sentence))
        if len(years) != 1:
            continue
        (year,) = (int(each) for each in years)
        for row in records.main_indicators:
            at = re.search(rf"(?<!\w){re.escape(row.name)}(?!\w)", sentence, re.I)
            if at is None:
                continue
            values = VALUE.findall(YEAR.sub("", sentence[at.end() :]))
            if len(values) != 1:
                continue
            known = [row.targets.get(year)] if "target" in sentence.lower() else _values_of(row, year)
            record = next((value for value in known if value is not None), None)
            if record is None or any(_agrees(values[0], value) for value in known if value is not None):
                continue
            yield Typed(block, values[0], f"{format_number(record, row.decimals)} ({year})", row.name)


def _agrees(typed: str, record: Decimal) -> bool:
    """Whether the record, rounded as the typed number is, says the same."""
    try:
        value = parse_number(typed)
    except UnreadableNumber:
        return True
    return abs(record - value) <= Decimal(1).scaleb(int(value.as_tuple().exponent)) / 2


def _values_of(row: IndicatorRow, year: int) -> list[Decimal | None]:
    """What the records know of that year: the newest verified value, and the baseline."""
    reading = row.last_value if row.last_period and row.last_period[0] == year else None
    return [reading, row.baseline if row.baseline_year == year else None]
