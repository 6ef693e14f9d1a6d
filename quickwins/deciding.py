"""The deeds that decide about programs: the way from proposal to end, and the choice of the quick wins.

Each deed asks first for the right, then changes the row by one UPDATE that names the state it starts from, so that two
people who press at the same time do not both succeed; and it leaves a row that says who, when, from, to and why.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.reference import fingerprint

from .models import Dimension, Program, ProgramStateChange

State, QuickWin, Role = Program.State, Program.QuickWin, User.Role

# The ministry asks for one or two quick wins per dimension and year.
QUICKWINS_PER_DIMENSION = 2

# What a decision is about; its hash stands in the row of the decision.
CONTENT_FIELDS = (
    *("name", "subdimension_id", "lead_id", "first_year", "last_year", "starts_on", "ends_on", "summary"),
    *("objective_text", "strategy", "benefit_government", "benefit_people", "uniqueness", "beneficiaries"),
    *("sustainability", "mission_id", "objective_id", "budget_code"),
)


class NotPossible(Exception):
    """The deed does not fit the present state of the program; the message is for the person who asked."""


@dataclass(frozen=True)
class Step:
    """One step on the way: where it starts, where it leads, who may take it, and the words on its button."""

    name: str
    sources: tuple[Program.State, ...]
    target: Program.State
    roles: tuple[User.Role, ...]
    verb: object
    icon: str
    needs_reason: bool = False


STEPS = {
    step.name: step
    for step in (
        Step("assess", (State.PROPOSED,), State.SCORED, (Role.EDITOR,), gettext_lazy("Mark as scored"), "clipboard-check"),
        Step("determine", (State.SCORED,), State.DETERMINED, (Role.LEADER,), gettext_lazy("Determine"), "patch-check"),
        Step("start", (State.DETERMINED,), State.RUNNING, (Role.EDITOR,), gettext_lazy("Start"), "play-circle"),
        Step("finish", (State.RUNNING,), State.FINISHED, (Role.EDITOR,), gettext_lazy("Finish"), "check2-all"),
        Step(
            "stop",
            (State.PROPOSED, State.SCORED, State.DETERMINED, State.RUNNING),
            State.STOPPED,
            (Role.EDITOR, Role.LEADER),
            gettext_lazy("Stop"),
            "slash-circle",
            needs_reason=True,
        ),
    )
}  # fmt: skip


def steps_for(user: User, program: Program) -> list[Step]:
    """The steps this person may take with the program now."""
    return [step for step in STEPS.values() if user.role in step.roles and program.state in step.sources]


def content_hash(program: Program) -> str:
    return fingerprint({name: getattr(program, name) for name in CONTENT_FIELDS})


@transaction.atomic
def take_step(program: Program, name: str, *, by: User, reason: str = "") -> None:
    """Move a program on. Raises PermissionDenied for the wrong role, NotPossible for the wrong state or a missing reason."""
    step = STEPS[name]
    if by.role not in step.roles:
        raise PermissionDenied(_("Only %(roles)s may do this.") % {"roles": _roles(step.roles)})
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise NotPossible(_("Say why the program is stopped."))
    before = program.state
    changes = {"state": step.target, "updated_at": timezone.now()}
    if step.target == State.STOPPED:
        changes["stopped_reason"] = reason
    moved = Program.objects.filter(pk=program.pk, state=before).update(**changes) if before in step.sources else 0
    if not moved:
        program.refresh_from_db(fields=["state"])
        raise NotPossible(
            _("Nothing was changed: the program is at “%(state)s” by now.") % {"state": program.get_state_display()}
        )
    _record(program, before, step.target, by=by, reason=reason)


def _roles(roles: tuple[User.Role, ...]) -> str:
    return ", ".join(str(role.label) for role in roles)


def _record(
    program: Program,
    before: str,
    after: str,
    *,
    by: User,
    reason: str,
    subject: str = ProgramStateChange.Subject.STATE,
) -> None:
    ProgramStateChange.objects.create(
        program=program,
        subject=subject,
        from_state=before,
        to_state=after,
        by=by,
        reason=reason,
        content_hash=content_hash(program),
    )


def record_proposal(program: Program, *, by: User) -> None:
    """The first row of a program's history, written together with the program."""
    _record(program, "", State.PROPOSED, by=by, reason="")


# ---- Quick wins ----

OPEN_STATES = (State.PROPOSED, State.SCORED, State.DETERMINED, State.RUNNING)
CHOOSABLE_STATES = (State.SCORED, State.DETERMINED, State.RUNNING)


def may_nominate(user: User, program: Program) -> bool:
    own = user.is_editor or (user.acts_for_opd and user.organisation_id == program.lead_id)
    return own and program.state in OPEN_STATES and program.quickwin_state in (QuickWin.NONE, QuickWin.NOT_CHOSEN)


