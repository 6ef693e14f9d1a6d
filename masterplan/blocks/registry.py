"""The registry of live blocks: name -> parameters, columns, and the function that makes its pieces."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from accounts.reference import LoadReport, load_row
from masterplan.models import BlockKind

from .params import BlockProblem, Param, Place, read
from .pieces import BlockTable, Column, Piece
from .records import Records

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What a block function gets: the records, its parameters, and the kind with the words of its caption."""

    records: Records
    params: Mapping[str, object]
    title: str

    def __getitem__(self, name: str) -> object:
        return self.params[name]

    def caption(self, *parts: str) -> str:
        """The caption: the kind's title and what it is about. The word "Tabel" is set by the numbering."""
        title = self.title.removeprefix("Tabel ")
        title = title[:1].upper() + title[1:]
        return " ".join([title, *filter(None, parts)])

    @property
    def source(self) -> str:
        return self.records.source

    def dimension_name(self, key: object) -> str:
        return next((row.name for row in self.records.dimensions if row.key == key), "")


@dataclass(frozen=True)
class Block:
    """`columns` are the keys of the columns that BlockKind.columns gives titles to, in the order of the data file."""

    name: str
    params: Mapping[str, Param]
    columns: tuple[str, ...]
    draw: Callable[[Asked], Sequence[Piece]]


@dataclass(frozen=True)
class Drawn:
    """The pieces of one block, or `empty` (its text for no data), or `problem` (what is printed in a box)."""

    name: str
    title: str = ""
    pieces: tuple[Piece, ...] = ()
    empty: str = ""
    problem: str = ""


BLOCKS: dict[str, Block] = {}


def block(name: str, columns: Iterable[str] = (), **params: Param):
    """Register the decorated function as the block `name`."""

    def register(draw: Callable[[Asked], Sequence[Piece]]) -> Callable[[Asked], Sequence[Piece]]:
        BLOCKS[name] = Block(name, params, tuple(columns), draw)
        return draw

    return register


def compute(name: str, query: str, place: Place, records: Records) -> Drawn:
    """The pieces of a block with its parameters. Never raises: whatever goes wrong is told in `problem`."""
    title = name[:60]
    try:
        found, kind = BLOCKS.get(name), records.kinds.get(name)
        if found is None or kind is None or not kind.is_active:
            return Drawn(name, title, problem=f"Blok “{title}” tidak dikenal.")
        title = kind.name
        params = read(query, found.params, kind.params, place, records)
        pieces = tuple(_dressed(piece, kind) for piece in found.draw(Asked(records, params, kind.name)))
        kept = tuple(piece for piece in pieces if not isinstance(piece, BlockTable) or piece.columns)
        return Drawn(name, title, kept, empty="" if kept else kind.empty or "Belum ada data.")
    except BlockProblem as problem:
        return Drawn(name, title, problem=f"Blok “{title}” tidak dapat digambar. {problem}")
    except Exception:
        # The book gets made whatever one block does; the log tells the operator why.
        logger.exception("live block %s could not be drawn (%s)", name, query)
        return Drawn(name, title, problem=f"Blok “{title}” tidak dapat digambar karena kesalahan pada datanya.")


def _dressed(piece: Piece, kind: BlockKind) -> Piece:
    """A table with the titles the administrator gave, in his order, without the columns he took out."""
    if not isinstance(piece, BlockTable):
        return piece
    wanted = [(row["key"], row["title"]) for row in kind.columns]
    known = set(BLOCKS[kind.key].columns)
    order: list[int] = []
    columns: list[Column] = []
    for key, title in wanted:
        for index, column in enumerate(piece.columns):
            # "targets:2027" is one of the columns that the column "targets" opens into; it brings its own title.
            if column.key == key or column.key.startswith(f"{key}:"):
                order.append(index)
                columns.append(replace(column, title=column.title or title))
    if not any(column.key.partition(":")[0] in known for column in piece.columns):
        order, columns = list(range(len(piece.columns))), list(piece.columns)
    total = tuple(piece.total[index] for index in order) if piece.total else ()
    return replace(
        piece,
        columns=tuple(columns),
        rows=tuple(tuple(row[index] for index in order) for row in piece.rows),
        total=total,
        wide=(kind.is_wide or None) if piece.wide is None else piece.wide,
    )


def load_block_kinds(rows: Iterable[Mapping[str, Any]], report: LoadReport) -> None:
    """Load the kinds of blocks of a data file; rows an administrator changed stay as they are.

    Raises ValueError naming the block when the file knows a block the program does not, or other columns.
    """
    for position, row in enumerate(rows, start=1):
        key = str(row["key"])
        found = BLOCKS.get(key)
        if found is None:
            raise ValueError(f"block_kinds: unknown block {key}")
        titles = list(row.get("columns", []))
        if len(titles) != len(found.columns):
            raise ValueError(f"block_kinds: {key} has {len(found.columns)} columns, the file names {len(titles)}")
        unknown = set(row.get("params", {})) - set(found.params)
        if unknown:
            raise ValueError(f"block_kinds: {key} has no parameter {', '.join(sorted(unknown))}")
        values = {
            "name": row["title"],
            "columns": [{"key": column, "title": title} for column, title in zip(found.columns, titles, strict=True)],
            "params": dict(row.get("params", {})),
            "source": row.get("source", ""),
            "is_wide": row.get("wide", False),
            "empty": row.get("empty", ""),
            "position": position,
        }
        load_row(BlockKind, {"key": key}, values, report)
