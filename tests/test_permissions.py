"""Every address and role has an asserted answer (cases Z01, Z05-Z07). A new address fails here until a row names it."""

from __future__ import annotations

import importlib
import pkgutil
from types import SimpleNamespace

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from files.uploading import store_content
from tests import factories, permissions
from tests.permissions.table import ROLES, Row

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


@pytest.fixture
def scene(plan, cast, organisations) -> SimpleNamespace:
    """What the rows point at: one of each thing, most of it of Dinkes, so that Disdik is the stranger."""
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
    return scene


def png() -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (8, 8), "#27427a").save(out, "PNG")
    return out.getvalue()


def value(given, scene):
    return given(scene) if callable(given) else given


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.name}")
def test_rights(row: Row, scene, client, django_db_blocker):
    from django.db import transaction

    url = reverse(row.name, kwargs=value(row.args, scene))
    wrong = []
    for role in ROLES:
        client.logout()
        if role != "public":
            client.force_login(getattr(scene.cast, role))
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


@pytest.mark.parametrize("role", ROLES)
def test_admin_is_for_administrators_only(role, cast, client):
    if role != "public":
        client.force_login(getattr(cast, role))
    status = client.get("/admin/").status_code
    assert (status == 200) == (role == "administrator")


def test_a_missing_right_is_noticed(scene, client):
    """The table can fail: an address that lets a stranger in is reported as such."""
    client.force_login(scene.cast.other_contributor)
    open_row = Row("files:file_download", {"pk": scene.shared_file.pk}, hidden="other_contributor")
    response = client.get(reverse(open_row.name, kwargs=open_row.args))
    assert outcome(response) != open_row.expected("other_contributor")
