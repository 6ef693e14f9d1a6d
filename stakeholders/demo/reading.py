"""The data files of this folder."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from quickwins.demo.related import Row

HERE = Path(__file__).parent


def read(name: str, *, number: Callable[[str], Any] = Decimal) -> Row:
    """One of the data files. Decimals stay exact; for rows that are kept as JSON ask for `number=float`."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"), parse_float=number)
