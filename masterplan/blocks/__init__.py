"""Live blocks: tables, charts and sheets that are drawn from the records wherever an editor put them into the text."""

from . import data_tables, direction, money, pictures, programs, promises, quickwin  # noqa: F401  (they register their blocks)
from .numbers import NUMBER_NAMES, NUMBERS
from .params import BlockProblem, Place
from .pieces import BlockFigure, BlockRich, BlockTable, Piece
from .records import Records
from .registry import BLOCKS, Drawn, compute, load_block_kinds

__all__ = [
    "BLOCKS",
    "NUMBERS",
    "NUMBER_NAMES",
    "BlockFigure",
    "BlockProblem",
    "BlockRich",
    "BlockTable",
    "Drawn",
    "Piece",
    "Place",
    "Records",
    "compute",
    "load_block_kinds",
]
