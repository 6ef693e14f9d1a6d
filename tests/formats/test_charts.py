"""Charts: one look, Indonesian numbers and months, nothing active, nothing from outside."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from formats.charts import DARK, LIGHT, UnsafeChart, chart_config, render_svg

EVIL = '<script>window.__x=1</script>" onload="window.__x=1 &amp;'
BARS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "data": {"values": [{"bulan": f"2026-{month:02}-01", "jumlah": month * 1234567} for month in (5, 8, 12)]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "bulan", "timeUnit": "utcyearmonth", "type": "ordinal", "axis": {"format": "%B %Y"}},
        "y": {"field": "jumlah", "type": "quantitative", "axis": {"format": ",.0f", "title": "Rupiah"}},
    },
}


def words(svg):
    return [text.text for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def test_chart_is_a_named_picture_in_indonesian():
    svg = render_svg(BARS, alt='Belanja "naik" <sejak> Mei')
    root = ElementTree.fromstring(svg)
    assert svg.startswith("<svg ") and root.get("role") == "img"
    assert root.get("aria-label") == 'Belanja "naik" <sejak> Mei'
    assert {"Mei 2026", "Agustus 2026", "Desember 2026"} <= set(words(svg))
    assert "5.000.000" in words(svg) and "5,000,000" not in words(svg)
    assert LIGHT["brand"] in svg and "'Source Sans 3', sans-serif" in svg


def test_chart_is_the_same_text_each_time_and_its_ids_are_its_own():
    """P23: charts are part of an edition. Ids of two charts on one page must not meet."""
    line = BARS | {"mark": {"type": "line", "clip": True}}
    first, other = render_svg(line, alt="Naik"), render_svg(line | {"width": 300}, alt="Naik")
    assert render_svg(line, alt="Naik") == first
    ids, other_ids = (set(re.findall(r'\sid="([^"]+)"', svg)) for svg in (first, other))
    assert ids and other_ids and not ids & other_ids
    assert set(re.findall(r"url\(#([^)]+)\)", first)) <= ids


def test_chart_carries_no_style_class_or_script():
    """X01, X08 and the site's CSP."""
    spec = BARS | {"data": {"values": [{"bulan": "2026-05-01", "jumlah": 3, "nama": EVIL}]}}
    spec["encoding"] = BARS["encoding"] | {"color": {"field": "nama", "title": EVIL}}
    svg = render_svg(spec, alt=EVIL)
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == EVIL
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {
            "svg",
            "g",
            "path",
            "text",
            "line",
            "rect",
            "defs",
            "clipPath",
            "title",
        }
        assert not {"style", "class", "onload", "href"} & set(element.attrib)
    assert "<script" not in svg and "xlink" not in svg


def test_dark_chart_has_dark_colours():
    svg = render_svg(BARS, alt="Naik", dark=True)
    assert DARK["brand"] in svg and LIGHT["brand"] not in svg
    assert chart_config()["range"]["category"] == ["#27427a", "#61656d", "#86837a"]
    assert chart_config()["locale"]["number"]["currency"] == ["Rp", ""]


def test_clipped_bars_are_drawn():
    svg = render_svg(BARS | {"mark": {"type": "bar", "clip": True}}, alt="Naik")
    assert 'height="0"' not in svg and svg.count(LIGHT["brand"]) == 3


def test_text_is_measured_with_the_font_of_the_site():
    """Else narrow and wide words take the same room, and labels are cut or margins far too wide."""

    def width(word):
        spec = {
            "data": {"values": [{"a": word * 20, "b": 1}]},
            "mark": "bar",
            "width": 100,
            "encoding": {"y": {"field": "a", "axis": {"title": None, "labelLimit": 900}}, "x": {"field": "b"}},
        }
        svg = render_svg(spec, alt="Naik")
        assert "SourceSans3-Regular" not in svg
        return int(ElementTree.fromstring(svg).get("width"))

    assert width("i") + 60 < width("W")


def test_own_config_goes_over_the_common_one():
    assert "#aa0000" in render_svg(BARS | {"config": {"bar": {"color": "#aa0000"}}}, alt="Naik")


@pytest.mark.parametrize(
    "spec",
    [
        {"data": {"url": "file:///etc/passwd"}, "mark": "bar"},
        {"data": {"url": "https://evil.example/x.json"}, "mark": "bar"},
        {"layer": [{"data": {"values": []}, "mark": "bar"}, {"data": {"URL": "x"}, "mark": "bar"}]},
        BARS | {"transform": [{"lookup": "a", "from": {"data": {"url": "x"}, "key": "a", "fields": ["b"]}}]},
        BARS | {"encoding": {"url": {"value": "https://evil.example/x.png"}}, "mark": "image"},
        BARS | {"encoding": {"href": {"value": "javascript:window.__x=1"}}},
    ],
)
def test_chart_with_an_address_is_refused(spec):
    """P01-P03: the engine would read files and the network."""
    with pytest.raises(UnsafeChart):
        render_svg(spec, alt="Naik")


def test_chart_without_words_is_refused():
    for alt in ("", "  ", "\x00"):
        with pytest.raises(UnsafeChart):
            render_svg(BARS, alt=alt)


def test_chart_that_cannot_be_drawn_is_an_error():
    with pytest.raises(ValueError, match="."):
        render_svg({"mark": "no such mark", "data": {"values": []}}, alt="Naik")


def test_engine_is_not_loaded_before_the_first_chart():
    """It must never be used before a fork: importing the module must not import the engine."""
    program = "import sys, formats.charts; formats.charts.chart_config(); sys.exit('vl_convert' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
