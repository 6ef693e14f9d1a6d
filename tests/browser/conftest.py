"""The stage of the stories: a written section, its editor, and a second person's browser."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from accounts.models import User
from masterplan.models import Section
from masterplan.writing import save_section
from tests.browser.editing import READY, TEXT

pytest.register_assert_rewrite("tests.browser.looking")
# The browser's driver runs an event loop in this thread; the database is used between its steps, never within.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def section(plan, cast) -> Section:
    """`b1.one.background` with the three paragraphs of `TEXT`, in its first version."""
    section = Section.objects.get(key="b1.one.background")
    save_section(section.pk, user=cast.editor, base_version=0, save_id=uuid.uuid4(), html=TEXT)
    section.refresh_from_db()
    return section


@pytest.fixture
def open_editor(live_server, sign_in, section) -> Callable[[Page, User], Page]:
    """`open_editor(page, user)` shows the section's editor in that page, ready to type in."""

    def opened(page: Page, user: User) -> Page:
        sign_in(page, user)
        page.goto(f"{live_server.url}{section.get_absolute_url()}sunting/")
        page.wait_for_selector(READY)
        return page

    return opened


@pytest.fixture
def second(browser: Browser, browser_context_args) -> Iterator[Page]:
    """A page of another browser, for another person."""
    other = browser.new_context(**browser_context_args)
    yield other.new_page()
    other.close()
