"""Every address and role has an asserted answer (cases Z01, Z05-Z07). A new address fails here until a row names it."""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from accounts.models import User
from files.uploading import store_content
from tests import factories, permissions, stage
from tests.permissions.table import ROLES, SIGNED_IN, Row

# allauth's views have rules and tests of their own; the admin is asked about as a whole below.
ELSEWHERE = ("account_", "mfa_", "usersessions_", "admin:")


def all_rows() -> list[Row]:
    rows: list[Row] = []
    for module in pkgutil.iter_modules(permissions.__path__):
        rows += getattr(importlib.import_module(f"tests.permissions.{module.name}"), "ROWS", [])
    return rows


def all_names(resolver: URLResolver, prefix: str = "") -> set[str]:
    names = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            names.add(f"{prefix}{entry.name}")
        else:
            names |= all_names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
    return names


ROWS = all_rows()


def test_every_address_is_listed():
    named = {row.name for row in ROWS}
    missing = {name for name in all_names(get_resolver()) if name not in named and not name.startswith(ELSEWHERE)}
    assert missing == set()


@pytest.fixture(scope="module", autouse=True)
def separate(tmp_path_factory) -> Iterator[None]:
    """One folder of uploads for all rows, as there is one scene; a sheet asked for is not drawn: here it is its door that
    matters."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")), pytest.MonkeyPatch.context() as patch:
        patch.setattr("files.printing.typeset", lambda html: b"%PDF-1.7")
        yield


@pytest.fixture(scope="module")
def scene(separate, django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Made once: each row, and each role within it, gives back what it changed."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scene()
        transaction.set_rollback(True)


def make_scene() -> SimpleNamespace:
    """What the rows point at: one of each thing, most of it of Dinkes, so that Disdik is the stranger."""
    organisations = stage.make_organisations()
    cast, plan = stage.make_cast(organisations), stage.make_plan(organisations)
    factories.make_source()
    scene = SimpleNamespace(plan=plan, cast=cast, organisations=organisations)
    picture = png()
    scene.shared_file = store_content("peta.png", picture, owner=cast.editor, is_shared=True)
    scene.dinkes_file = store_content("bukti.png", picture, owner=cast.contributor)
    scene.program = factories.make_program(plan, organisations.dinkes, state="proposed")
    scene.running_program = factories.make_program(plan, organisations.dinkes, state="running")
    scene.draft_commitment = factories.make_commitment(plan, organisations.dinkes)
    scene.submitted_commitment = factories.make_commitment(
        plan, organisations.dinkes, state="submitted", title="Diajukan"
    )
    scene.data_request = factories.make_data_request(plan, organisations.dinkes)
    for module in pkgutil.iter_modules(permissions.__path__):
        prepare = getattr(importlib.import_module(f"tests.permissions.{module.name}"), "prepare", None)
        if prepare:
            prepare(scene)
    scene.sessions = {role: session_of(getattr(cast, role)) for role in SIGNED_IN.split()}
    return scene


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def browser_of(role: str, scene: SimpleNamespace) -> Client:
    client = Client()
    if role != "public":
        client.cookies[settings.SESSION_COOKIE_NAME] = scene.sessions[role]
    return client


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#27427a").save(out, "PNG")
    return out.getvalue()


def value(given, scene):
    return given(scene) if callable(given) else given


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_rights(row: Row, scene):
    url = reverse(row.name, kwargs=value(row.args, scene))
    wrong = []
    for role in ROLES:
        client = browser_of(role, scene)
        # Each role meets the same scene: what one of them changed is undone before the next.
        with transaction.atomic():
            response = ask(client, row, url, value(row.data, scene))
            transaction.set_rollback(True)
        found = outcome(response)
        if found != row.expected(role):
            wrong.append(f"{role}: expected {row.expected(role)}, got {found} ({response.status_code})")
        if row.method == "post" and row.expected(role) == "ok" and client.get(url).status_code != 405:
            wrong.append(f"{role}: a deed answered to GET")
    assert wrong == [], url


def ask(client, row: Row, url: str, data):
    if row.method == "get":
        return client.get(url, data)
    return client.post(url, data, content_type="application/json") if row.json else client.post(url, data)


def outcome(response) -> str:
    """ok covers refused input too (400, 409, 422): the right was there, the form was not complete."""
    if response.status_code == 401 or (response.status_code == 302 and "/masuk/" in response.headers["Location"]):
        return "door"
    if response.status_code == 403:
        return "forbidden"
    if response.status_code in {404, 410}:
        return "hidden"
    return "ok" if response.status_code < 500 else f"fault {response.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_admin_is_for_administrators_only(role, scene):
    status = browser_of(role, scene).get("/admin/").status_code
    assert (status == 200) == (role == "administrator")


@pytest.mark.django_db
def test_a_missing_right_is_noticed(scene):
    """The table can fail: an address that lets a stranger in is reported as such."""
    open_row = Row("files:file_download", {"pk": scene.shared_file.pk}, hidden="other_contributor")
    response = browser_of("other_contributor", scene).get(reverse(open_row.name, kwargs=open_row.args))
    assert outcome(response) != open_row.expected("other_contributor")
