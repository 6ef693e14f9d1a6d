"""How to reach the people of an organisation. Nothing of it stands on a page by itself: it is asked for with a reason, shown
once, and written down (UU PDP: who, when, whose, why).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from formats.text import clean_line

from .models import Contact, ContactAccess

MAX_REASON, MAX_SHOWN = 200, 500


class NoReason(ValueError):
    """Nothing is shown without a reason; the message says so."""


@dataclass(frozen=True)
class Reach:
    name: str
    office: str
    phone: str
    email: str


def may_reach(user: User, organisation: Organisation) -> bool:
    """Those who bring the plan about, who keeps the accounts, and colleagues of the same organisation."""
    keeps_all = user.is_editor or user.is_reviewer or user.is_administrator
    return keeps_all or (user.acts_for_opd and user.organisation_id == organisation.pk)


@transaction.atomic
def reveal(organisation: Organisation, *, by: User, reason: str) -> list[Reach]:
    """Phone numbers and addresses of this organisation; the look is kept before anything is given. Raises `NoReason`."""
    reason = clean_line(reason)[:MAX_REASON]
    if len(reason) < 3:
        raise NoReason(_("Say what you need the contact for; it is written down."))
    people = User.objects.active().filter(organisation=organisation).order_by("name")
    found = [Reach(row.name, row.office, row.phone, row.email) for row in people if row.phone or row.email]
    contacts = Contact.objects.filter(organisation=organisation).order_by("name")
    found += [Reach(row.name, row.office, row.phone, row.email) for row in contacts if row.phone or row.email]
    look(organisation, by=by, reason=reason, shown=[row.name for row in found])
    return found


def look(organisation: Organisation, *, by: User, reason: str, shown: Sequence[str]) -> ContactAccess:
    """Write down that somebody looked."""
    names = "; ".join(shown)
    return ContactAccess.objects.create(
        organisation=organisation, by=by, reason=reason[:MAX_REASON], shown=names[:MAX_SHOWN]
    )
