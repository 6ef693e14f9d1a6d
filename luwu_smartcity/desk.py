"""Meja Kerja: what is due from this person, gathered from every floor with a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from formats.dates import ago, say_date, today_wita
from masterplan.digesting import mentions_of, sections_given_to
from masterplan.models import Book, Comment, Section, SectionStateChange
from masterplan.models.book import SectionQuerySet
from quickwins.models import Dimension, Plan, Program
from stakeholders.keeping import reports_to_check
from stakeholders.models import Bimtek, Commitment, CommitmentItem, DataRequest, Fulfilment

SHOWN = 8
# What is older is found in the section itself.
LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Task:
    """One thing that waits, as `components/task.html` shows it. `due_on` orders the list; nothing due comes last."""

    icon: str
    title: str
    url: str
    where: str
    verb: str
    due_on: date | None = None
    quote: str = ""
    due: str = ""
    due_more: str = ""
    late: bool = False


class CountOf(Subquery):
    """How many rows another query has, as one value of this one."""

    template = "(SELECT count(*) FROM (%(subquery)s) _counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def waiting_counts(user: User) -> dict[str, int]:
    """How many sections, commitments and data requests wait for this person; `all` is their sum. One query: every page asks."""
    counts = User.objects.filter(pk=user.pk).values_list(
        CountOf(sections_waiting(user).order_by().values("pk")),
        CountOf(commitments_waiting(user).order_by().values("pk")),
        CountOf(data_waiting(user).order_by().values("pk")),
        CountOf(items_waiting(user).order_by().values("pk")),
        CountOf(scans_waiting(user).order_by().values("pk")),
        CountOf(reports_waiting(user).order_by().values("pk")),
        CountOf(sections_to_write(user).order_by().values("pk")),
        CountOf(mentions_waiting(user).order_by().values("pk")),
    )
    sections, commitments, data, items, scans, reports, to_write, mentions = counts.first() or (0,) * 8
    commitments += items + scans + reports
    sections += to_write + mentions
    return {"sections": sections, "commitments": commitments, "data": data, "all": sections + commitments + data}


def waiting_now(request: HttpRequest) -> dict[str, int]:
    """The counts for the one who asks, read once for a request: its bars and its page show the same numbers."""
    if not hasattr(request, "waiting_counts"):
        request.waiting_counts = waiting_counts(request.user)  # type: ignore[attr-defined, arg-type]
    return request.waiting_counts  # type: ignore[attr-defined]


def sections_waiting(user: User) -> SectionQuerySet:
    """Returned sections for those who write them, submitted ones for reviewers, verified ones for the leader."""
    state = Section.State
    sections = Section.objects.of_current_plan().visible_to(user).written()
    if user.is_reviewer:
        return sections.filter(state=state.SUBMITTED)
    if user.is_leader:
        return sections.filter(state=state.VERIFIED)
    if user.is_editor or user.acts_for_opd:
        return Section.objects.of_current_plan().editable_by(user).filter(state=state.RETURNED)
    return sections.none()


def sections_to_write(user: User) -> SectionQuerySet:
    """Drafts that were given to his OPD lately, or are due within a week or late."""
    return sections_given_to(user, today_wita(), timezone.now() - LATELY)


def mentions_waiting(user: User) -> QuerySet[Comment]:
    """Comments of the last weeks that name this person and that he has not answered."""
    return mentions_of(user, timezone.now() - LATELY)


def commitments_waiting(user: User) -> QuerySet[Commitment]:
    """Commitments that this person has to sign: as head, as deputy within his dates, or for a party of a joint one."""
    if not user.is_authenticated:
        return Commitment.objects.none()
    return Commitment.objects.filter(plan__is_current=True).to_be_signed_by(user, today_wita())


def items_waiting(user: User) -> QuerySet[CommitmentItem]:
    """Promises that this person has to tell of: due soon or late, or given back by the one who checked."""
    if not user.is_authenticated:
        return CommitmentItem.objects.none()
    return CommitmentItem.objects.filter(commitment__plan__is_current=True).to_report_by(user, today_wita())


def scans_waiting(user: User) -> QuerySet[Commitment]:
    """Commitments signed on paper whose scan Kominfo has to compare and record."""
    return Commitment.objects.filter(plan__is_current=True).to_be_recorded_by(user)


def reports_waiting(user: User) -> QuerySet[Fulfilment]:
    """Reports on promises that wait for the check of this person."""
    return reports_to_check(user).filter(item__commitment__plan__is_current=True)


def data_waiting(user: User) -> QuerySet[DataRequest]:
    """Data the OPD owes; for Kominfo (walidata) what was delivered and must be checked."""
    requests = DataRequest.objects.filter(plan__is_current=True).visible_to(user)
    if user.acts_for_opd:
        return requests.open()
    if user.is_editor:
        return requests.filter(state=DataRequest.State.DELIVERED)
    return requests.none()


def tasks(user: User, today: date) -> list[Task]:
    """Everything that waits for this person, the most urgent first."""
    found = [
        *_section_tasks(user, today),
        *_writing_tasks(user, today),
        *_mention_tasks(user),
        *_commitment_tasks(user),
        *_item_tasks(user, today),
        *_checking_tasks(user),
        *_data_tasks(user, today),
    ]
    return sorted(found, key=lambda task: (task.due_on is None, task.due_on or today))


def _due(due_on: date | None, today: date) -> dict[str, object]:
    if due_on is None:
        return {}
    late = due_on < today
    days = (today - due_on).days
    words = ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days} if late else ""
    if not late:
        words = _("Today") if due_on == today else say_date(due_on, "day")
    return {
        "due_on": due_on,
        "late": late,
        "due": words,
        "due_more": say_date(due_on, "day") if late else ("" if due_on == today else ago(due_on, today)),
    }


def _section_tasks(user: User, today: date) -> list[Task]:
    note = SectionStateChange.objects.filter(section=OuterRef("pk")).order_by("-at", "-pk")
    rows = (
        sections_waiting(user)
        .without_text()
        .select_related("book", "organisation")
        .annotate(last_note=Subquery(note.values("note")[:1]), last_by=Subquery(note.values("by__name")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "edited_at", "book", "position")[:SHOWN]
    )
    verb = _("Verify") if user.is_reviewer else _("Approve") if user.is_leader else _("Mend")
    icon = "arrow-return-left" if verb == _("Mend") else "shield-check"
    done = (
        _("Returned by") if icon == "arrow-return-left" else _("Submitted by") if user.is_reviewer else _("Verified by")
    )
    return [
        Task(
            icon=icon,
            title=row.title,
            url=row.get_absolute_url(),
            where=f"{row.book.short}. " + (f"{done} {row.last_by}" if row.last_by else str(row.organisation or "")),
            quote=row.last_note if icon == "arrow-return-left" else "",
            verb=verb,
            **_due(row.due_on, today),  # type: ignore[arg-type]
        )
        for row in rows
    ]


def _writing_tasks(user: User, today: date) -> list[Task]:
    rows = (
        sections_to_write(user)
        .without_text()
        .select_related("book")
        .order_by(F("due_on").asc(nulls_last=True), "book", "position", "pk")[:SHOWN]
    )
    return [
        Task(
            icon="pencil",
            title=row.title,
            url=row.get_absolute_url(),
            where=_("%(book)s. Given to your department to write") % {"book": row.book.short},
            verb=_("Write"),
            **_due(row.due_on, today),  # type: ignore[arg-type]
        )
        for row in rows
    ]


def _mention_tasks(user: User) -> list[Task]:
    rows = mentions_waiting(user).select_related("by", "thread__section__book").order_by("at", "pk")[:SHOWN]
    return [
        Task(
            icon="chat-left-text",
            title=row.thread.section.title,
            url=f"{row.thread.section.get_absolute_url()}#k-{row.thread_id}",
            where=_("%(name)s mentions you in a comment") % {"name": row.by.name if row.by else "–"},
            quote=Truncator(" ".join(row.text.split())).chars(160),
            verb=_("Answer"),
        )
        for row in rows
    ]


def _commitment_tasks(user: User) -> list[Task]:
    rows = commitments_waiting(user).select_related("organisation").annotate(items_count=Count("items"))[:SHOWN]
    return [
        Task(
            icon="pen",
            title=row.title,
            url=row.get_absolute_url(),
            where=_("Commitment, %(organisation)s. %(count)s items")
            % {"organisation": row.organisation.name, "count": row.items_count},
            verb=_("Read and sign"),
        )
        for row in rows
    ]


def _item_tasks(user: User, today: date) -> list[Task]:
    note = Fulfilment.objects.filter(item=OuterRef("pk"), verified_at__isnull=True).exclude(returned_note="")
    rows = (
        items_waiting(user)
        .select_related("commitment__organisation")
        .annotate(returned=Subquery(note.order_by("-reported_at").values("returned_note")[:1]))
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:SHOWN]
    )
    return [
        Task(
            icon="arrow-return-left" if row.returned else "clipboard-check",
            title=row.text,
            url=reverse("stakeholders:item_keeping", args=[row.commitment_id, row.pk]),
            where=_("Promised by %(organisation)s") % {"organisation": row.commitment.organisation.name},
            quote=row.returned or "",
            verb=_("Report"),
            **_due(row.due_on, today),  # type: ignore[arg-type]
        )
        for row in rows
    ]


def _checking_tasks(user: User) -> list[Task]:
    """For Kominfo and Bappelitbangda: scans of sheets signed on paper, reports on promises."""
    scans = scans_waiting(user).select_related("organisation").order_by("updated_at")[:SHOWN]
    reports = (
        reports_waiting(user)
        .select_related("item__commitment__organisation", "reported_by")
        .order_by("reported_at", "pk")[:SHOWN]
    )
    return [
        *(
            Task(
                icon="file-earmark-check",
                title=row.title,
                url=f"{row.get_absolute_url()}#on-paper",
                where=_("Signed on paper, %(organisation)s") % {"organisation": row.organisation.name},
                verb=_("Compare and record"),
            )
            for row in scans
        ),
        *(
            Task(
                icon="clipboard-check",
                title=row.item.text,
                url=reverse("stakeholders:item_keeping", args=[row.item.commitment_id, row.item_id]),
                where=_("%(quarter)s, reported by %(organisation)s")
                % {"quarter": row.quarter_told, "organisation": row.item.commitment.organisation.name},
                verb=_("Check"),
            )
            for row in reports
        ),
    ]


def _data_tasks(user: User, today: date) -> list[Task]:
    rows = data_waiting(user).select_related("producer").order_by("due_on")[:SHOWN]
    return [
        Task(
            icon="database",
            title=row.title,
            url=row.get_absolute_url(),
            where=f"{_('Data')}, {row.producer.name}. {row.period}",
            verb=_("Check") if user.is_editor else _("Deliver"),
            **_due(row.due_on, today),  # type: ignore[arg-type]
        )
        for row in rows
    ]


@dataclass(frozen=True)
class BookProgress:
    """How far a book is: sections approved, under review, in draft with text, empty."""

    book: Book
    total: int
    approved: int
    in_review: int
    drafted: int

    @property
    def parts(self) -> list[dict[str, object]]:
        def percent(count: int) -> int:
            return round(100 * count / self.total) if self.total else 0

        return [
            {"percent": percent(self.approved), "color": "ok", "label": _("Approved")},
            {"percent": percent(self.in_review), "color": "info", "label": _("Under review")},
            {"percent": percent(self.drafted), "color": "draft", "label": _("Draft")},
        ]


def book_progress(plan: Plan | None) -> list[BookProgress]:
    if plan is None:
        return []
    state = Section.State
    written = Q(sections__kind="section", sections__generated="", sections__is_active=True)
    books = plan.books.select_related("plan").annotate(
        total=Count("sections", filter=written),
        approved=Count("sections", filter=written & Q(sections__state=state.APPROVED)),
        in_review=Count("sections", filter=written & Q(sections__state__in=[state.SUBMITTED, state.VERIFIED])),
        drafted=Count(
            "sections",
            filter=written & Q(sections__state__in=[state.DRAFT, state.RETURNED]) & ~Q(sections__word_count=0),
        ),
    )
    return [BookProgress(book, book.total, book.approved, book.in_review, book.drafted) for book in books]


def quick_win_progress(plan: Plan | None) -> list[Dimension]:
    """Dimensions with `percent`: the mean progress of their chosen quick wins, None where there is none."""
    if plan is None:
        return []
    chosen = Q(subdimensions__programs__quickwin_state=Program.QuickWin.CHOSEN)
    return list(
        plan.dimensions.filter(is_active=True).annotate(percent=Avg("subdimensions__programs__progress", filter=chosen))
    )


def next_meeting(plan: Plan | None, today: date) -> Bimtek | None:
    if plan is None:
        return None
    told = Bimtek.objects.exclude(state__in=[Bimtek.State.DRAFT, Bimtek.State.CANCELLED])
    rows = told.filter(plan=plan, ends_on__gte=today)
    return rows.order_by("starts_on").first()


def last_edited(user: User) -> QuerySet[Section]:
    return (
        Section.objects.of_current_plan()
        .visible_to(user)
        .filter(edited_by=user)
        .without_text()
        .select_related("book")
        .order_by("-edited_at")[:4]
    )
