"""Pemeriksaan: the steps of a section through review, and the queue of those who review."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from formats.text import clean_lines, safe_int
from masterplan import reviewing
from masterplan.models import Review, Section
from masterplan.outline import LIGHT, book_tree, find

from .lookup import editable_section, person, visible_section
from .sections import refuse_page


@require_POST
def section_submit(request: HttpRequest, key: str) -> HttpResponse:
    section = editable_section(request, key)
    return _step(
        request,
        section,
        lambda version, note: reviewing.submit(section.pk, by=person(request), version=version, note=note),
    )


@require_POST
def section_withdraw(request: HttpRequest, key: str) -> HttpResponse:
    section = editable_section(request, key)
    return _step(
        request, section, lambda version, note: reviewing.withdraw(section.pk, by=person(request), version=version)
    )


@require_POST
def section_return(request: HttpRequest, key: str) -> HttpResponse:
    section = visible_section(request, key)
    _only(person(request).is_reviewer)
    return _step(
        request,
        section,
        lambda version, note: reviewing.return_section(section.pk, by=person(request), version=version, note=note),
    )


@require_POST
def section_verify(request: HttpRequest, key: str) -> HttpResponse:
    section = visible_section(request, key)
    _only(person(request).is_reviewer)
    return _step(
        request,
        section,
        lambda version, note: reviewing.verify(section.pk, by=person(request), version=version, note=note),
    )


@require_POST
def section_approve(request: HttpRequest, key: str) -> HttpResponse:
    section = visible_section(request, key)
    _only(person(request).is_leader)
    return _step(
        request,
        section,
        lambda version, note: reviewing.approve(section.pk, by=person(request), version=version, note=note),
    )


@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """Sections that wait: for reviewers what was submitted, for the leader what was verified; oldest first."""
    user = person(request)
    if not (user.is_reviewer or user.is_leader or user.is_editor or user.is_administrator):
        raise PermissionDenied(_("Only reviewers, leaders and editors see the queue."))
    reviews = (
        Review.objects.filter(closed_at=None, section__book__plan__is_current=True, section__is_active=True)
        .select_related(
            "section__book__plan",
            "section__organisation",
            "section__dimension",
            "submitted_by__organisation",
            "claimed_by",
        )
        .defer(*[f"section__{name}" for name in LIGHT])
        .order_by("submitted_at")
    )
    verified = (
        Section.objects.of_current_plan()
        .written()
        .filter(state=Section.State.VERIFIED)
        .select_related("book__plan", "organisation", "edited_by")
        .defer(*LIGHT)
        .order_by("book__position", "edited_at")
    )
    shown = [review for review in reviews if _wanted(review, request)]
    mine = (review.pk for review in shown if review.claimed_by_id == user.pk)
    free = (review.pk for review in shown if review.claimed_by_id is None)
    context = {
        "reviews": shown,
        # The one filled button: to go on with what was taken, else to take the oldest.
        "next": next(mine, None) or next(free, None),
        "verified": verified,
        "colleagues": User.objects.active().filter(role=User.Role.REVIEWER).exclude(pk=user.pk),
        "only_mine": request.GET.get("punya") == "saya",
    }
    return render(request, "masterplan/review_queue.html", context)


@require_POST
def review_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a review, so that no two people read the same text."""
    review = _open_review(request, pk)
    try:
        taken = reviewing.claim(review.pk, by=person(request))
    except reviewing.ReviewError as error:
        raise PermissionDenied(str(error)) from None
    if not taken:
        messages.warning(request, _("A colleague has taken this review already."))
    return redirect("masterplan:review_queue")


@require_POST
def review_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a review back, or hand it over to the colleague named in `to`."""
    review = _open_review(request, pk)
    to = None
    if request.POST.get("to"):
        to = User.objects.active().filter(role=User.Role.REVIEWER, pk=safe_int(request.POST["to"]) or 0).first()
        if to is None:
            raise Http404
    try:
        given = reviewing.release(review.pk, by=person(request), to=to)
    except reviewing.ReviewError as error:
        raise PermissionDenied(str(error)) from None
    if not given:
        messages.warning(request, _("This review is not yours any more."))
    return redirect("masterplan:review_queue")


def _step(request: HttpRequest, section: Section, deed: Callable[[int, str], object]) -> HttpResponse:
    version = safe_int(request.POST.get("version"))
    note = clean_lines(request.POST.get("reason", ""))[:2000]
    try:
        if version is None:
            raise reviewing.VersionMoved()
        deed(version, note)
    except reviewing.ReviewError as error:
        return refuse_page(request, section.key, error)
    section.refresh_from_db(fields=["state"])
    item = find(book_tree(section.book, person(request)), section)
    title = item.full_title if item else section.title
    messages.success(
        request, _("%(title)s: %(state)s.") % {"title": title, "state": section.get_state_display().lower()}
    )
    if not Section.objects.visible_to(person(request)).filter(pk=section.pk).exists():
        return redirect(section.book)
    return redirect(section)


def _only(may: bool) -> None:
    """The right is asked before the form is: who may not take the step learns that, and nothing of the form."""
    if not may:
        raise PermissionDenied(str(reviewing.NotYours()))


def _open_review(request: HttpRequest, pk: int) -> Review:
    review = Review.objects.filter(pk=safe_int(pk) or 0, closed_at=None).select_related("section").first()
    if review is None or not Section.objects.visible_to(person(request)).filter(pk=review.section_id).exists():
        raise Http404
    return review


def _wanted(review: Review, request: HttpRequest) -> bool:
    return request.GET.get("punya") != "saya" or review.claimed_by_id == request.user.pk