def may_withdraw(user: User, program: Program) -> bool:
    own = user.is_editor or (user.acts_for_opd and user.organisation_id == program.lead_id)
    return own and program.quickwin_state == QuickWin.NOMINATED


def may_choose(user: User, program: Program) -> bool:
    return user.is_leader and program.quickwin_state == QuickWin.NOMINATED and program.state in CHOOSABLE_STATES


def may_decline(user: User, program: Program) -> bool:
    return user.is_leader and program.quickwin_state in (QuickWin.NOMINATED, QuickWin.CHOSEN)


@transaction.atomic
def nominate(program: Program, *, by: User) -> None:
    """Propose a program as quick win. The caller has made sure that `by` may edit it. Raises NotPossible."""
    # Locked, because an edit of the schedule and the nomination must not pass each other.
    program = Program.objects.select_for_update().get(pk=program.pk)
    if program.is_longer_than_a_quick_win:
        raise NotPossible(_("A quick win is finished within 12 months. Shorten the schedule first."))
    if program.state not in OPEN_STATES:
        raise NotPossible(_("A program that is finished or stopped is not nominated any more."))
    _turn(program, (QuickWin.NONE, QuickWin.NOT_CHOSEN), QuickWin.NOMINATED, by=by)


@transaction.atomic
def withdraw(program: Program, *, by: User) -> None:
    """Take a nomination back, as long as nothing is chosen. Raises NotPossible."""
    _turn(program, (QuickWin.NOMINATED,), QuickWin.NONE, by=by)


@transaction.atomic
def choose(program: Program, *, by: User, reason: str) -> None:
    """Choose a nominated program as quick win: the leader's deed, with a reason, once.

    Raises PermissionDenied for another role and NotPossible when the reason or the schedule is missing, when it is not
    nominated (any more), or when its dimension has QUICKWINS_PER_DIMENSION for the year already.
    """
    if not by.is_leader:
        raise PermissionDenied(_("Only %(roles)s may do this.") % {"roles": _roles((Role.LEADER,))})
    reason = reason.strip()
    if not reason:
        raise NotPossible(_("Say why this program is chosen; the reason goes into the minutes."))
    # The limit counts over rows, so choices within one dimension queue up behind its row.
    Dimension.objects.select_for_update().get(pk=program.subdimension.dimension_id)
    program = Program.objects.select_for_update().select_related("subdimension").get(pk=program.pk)
    if program.state not in CHOOSABLE_STATES:
        raise NotPossible(_("Only a program that was scored can be chosen."))
    if not (program.starts_on and program.ends_on):
        raise NotPossible(_("The program has no schedule yet. Fill in its start and end first."))
    if program.is_longer_than_a_quick_win:
        raise NotPossible(_("A quick win is finished within 12 months. Shorten the schedule first."))
    chosen = Program.objects.filter(
        plan=program.plan_id,
        subdimension__dimension=program.subdimension.dimension_id,
        quickwin_state=QuickWin.CHOSEN,
        starts_on__year=program.starts_on.year,
    )
    if chosen.exclude(pk=program.pk).count() >= QUICKWINS_PER_DIMENSION:
        raise NotPossible(
            _("This dimension already has %(count)s quick wins for %(year)s.")
            % {"count": QUICKWINS_PER_DIMENSION, "year": program.starts_on.year}
        )
    _turn(program, (QuickWin.NOMINATED,), QuickWin.CHOSEN, by=by, reason=reason)


@transaction.atomic
def decline(program: Program, *, by: User, reason: str) -> None:
    """Not choose a nominated program, or take a choice back; with a reason. Raises PermissionDenied, NotPossible."""
    if not by.is_leader:
        raise PermissionDenied(_("Only %(roles)s may do this.") % {"roles": _roles((Role.LEADER,))})
    reason = reason.strip()
    if not reason:
        raise NotPossible(_("Say why this program is not chosen."))
    _turn(program, (QuickWin.NOMINATED, QuickWin.CHOSEN), QuickWin.NOT_CHOSEN, by=by, reason=reason)


def _turn(
    program: Program, sources: tuple[Program.QuickWin, ...], target: Program.QuickWin, *, by: User, reason: str = ""
) -> None:
    """One UPDATE that names the state it starts from; who comes second is told so."""
    before = program.quickwin_state
    turned = (
        Program.objects.filter(pk=program.pk, quickwin_state=before).update(
            quickwin_state=target, quickwin_note=reason, updated_at=timezone.now()
        )
        if before in sources
        else 0
    )
    if not turned:
        program.refresh_from_db(fields=["quickwin_state"])
        label = program.get_quickwin_state_display() or _("not proposed")
        raise NotPossible(_("Nothing was changed: as quick win it is “%(state)s” by now.") % {"state": label})
    _record(program, before, target, by=by, reason=reason, subject=ProgramStateChange.Subject.QUICK_WIN)
