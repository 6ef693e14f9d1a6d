"""After a test that commits, the next one finds what it finds after `migrate`."""

from __future__ import annotations

import threading

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import TransactionTestCase

from accounts.models import Organisation, User
from masterplan.models import Section
from tests import factories
from tests.database import empty_after


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_with_what_triggers_keep(plan, cast, organisations):
    factories.make_commitment(plan, organisations.dinkes, state="submitted")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_userevent")
        assert cursor.fetchone()[0] >= 8
        empty_after(TransactionTestCase())
        cursor.execute("SELECT count(*) FROM accounts_userevent")
        assert cursor.fetchone()[0] == 0
    assert not User.objects.exists() and not Organisation.objects.exists() and not Section.objects.exists()
    assert Permission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_emptying_waits_for_a_request_that_is_still_at_work(organisations):
    """As the last request of a browser: it has begun, and comes to another table only now."""
    begun, ended = threading.Event(), threading.Event()

    def late() -> None:
        with transaction.atomic():
            Organisation.objects.create(key="late", name="Lambat", short="L")
            begun.set()
            ended.wait(0.2)
            User.objects.exists()
        connection.close()

    thread = threading.Thread(target=late)
    thread.start()
    begun.wait()
    empty_after(TransactionTestCase())
    ended.set()
    thread.join()
    assert not Organisation.objects.exists()
