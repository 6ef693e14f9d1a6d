"""What a person waits for from others, on the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime

from luwu_smartcity.awaiting import awaited
from stakeholders.models import Commitment
from tests import factories


def test_days_of_waiting_are_counted_in_luwu(plan, cast, organisations):
    one = factories.make_commitment(plan, organisations.dinkes, state="submitted")
    # Four in the morning of the 23rd in Luwu.
    Commitment.objects.filter(pk=one.pk).update(updated_at=datetime(2026, 11, 22, 20, tzinfo=UTC))
    [row] = awaited(cast.editor, date(2026, 11, 24))
    assert (row.title, row.since, row.days) == (one.title, date(2026, 11, 23), 1)
    assert awaited(cast.head, date(2026, 11, 24)) == []
