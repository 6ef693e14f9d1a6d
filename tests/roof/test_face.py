"""The face of the site: the page of components, icons that exist, no inline code, one stylesheet."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template.loader import render_to_string

from luwu_smartcity import navigation, staticfiles, styleguide

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/icons.svg").read_text()))
ICON = re.compile(r'components/icon\.html" with name="([\w-]+)"|icons\.svg\' %}#([\w-]+)"|\bicon="([\w-]+)"')


def icons_of(text: str) -> set[str]:
    return {name for found in ICON.findall(text) for name in found if name}


def test_icons_of_the_templates_are_in_the_sprite():
    missing = {str(path.relative_to(ROOT)): icons_of(path.read_text()) - SPRITE for path in TEMPLATES}
    assert {path: names for path, names in missing.items() if names} == {}


def test_missing_icon_is_noticed():
    assert icons_of('{% include "components/icon.html" with name="no-such" %}') - SPRITE == {"no-such"}


def test_icons_of_the_navigation_and_the_sample_states_are_in_the_sprite():
    source = Path(navigation.__file__).read_text()
    named = set(re.findall(r'item\(_\("[^"]+"\), "[^"]+", "([\w-]+)"', source))
    named |= {icon for row in styleguide.PILLS for _kind, icon, _word in row}
    assert len(named) > 10 and named <= SPRITE


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if not {"print", "mail"} & set(path.parts)], ids=lambda p: p.stem
)
def test_template_holds_no_inline_style_or_script(path):
    """The content security policy blocks both without a word to the visitor."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text())
    assert not re.search(r"<[a-z][^>]*\s(?:style|on[a-z]+)=", text)
    assert not re.search(r"<style\b|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text)


@pytest.fixture
def stranger(rf):
    request = rf.get("/gaya/")
    request.user = AnonymousUser()
    return request


def test_styleguide_shows_every_component(stranger, settings):
    settings.DEMO = True
    page = styleguide.styleguide(stranger)
    text = page.content.decode()
    assert page.status_code == 200
    for name in ("pill", "dim", "meter", "kpi", "tbl flow", "steps", "uploads", "job", "empty", "note", "thread",
                 "line", "sign", "tree", "task", "board", "confirm", "seg", "filter", "errors", "pages"):  # fmt: skip
        assert f'class="{name}' in text, name
    assert text.count("<h1") == 1


def test_styleguide_is_closed_to_strangers_in_production(stranger, settings):
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(Http404):
        styleguide.styleguide(stranger)


def test_field_says_optional_and_never_star():
    html = render_to_string("bootstrap5/errors.html", {"form": styleguide.SampleForm()})
    assert html.strip() == ""
    from crispy_forms.utils import render_crispy_form

    html = render_crispy_form(styleguide.SampleForm())
    assert "asteriskField" not in html
    assert re.search(r'<label for="id_share"[^>]*>Bagian CSR <span class="opt-mark">', html)
    assert re.search(r'<label for="id_name"[^>]*>Nama program\s*</label>', html)


def test_form_with_two_errors_lists_them_with_links():
    form = styleguide.SampleForm({"due": "31/02/2026", "horizon": "pendek", "amount": "1", "agree": "on"})
    html = render_to_string("components/form_errors.html", {"form": form})
    assert 'href="#id_name"' in html and 'href="#id_due"' in html
    assert 'href="#id_amount"' not in html


@pytest.mark.parametrize(
    ("percent", "shown", "length"),
    [(64, "64%", "pct-64"), (0, "0%", "pct-0"), (130, "130%", "pct-100"), (None, "–", "pct-0")],
)
def test_meter_keeps_its_length_between_nothing_and_whole(percent, shown, length):
    html = render_to_string("components/meter.html", {"percent": percent})
    assert f'class="{length}"' in html and f">{shown}<" in html


def test_stylesheet_is_written_in_one_piece(tmp_path):
    from django.contrib.staticfiles.finders import get_finders

    parts = {path: (storage, path) for finder in get_finders() for path, storage in finder.list([])
             if path.startswith(("css/", "vendor/bootstrap/"))}  # fmt: skip
    whole = staticfiles.bundle(parts)
    assert "@import" not in whole and "sourceMappingURL" not in whole
    assert whole.index("@layer vendor {") < whole.index("--lw-paper") < whole.index(".pill {")
    imported = re.findall(r'@import url\("([^"/]+\.css)"\)', (ROOT / "static/css/site.css").read_text())
    own = {path.name for path in (ROOT / "static/css").glob("*.css")}
    # What only some pages need is linked by those pages; everything else stands in the one stylesheet.
    linked = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html"))
    assert set(imported) == own - {"site.css"} - {name for name in own if f"css/{name}" in linked}


def test_part_of_the_stylesheet_that_is_missing_stops_the_collecting(tmp_path):
    from django.core.files.storage import FileSystemStorage

    (tmp_path / "css").mkdir()
    (tmp_path / "css/site.css").write_text('@import url("gone.css");')
    with pytest.raises(KeyError):
        staticfiles.bundle({"css/site.css": (FileSystemStorage(tmp_path), "css/site.css")})
