"""The register of stakeholders: who takes part, in which body, and what each of them owes."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Organisation, User
from formats.dates import today_wita
from formats.numbers import format_number
from quickwins.models import Plan, Program

from .. import contacts
from ..contacts import Reach
from ..filters import Choice, Chosen, filter_bar
from ..models import Body, Commitment, DataRequest, Decision, Membership
from ..plotting import placed_marks
from .access import allowed, current_plan, person, reason_of

LEVELS = (5, 4, 3, 2, 1)
INVALID = 422


@require_GET
def stakeholder_list(request: HttpRequest) -> HttpResponse:
    plan = current_plan()
    choices = [
        Choice("unsur", _("Category"), [(value, str(label)) for value, label in Organisation.Category.choices]),
        Choice("jenis", _("Kind"), [(value, str(label)) for value, label in Organisation.Kind.choices]),
    ]
    chosen = Chosen.read(request.GET, choices)
    organisations = Organisation.objects.visible_to(person(request)).active().filter(condition(chosen))
    rows = list(organisations.annotate(**counts(plan)))
    groups = grouped(rows)
    members = Membership.objects.select_related("organisation").order_by("position", "pk")
    context: dict[str, Any] = {
        "groups": groups,
        "filtered": bool(chosen),
        "bar": filter_bar(chosen, choices, request.GET, search=_("Search for an organisation")),
        "results": ngettext("%(count)s organisation.", "%(count)s organisations.", len(rows))
        % {"count": format_number(len(rows))},
        "plot": plot(rows),
        "marks": placed_marks(rows),
        "bodies": list(
            Body.objects.filter(plan=plan, is_active=True).prefetch_related(Prefetch("memberships", members))
        ),
        "today": today_wita(),
    }
    return render(request, "stakeholders/stakeholder_list.html", context)


def grouped(rows: list[Organisation]) -> dict[str, list[Organisation]]:
    """By category, that of the government in its parts: the regency's own OPDs first, then the centre, then the rest."""
    Kind = Organisation.Kind
    parts = {Kind.OPD: _("OPD"), Kind.MINISTRY: _("Central government"), Kind.VERTICAL: _("Central government"),
             Kind.PROVINCE: _("Provincial government")}  # fmt: skip
    government = [_("OPD"), _("Central government"), _("Provincial government"), _("Council, districts and villages")]
    found: dict[str, list[Organisation]] = {name: [] for name in (*government, *map(str, Organisation.Category.labels))}
    for row in sorted(rows, key=lambda row: (row.position, row.name)):
        if row.category == Organisation.Category.GOVERNMENT:
            found[parts.get(Kind(row.kind), government[-1])].append(row)
        else:
            found[row.get_category_display()].append(row)
    return {name: group for name, group in found.items() if group}


def condition(chosen: Chosen) -> Q:
    found = Q()
    if chosen.q:
        found &= Q(name__icontains=chosen.q) | Q(short__icontains=chosen.q) | Q(former_name__icontains=chosen.q)
    if chosen["unsur"]:
        found &= Q(category__in=chosen["unsur"])
    if chosen["jenis"]:
        found &= Q(kind__in=chosen["jenis"])
    return found


def counts(plan: Plan) -> dict[str, Count]:
    """Programs led and commitments signed of each organisation, as columns."""
    signed = Q(commitments__plan=plan, commitments__state__in=Commitment.SIGNED_STATES)
    return {
        "program_count": Count("led_programs", filter=Q(led_programs__plan=plan), distinct=True),
        "commitment_count": Count("commitments", filter=signed, distinct=True),
    }


def plot(rows: list[Organisation]) -> list[tuple[int, list[list[Organisation]]]]:
    """Influence by interest: a row for each level of influence, the highest first, with a cell for each of interest."""
    placed = [row for row in rows if row.influence and row.interest]
    if not placed:
        return []
    return [
        (influence, [[row for row in placed if (row.influence, row.interest) == (influence, interest)] for interest in LEVELS[::-1]])
        for influence in LEVELS
    ]  # fmt: skip


def visible_organisation(request: HttpRequest, key: str) -> Organisation:
    organisation = Organisation.objects.visible_to(person(request)).filter(key=key).first()
    if organisation is None:
        raise Http404
    return organisation


@require_POST
def contacts_reveal(request: HttpRequest, key: str) -> HttpResponse:
    """Show how to reach the people of an organisation, once, for a reason that is written down."""
    organisation, user = visible_organisation(request, key), person(request)
    allowed(
        contacts.may_reach(user, organisation),
        _("Only Kominfo, Bappelitbangda, the administrator and colleagues of this organisation see its contacts."),
    )
    try:
        found = contacts.reveal(organisation, by=user, reason=reason_of(request))
    except contacts.NoReason as error:
        return detail_page(request, organisation, problem=str(error), status=INVALID)
    return detail_page(request, organisation, reached=found)


@require_GET
def stakeholder_detail(request: HttpRequest, key: str) -> HttpResponse:
    return detail_page(request, visible_organisation(request, key))


def detail_page(
    request: HttpRequest, organisation: Organisation, *, reached: list[Reach] | None = None, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """An organisation and all that hangs on it; `reached` are contacts that were asked for just now."""
    user, today = person(request), today_wita()
    plan = current_plan()
    programs = Program.objects.visible_to(user).filter(plan=plan).with_list_data()
    commitments = Commitment.objects.visible_to(user).filter(plan=plan, organisation=organisation).current()
    requests = DataRequest.objects.visible_to(user).filter(plan=plan, producer=organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "head": organisation.signatory(today),
        "people": User.objects.visible_to(user).active().filter(organisation=organisation),
        "led": programs.filter(lead=organisation),
        "supported": programs.filter(
            Q(supporters=organisation) | Q(partnerships__organisation=organisation)
        ).distinct(),
        "commitments": commitments.with_list_data(),
        "requests": [{"row": row, "late": row.is_overdue(today)} for row in requests.order_by("due_on")],
        "seats": organisation.memberships.filter(body__plan=plan).select_related("body"),
        "decisions": Decision.objects.filter(owner=organisation, bimtek__plan=plan).select_related("bimtek"),
        "today": today,
        "may_reach": contacts.may_reach(user, organisation),
        "reached": reached,
        "problem": problem,
    }
    return render(request, "stakeholders/stakeholder_detail.html", context, status=status)
