"""Filters of the register, all of them in the address: what they may be, what is set, and what they mean in the database."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Organisation
from formats.text import clean_line

from .models import BudgetLine, Dimension, Horizon, Plan, Program

STALE_DAYS = 90
MAX_TEXT = 200
NO_BUDGET, STALE = "tanpa-anggaran", "usang"
SETTLED = (Program.State.FINISHED, Program.State.STOPPED)

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Options:
    """What may be chosen, by the name of the parameter; `terms` are first and last calendar years of each horizon."""

    choices: dict[str, Choices]
    terms: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> Options:
        """The dimensions, leading OPDs, horizons and states of a plan. Three queries."""
        dimensions = Dimension.objects.filter(plan=plan, is_active=True)
        leads = Organisation.objects.filter(Exists(Program.objects.filter(plan=plan, lead=OuterRef("pk"))))
        terms: dict[str, tuple[int, int]] = {}
        names: Choices = []
        for horizon in Horizon.objects.filter(plan=plan, is_active=True).select_related("plan"):
            terms[horizon.key] = horizon.calendar_years()
            names.append((horizon.key, horizon.name))
        quick_wins = [(value, str(label)) for value, label in Program.QuickWin.choices if value]
        return cls(
            {
                "dimensi": [(row.key, row.short) for row in dimensions],
                "opd": [(row.key, str(row)) for row in leads],
                "jangka": names,
                "tahap": [(value, str(label)) for value, label in Program.State.choices],
                "quickwin": quick_wins,
            },
            terms,
        )


@dataclass(frozen=True)
class ProgramFilter:
    """What is set in the address. Values that nobody offers are dropped: an old link shows more, never an error."""

    q: str = ""
    dimensi: tuple[str, ...] = ()
    opd: tuple[str, ...] = ()
    jangka: tuple[str, ...] = ()
    tahap: tuple[str, ...] = ()
    quickwin: tuple[str, ...] = ()
    tinjau: str = ""

    @classmethod
    def read(cls, query: QueryDict, options: Options) -> ProgramFilter:
        chosen: dict[str, Any] = {}
        for name, choices in options.choices.items():
            wanted = query.getlist(name)
            chosen[name] = tuple(value for value, _label in choices if value in wanted)
        review = query.get("tinjau", "")
        return cls(
            q=clean_line(query.get("q", "")[:MAX_TEXT]),
            tinjau=review if review in {NO_BUDGET, STALE} else "",
            **chosen,
        )

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))

    def condition(self, options: Options, now: datetime) -> Q:
        """The filter as a condition on programs. Several values of one filter widen it, several filters narrow it."""
        condition = Q()
        if self.q:
            condition &= Q(name__icontains=self.q)
        if self.dimensi:
            condition &= Q(subdimension__dimension__key__in=self.dimensi)
        if self.opd:
            condition &= Q(lead__key__in=self.opd)
        if self.jangka:
            condition &= _within([options.terms[key] for key in self.jangka], list(options.terms.values()))
        if self.tahap:
            condition &= Q(state__in=self.tahap)
        if self.quickwin:
            condition &= Q(quickwin_state__in=self.quickwin)
        if self.tinjau == NO_BUDGET:
            condition &= Q(~Exists(BudgetLine.objects.filter(program=OuterRef("pk"))))
        if self.tinjau == STALE:
            # What is finished or stopped has nothing left to tell.
            condition &= Q(updated_at__lt=now - timedelta(days=STALE_DAYS)) & ~Q(state__in=SETTLED)
        return condition


def _within(chosen: list[tuple[int, int]], terms: list[tuple[int, int]]) -> Q:
    """A program belongs to the term in which it starts; before the first term counts as the first, after the last as
    the last (as `reporting.horizon_of`)."""
    earliest, latest = min(first for first, _last in terms), max(first for first, _last in terms)
    condition = Q()
    for first, last in chosen:
        part = Q()
        if first != earliest:
            part &= Q(first_year__gte=first)
        if first != latest:
            part &= Q(first_year__lte=last)
        condition |= part if part else Q(pk__isnull=False)
    return condition


# ---- What the page shows of it ----


def address(query: QueryDict, **changes: str | list[str] | None) -> str:
    """`?…` with some parameters changed (None: left out) and the page number dropped."""
    copy = query.copy()
    copy.pop("page", None)
    for name, value in changes.items():
        if value is None:
            copy.pop(name, None)
        else:
            copy.setlist(name, value if isinstance(value, list) else [value])
    return f"?{copy.urlencode()}"


def filter_bar(chosen: ProgramFilter, options: Options, query: QueryDict) -> dict[str, Any]:
    """Context of `components/filter_bar.html`."""
    labels = {
        "dimensi": _("Dimension"),
        "opd": _("OPD"),
        "jangka": _("Term"),
        "tahap": _("State"),
        "quickwin": _("Quick Win"),
    }
    chips, menus = [], []
    for name, label in labels.items():
        values = getattr(chosen, name)
        choices = options.choices[name]
        if values:
            told = ", ".join(text for value, text in choices if value in values)
            chips.append(
                {
                    "label": f"{label}: {told}",
                    "clear_url": address(query, **{name: None}),
                    "clear_label": _("Remove the filter %(name)s") % {"name": label},
                }
            )
        rows = [{"value": value, "label": text, "checked": value in values} for value, text in choices]
        if rows:
            menus.append({"label": label, "name": name, "options": rows})
    if chosen.tinjau:
        told = _("Without budget") if chosen.tinjau == NO_BUDGET else _("Not updated for 90 days")
        chips.append(
            {
                "label": told,
                "clear_url": address(query, tinjau=None),
                "clear_label": _("Remove the filter %(name)s") % {"name": told},
            }
        )
    kept = [(name, query[name]) for name in ("tampilan", "urut") if query.get(name)]
    if chosen.tinjau:
        kept.append(("tinjau", chosen.tinjau))
    return {
        "search": {"name": "q", "label": _("Search for a program"), "value": chosen.q},
        "chips": chips,
        "menus": menus,
        "hidden": kept,
        "clear_url": bare_address(query) if chosen else "",
    }


KEPT = ("tampilan", "urut")


def kept_query(query: QueryDict, options: Options) -> str:
    """The filters, shape and order of an address in one fixed order, everything else dropped: what a saved view keeps."""
    chosen = ProgramFilter.read(query, options)
    kept = QueryDict(mutable=True)
    for one in fields(chosen):
        value = getattr(chosen, one.name)
        if value:
            kept.setlist(one.name, list(value) if isinstance(value, tuple) else [value])
    for name in KEPT:
        if value := clean_line(query.get(name, "")[:20]):
            kept[name] = value
    return kept.urlencode()


def bare_address(query: QueryDict) -> str:
    """The same shape of the list without any filter."""
    shape = query.get("tampilan", "")
    return f"?tampilan={shape}" if shape in {"papan", "linimasa"} else "?"
