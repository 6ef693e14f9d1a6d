"""Chart specifications of blocks. Colours, type and number format belong to `formats.charts`."""

from __future__ import annotations

from collections.abc import Sequence

ROW_HEIGHT = 28
WIDTH = 420


def bars(values: Sequence[tuple[str, float, str]], unit: str = "") -> dict[str, object]:
    """Horizontal bars from zero, in the given order, each with its value written beside it."""
    data = [{"name": name, "value": value, "label": label} for name, value, label in values]
    side = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 190}}
    length = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True},
        "title": unit or None,
        "axis": {"tickCount": 4, "grid": True},
    }
    return {
        "width": WIDTH,
        "height": {"step": ROW_HEIGHT},
        "data": {"values": data},
        "encoding": {"y": side, "x": length},
        "layer": [
            {"mark": {"type": "bar", "height": 16}},
            {
                "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 5, "fontSize": 12},
                "encoding": {"text": {"field": "label", "type": "nominal"}},
            },
        ],
    }
