"""The audit trail cannot be altered: by triggers under any role, and not at all by the role of the application (case D13)."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from masterplan.models import Revision, Section, SectionStateChange, VersionName
from masterplan.naming import name_version
from masterplan.writing import save_section

DOC = Path(__file__).parents[2] / "docs/production.md"


def trail_tables() -> list[str]:
    """Every table of the trail: the events of all tracked models, and what is append-only by itself."""
    events = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    own = [model for model in events if not model._meta.abstract and model._meta.managed and not model._meta.proxy]
    return sorted({model._meta.db_table for model in (*own, Revision, SectionStateChange, VersionName)})


@pytest.fixture
def section(plan, cast) -> Section:
    """A section with a revision, a name, a change of state and events of its own."""
    section = Section.objects.get(key="b1.one.background")
    save_section(section.pk, user=cast.editor, base_version=0, save_id=uuid.uuid4(), html="<p>Satu</p>")
    name_version(section.revisions.get(), name="Awal", by=cast.editor)
    SectionStateChange.objects.create(section=section, to_state="submitted", by=cast.editor, version=1)
    return section


def refused(sql: str) -> bool:
    """Whether the database refuses; what it did not refuse is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [row.name for row in connection.introspection.get_table_description(cursor, table)]


FILLED = ["masterplan_revision", "masterplan_sectionevent", "masterplan_sectionstatechange", "masterplan_versionname"]


@pytest.mark.parametrize("table", FILLED)
def test_triggers_refuse_to_change_or_remove_a_line(section, table):
    """Under the very owner of the tables."""
    changed = [name for name in columns(table) if refused(f'UPDATE {table} SET "{name}" = NULL')]
    nullable = {"saved_by_id", "by_id"}
    assert set(columns(table)) - set(changed) <= nullable, "only who did it may be forgotten, with the account"
    assert refused(f"DELETE FROM {table}")


def test_the_author_can_be_forgotten_but_not_exchanged(section, cast):
    for table, column in (("masterplan_revision", "saved_by_id"), ("masterplan_sectionstatechange", "by_id")):
        assert refused(f"UPDATE {table} SET {column} = {cast.leader.pk}")
        assert not refused(f"UPDATE {table} SET {column} = NULL")


def test_every_event_table_is_append_only(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgtype FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
        guarded: dict[str, int] = {}
        for table, kind in cursor.fetchall():
            guarded[table] = guarded.get(table, 0) | kind
    delete, update = 8, 16  # bits of pg_trigger.tgtype
    assert [table for table in trail_tables() if guarded.get(table, 0) & (delete | update) != delete | update] == []


@pytest.fixture
def as_application(db):
    """The role of docs/production.md, made by the very statement printed there; gone with the transaction of the test."""
    found = re.search(r"```sql\n(DO .*?)```", DOC.read_text(), re.S)
    assert found, "docs/production.md tells how to separate the roles"
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            pytest.skip("this database's user may not make roles")
        cursor.execute(found[1])
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def test_the_role_of_the_application_works_and_cannot_touch_the_trail(plan, cast, as_application):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE luwu_app")
    section = Section.objects.get(key="b1.one.background")
    save_section(section.pk, user=cast.editor, base_version=0, save_id=uuid.uuid4(), html="<p>Satu</p>")
    save_section(section.pk, user=cast.contributor, base_version=0, save_id=uuid.uuid4(), html="<p>Dua</p>")
    name_version(section.revisions.get(number=1), name="Awal", by=cast.editor)
    assert section.revisions.count() == 2
    tables = trail_tables()
    assert "masterplan_sectionevent" in tables and "accounts_userevent" in tables
    for table in tables:
        for deed in (
            f"UPDATE {table} SET {columns(table)[-1]} = NULL",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER USER",
            f"DROP TABLE {table} CASCADE",
        ):
            assert refused(deed), deed
    # The trigger library can be told to look away; the role cannot.
    assert refused("SET LOCAL pgtrigger.ignore = '{masterplan_revision:all}'; DELETE FROM masterplan_revision")
    assert refused("SET LOCAL session_replication_role = replica")
