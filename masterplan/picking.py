"""What an editor can put into a section: live blocks with their parameters, live numbers, cross-references."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from formats.numbers import NONE

from .blocks import BLOCKS, NUMBER_NAMES, NUMBERS, Records
from .models import OutlineNode, Section, build_outline
from .outline import LIGHT, book_outline
from .rendering import RenderContext

logger = logging.getLogger(__name__)


def block_choices(section: Section) -> list[dict[str, Any]]:
    """Each kind of block that is in use: `{key, name, source, params: [{name, label, kind, default, choices}]}`."""
    records = Records(section.book.plan, timezone.now())
    words = _words(records)
    return [
        {
            "key": kind.key,
            "name": kind.name,
            "source": kind.source,
            "params": [
                _param(name, param, kind.params.get(name, param.default), records, words)
                for name, param in BLOCKS[kind.key].params.items()
            ],
        }
        for kind in records.kinds.values()
        if kind.is_active and kind.key in BLOCKS
    ]


def number_choices(section: Section) -> list[dict[str, str]]:
    """Each live number with its present value: `{key, name, value}`."""
    records = Records(section.book.plan, timezone.now())
    return [{"key": key, "name": NUMBER_NAMES.get(key, key), "value": _value(key, records)} for key in NUMBERS]


def reference_choices(section: Section) -> list[dict[str, Any]]:
    """Targets of a reference: `{key, label, printed, group}`: tables and figures of the own chapter (`table:KEY.r-abc123` by
    its id, `table:KEY.2`, the second of that section, while it has none; `was` is always the latter), then the sections of all books (`section:KEY`). Titles of an outline are no secret."""
    return [*_numbered_parts(section), *_sections(section)]


def _numbered_parts(section: Section) -> list[dict[str, Any]]:
    outline = book_outline(section.book, "dimension", "subdimension")
    root = next((root for root in outline if any(node.section.pk == section.pk for node in root.walk())), None)
    if root is None:
        return []
    texts = dict(Section.objects.filter(pk__in=[node.section.pk for node in root.walk()]).values_list("pk", "html"))
    context = RenderContext(
        section.book.plan,
        {section.book.key: outline},
        lambda row: texts.get(row.pk, ""),
        is_print=False,
        as_of=timezone.now(),
    )
    for node in root.walk():
        node.section.blocks = []
    found = []
    for node in root.walk():
        if not node.section.holds_text or not node.section.is_active:
            continue
        numbers = context.numbers(node.section)
        key = node.section.key
        for kind, word in (("table", "Tabel"), ("figure", "Gambar")):
            position = 0
            for index, part in enumerate(numbers.parts):
                for piece, caption in enumerate(numbers.of_part(part, kind), 1):
                    position += 1
                    printed = f"{word} {caption.number}"
                    found.append(
                        {
                            "key": f"{kind}:{key}.{target(part.mark, piece) or position}",
                            "was": f"{kind}:{key}.{position}",
                            "label": f"{printed} {caption.text}",
                            "printed": printed,
                            "group": _("Tables and pictures of this chapter"),
                            # Where the editor finds it, to give it an id when it is referred to for the first time.
                            "own": node.section.pk == section.pk,
                            "part": index,
                            "piece": piece,
                            "caption": caption.text,
                        }
                    )
    return found


def target(mark: str, piece: int) -> str:
    """The last part of a reference that follows its table or picture: `r-abc123`, `r-abc123-2`; "" without an id."""
    return f"{mark}-{piece}" if mark and piece > 1 else mark


def _sections(section: Section) -> list[dict[str, Any]]:
    plan = section.book.plan
    sections = Section.objects.filter(book__plan=plan).select_related("book").defer(*LIGHT)
    by_book: dict[int, list[Section]] = {}
    for row in sections:
        by_book.setdefault(row.book_id, []).append(row)
    books = sorted({row.book for row in sections}, key=lambda book: (book.pk != section.book_id, book.position))
    return [
        {
            "key": f"section:{node.section.key}",
            "label": f"{node.label} {plan.fill(node.section.title)}".strip(),
            "printed": _printed(node),
            "group": book.short,
        }
        for book in books
        for root in build_outline(by_book[book.pk])
        for node in root.walk()
        if node.section.is_active and node.label
    ]


def _printed(node: OutlineNode) -> str:
    """As the text will speak of it: `Bab III`, `Bagian 1.3`, `Lampiran 2`."""
    if node.section.kind == Section.Kind.CHAPTER:
        return f"Bab {node.number}"
    return node.label if node.label.startswith("Lampiran") else f"Bagian {node.number}"


def _value(key: str, records: Records) -> str:
    try:
        return NUMBERS[key](records)
    except Exception:
        # One number that cannot be counted must not close the picker.
        logger.exception("live number %s", key)
        return NONE


def _words(records: Records) -> dict[str, str]:
    """Names for the keys that stand in parameters."""
    words = {row.key: row.name for row in records.dimensions}
    words |= {sub.key: sub.name for row in records.dimensions for sub in row.subdimensions}
    words |= {row.key: row.name for row in records.horizons}
    return words


def _param(name: str, param: Any, default: object, records: Records, words: Mapping[str, str]) -> dict[str, Any]:
    choices: list[dict[str, str]] = []
    if isinstance(param.default, bool):
        kind = "yes_no"
    elif isinstance(param.default, int):
        kind = "number"
    elif param.choices is None or (keys := param.choices(records)) is None:
        kind = "text"
    else:
        kind = "choice"
        choices = [{"value": "", "label": _("all")}]
        if name in ("dimension", "subdimension"):
            choices.append({"value": "section", "label": _("that of this section")})
        choices += [{"value": key, "label": words.get(key, key)} for key in keys if key]
    return {"name": name, "label": PARAM_NAMES.get(name, name), "kind": kind, "default": default, "choices": choices}


# Names of parameters are part of the content of the plan, as the names of the blocks are.
PARAM_NAMES = {
    "dimension": "Dimensi",
    "subdimension": "Subdimensi",
    "horizon": "Tahap",
    "only_quickwin": "Hanya Quick Win",
    "group": "Kelompok",
    "state": "Keadaan",
    "show": "Isi",
    "element": "Elemen",
    "kind": "Jenis",
    "detail": "Rincian",
    "scope": "Dokumen",
    "part": "Bagian",
    "set": "Kumpulan",
}
