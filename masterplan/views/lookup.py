"""The one way to a section: found and allowed at once. Not visible is 404, visible but not to be written 403."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from masterplan.models import Book, Section
from masterplan.outline import of_plan

# No more than pages show of it: with two tables more PostgreSQL takes longer to plan the query than for all else.
WITH = ("book__plan", "organisation", "dimension", "subdimension")


def visible_section(request: HttpRequest, key: str) -> Section:
    """The section of the current plan with that key, if this person may read it; else Http404. It knows whether the same
    person may write it (`writable`)."""
    user = person(request)
    may_write = Exists(Section.objects.editable_by(user).filter(pk=OuterRef("pk")))
    section = (
        Section.objects.visible_to(user)
        .filter(of_plan(key))
        .annotate(writable=may_write)  # type: ignore[no-redef]  # the model says of what type it is
        .select_related(*WITH)
        .order_by("book__position")
        .first()
    )
    if section is None:
        raise Http404
    return section


def editable_section(request: HttpRequest, key: str) -> Section:
    """The same, for writing. PermissionDenied says who can."""
    section = visible_section(request, key)
    if not section.writable:
        if not section.holds_text:
            raise PermissionDenied(_("This part of the outline holds no text of its own."))
        raise PermissionDenied(_("This section is written by the editors and by the OPD it is assigned to."))
    return section


def visible_book(request: HttpRequest, key: str) -> Book:
    book = Book.objects.filter(plan__is_current=True, key=key).select_related("plan").first()
    if book is None:
        raise Http404
    return book


def was_writable(user: User, key: str) -> bool:
    """Whether a section of that key existed, is gone, and was this person's to write (case C20)."""
    if Section.objects.filter(of_plan(key)).exists():
        return False
    Event = Section.pgh_event_model  # type: ignore[attr-defined]
    event = Event.objects.filter(key=key).order_by("-pgh_id").first()
    if event is None:
        return False
    return user.is_editor or (user.acts_for_opd and event.organisation_id == user.organisation_id)


def person(request: HttpRequest) -> User:
    """Who asks: behind the door nobody is anonymous."""
    return request.user  # type: ignore[return-value]
