"""The fixed cast and a small plan that most tests play with; browser arguments; no network."""

from __future__ import annotations

import os
import shutil
import socket
import uuid
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, TransactionTestCase, override_settings

from accounts.models import User
from quickwins.models import Plan
from tests import database, stage

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Tests reach this machine alone; anything else is a fault of the code under test (cases P01-P03)."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if self.family in (socket.AF_INET, socket.AF_INET6) and host not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"A test tried to reach {address}")
        return connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign,assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def quick(django_test_environment) -> Iterator[None]:
    """What holds for all tests: a quick hasher, a cache in memory, no demo accounts, tables emptied quickly."""
    constant = override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        DEMO=False,
    )
    with constant, pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", database.empty_after)
        yield


@pytest.fixture(autouse=True)
def separate(settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads of each test lie apart. The folder is named by chance: looking for the next number among thousands of
    folders would take longer than many a test."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media" / uuid.uuid4().hex
    settings.MEDIA_ROOT.mkdir(parents=True)


@pytest.fixture
def organisations(db) -> SimpleNamespace:
    return stage.make_organisations()


@pytest.fixture
def cast(organisations: SimpleNamespace) -> SimpleNamespace:
    """One person of each role, and a second OPD's people."""
    return stage.make_cast(organisations)


@pytest.fixture
def plan(organisations: SimpleNamespace) -> Plan:
    """Two dimensions and a book "b1": front matter, two chapters, five sections (`b1.one.*`, `b1.two.*`) and an appendix."""
    return stage.make_plan(organisations)


@pytest.fixture(scope="module")
def demo_plan(django_db_setup, django_db_blocker) -> Iterator[Plan]:
    """The whole demo, seeded once for a module and rolled back after it. Use together with `db`; slow tests only."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        call_command("seed_demo", verbosity=0)
        yield Plan.objects.get(is_current=True)
        transaction.set_rollback(True)


# ---- Browser ----


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    if not CHROMIUM:
        pytest.skip("no Chromium: apt install chromium chromium-sandbox libatomic1, or set CHROMIUM")
    # The update and sync services of the browser would knock on closed doors many times a second.
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", *quiet, *root],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Makassar"}


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, user)` puts the person's session into the page's browser, without typing the password each time."""

    def sign(page, user: User) -> None:
        client = Client()  # one of his own: signing in a second person must not end the first one's session
        client.force_login(user)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url, "httpOnly": True, "sameSite": "Lax"}]
        )

    return sign


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser stories come last: their driver leaves an event loop in this thread, which other tests would stumble over."""
    items.sort(key=lambda item: item.get_closest_marker("e2e") is not None)
