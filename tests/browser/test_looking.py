"""The look itself: a page with known faults is told apart from one without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.looking import faults, faults_everywhere, flawless

pytestmark = pytest.mark.e2e
PAGE = "<!doctype html><html lang='id'><title>Uji</title><main><h1>Uji</h1>{}</main></html>"


def test_page_without_fault_is_flawless(page: Page):
    page.set_content(PAGE.format("<p>Isi.</p>"))
    flawless(page)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("<p style='width: 4000px'>Lebar</p>", "scrolls sideways"),
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>", "image-alt"),
        ("<p style='color: #999'>Pucat</p>", "color-contrast"),
        ("<input>", "label"),
        ("<h4>Terlalu dalam</h4>", "heading-order"),
    ],
)
def test_fault_is_named(page: Page, fault, named):
    page.set_content(PAGE.format(fault))
    assert [one.split(":")[0] for one in faults(page)] == [named]
    with pytest.raises(AssertionError, match=named):
        flawless(page)


def test_fault_of_one_look_alone_is_found(page: Page):
    page.set_content(
        PAGE.format(
            "<style>@media (width < 500px) { p { width: 900px } } @media (prefers-color-scheme: dark) { p { color: #999 } }"
            "</style><p>Isi.</p>"
        )
    )
    assert [[*one.split(" ", 2)[:2], one.split(": ")[1]] for one in faults_everywhere(page)] == [
        ["light", "360", "scrolls sideways"],
        ["dark", "1366", "color-contrast"],
    ]
