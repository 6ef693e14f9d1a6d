"""Sow the demo's visions, programs and action plan from the files beside this module.

Sowing again changes nothing: a row that is there, edited or not, is left alone. What a file tells of days after `today`
has not happened yet and is left out.
"""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from itertools import pairwise

from accounts.reference import fingerprint
from quickwins.models import (
    Action,
    ActionGroup,
    BudgetLine,
    Criterion,
    Goal,
    InnovationKind,
    InnovationType,
    Milestone,
    Mission,
    Objective,
    Partnership,
    Plan,
    Program,
    ProgramStateChange,
    ProgressReport,
    Risk,
    Score,
    Stage,
    StrategicIssue,
    Vision,
)

from .measures import Measure, sow, sow_main_indicators
from .related import CHAIR, EXAMPLE, NAMESPACE, PLANNING_OFFICE, Related, Row, by_key, insert_as_given, moment, read

# Fields whose name in the file is that of the model.
PROGRAM_FIELDS = (
    *("key", "name", "first_year", "last_year", "summary", "strategy", "benefit_government", "benefit_people"),
    *(
        "uniqueness",
        "beneficiaries",
        "beneficiaries_count",
        "sustainability",
        "impact",
        "effort",
        "spbe",
        "budget_code",
    ),
)
ACTION_FIELDS = ("key", "name", "output", "indicator", "first_year", "last_year", "budget_code", "note")
STATES_IN_ORDER = ["proposed", "scored", "determined", "running", "finished"]
DAYS_TO_CHECK_A_REPORT = 8

Pairs = list[tuple[Row, Program]]


def seed_directions() -> None:
    """Visions of smart city, RPJMD and RPJPD with missions, goals and objectives, and the plan's main indicators."""
    plan = Plan.objects.get(is_current=True)
    related = Related(plan, today=read("programs.toml")["today"])
    data = read("direction.toml")
    present = set(Vision.objects.filter(plan=plan).values_list("scope", flat=True))
    for row in data["visions"]:
        if row["scope"] not in present:
            _sow_vision(related, row)
    sow_main_indicators(related, data["main_indicators"])


def seed_programs(*, today: date) -> None:
    """The forty programs with all that hangs on them, their scores, and the action plan.

    Wants organisations, reference data, people and directions first; a person who is missing leaves the field empty (or
    the score out). Strategic issues that exist by then are linked; `link_strategic_issues` does it later.
    """
    related = Related(Plan.objects.get(is_current=True), today=today)
    _sow_programs(related, read("programs.toml"))
    _sow_actions(related, read("actions.toml")["actions"])
    link_strategic_issues()


def link_strategic_issues() -> None:
    """Tie the demo's programs to the strategic issues of the current plan, where a program has none yet."""
    plan = Plan.objects.get(is_current=True)
    issues = {issue.key: issue for issue in StrategicIssue.objects.filter(plan=plan)}
    for row in read("programs.toml")["programs"]:
        if issue := issues.get(row["strategic_issue"]):
            Program.objects.filter(plan=plan, key=row["key"], issue__isnull=True).update(issue=issue)


def _sow_vision(related: Related, row: Row) -> None:
    vision = Vision.objects.create(
        plan=related.plan, **{name: row[name] for name in ("scope", "title", "text", "source")}
    )
    for mission_row in row["missions"]:
        mission = Mission.objects.create(vision=vision, number=mission_row["number"], text=mission_row["text"])
        mission.dimensions.set([related.dimensions[key] for key in mission_row["dimensions"]])
        if "goal" in mission_row:
            goal = Goal.objects.create(mission=mission, number=1, text=mission_row["goal"])
            Objective.objects.bulk_create(
                Objective(goal=goal, number=number, text=objective["text"], indicator=objective["indicator"])
                for number, objective in enumerate(mission_row["objectives"], start=1)
            )


# ---- Programs ----


def _sow_programs(related: Related, data: Row) -> None:
    present = set(Program.objects.filter(plan=related.plan).values_list("key", flat=True))
    stages, types, kinds = by_key(Stage), by_key(InnovationType), by_key(InnovationKind)
    pairs: Pairs = []
    changes: list[ProgramStateChange] = []
    for row in data["programs"]:
        if row["key"] in present:
            continue
        passages = _passages(related, row, data["passages"])
        reports = [report for report in row["reports"] if report["on"] <= related.today]
        state = passages[-1][0]
        staff = related.staff(row["lead"])
        program = Program(
            id=uuid.uuid5(NAMESPACE, f"{related.plan.key}/{row['key']}"),
            plan=related.plan,
            subdimension=related.subdimensions[row["dimension"], row["subdimension"]],
            lead=related.organisations[row["lead"]],
            contact=staff,
            state=state,
            stopped_reason=row["stopped_reason"] if state == "stopped" else "",
            quickwin_state=row.get("quickwin_state", ""),
            quickwin_note=row.get("quickwin_note", ""),
            stage=stages[row["stage"]],
            progress=_progress(row, reports),
            starts_on=row["schedule_start"],
            ends_on=row["schedule_end"],
            objective_text=row["objective"],
            objective=related.objectives.get((row["dimension"], row["subdimension"])),
            mission=related.missions.get(row["mission"]),
            innovation_type=types[row["innovation_type"]],
            innovation_kind=kinds[row["innovation_kind"]],
            proposer=related.organisations[row["proposer"]].name,
            sdg=", ".join(str(number) for number in sorted(row["sdg"])),
            created_by=staff,
            created_at=moment(passages[0][1]),
            updated_at=moment(max([passages[-1][1], *(report["on"] for report in reports)])),
            **{name: row[name] for name in PROGRAM_FIELDS},
        )
        pairs.append((row, program))
        changes += _state_changes(related, row, program, passages, data["passages"]["reasons"])
    insert_as_given(program for _, program in pairs)
    insert_as_given(changes)
    _sow_partners(related, pairs, data["partnership_forms"])
    Risk.objects.bulk_create(
        Risk(program=program, position=position, **risk)
        for row, program in pairs
        for position, risk in enumerate(row["risks"], start=1)
    )
    _sow_milestones(related, pairs)
    BudgetLine.objects.bulk_create(line for row, program in pairs for line in related.money(row, program=program))
    sow(
        related,
        (
            Measure(measure, position, row["lead"], program, program.dimension)
            for row, program in pairs
            for position, measure in enumerate(row["indicators"], start=1)
        ),
    )
    _sow_reports(related, pairs)
    _sow_scores(related, pairs, data)


def _progress(row: Row, reports: list[Row]) -> int:
    """Percent of the last report until today; a program that reports none has what the file says."""
    if reports:
        return reports[-1]["percent"]
    return 0 if row["reports"] else row["progress"]


def _passages(related: Related, row: Row, batches: Row) -> list[tuple[str, date]]:
    """The states a program went through until today, each with its day; always at least the first."""
    days = dict(batches["first" if row["first_year"] <= related.plan.first_year else "later"])
    days["running"] = row["schedule_start"]
    if row["state"] == "stopped":
        way = [*STATES_IN_ORDER[: STATES_IN_ORDER.index("running") + 1], "stopped"]
        days["stopped"] = row["stopped_on"]
    else:
        way = STATES_IN_ORDER[: STATES_IN_ORDER.index(row["state"]) + 1]
        days["finished"] = row.get("finished_on")
    return [(state, days[state]) for state in way if state == "proposed" or days[state] <= related.today]


def _state_changes(
    related: Related, row: Row, program: Program, passages: list[tuple[str, date]], reasons: Row
) -> list[ProgramStateChange]:
    head, chair = related.head(row["lead"]), related.users.get(CHAIR)
    people = {
        "proposed": related.staff(row["lead"]),
        "scored": related.users.get(PLANNING_OFFICE),
        "determined": chair,
        "running": head,
        "finished": head,
        "stopped": chair,
    }
    said_about = fingerprint({name: getattr(program, name) for name in PROGRAM_FIELDS})
    before = ["", *(state for state, _ in passages)]
    return [
        ProgramStateChange(
            program=program,
            from_state=from_state,
            to_state=state,
            by=people[state],
            at=moment(day),
            reason=program.stopped_reason if state == "stopped" else reasons[state],
            content_hash=said_about,
        )
        for from_state, (state, day) in zip(before, passages, strict=False)
    ]


def _sow_partners(related: Related, pairs: Pairs, forms: Row) -> None:
    supporters = Program.supporters.through
    supporters.objects.bulk_create(
        supporters(program=program, organisation=related.organisations[key])
        for row, program in pairs
        for key in row["supporters"]
    )
    Partnership.objects.bulk_create(
        Partnership(program=program, organisation=related.organisations[key], form=f"{forms[key]} {EXAMPLE}")
        for row, program in pairs
        for key in row["partners"]
    )


def _sow_milestones(related: Related, pairs: Pairs) -> None:
    """The steps of a program, each waiting for the one before."""
    milestones = Milestone.objects.bulk_create(
        Milestone(
            program=program,
            title=step["title"],
            due_on=step["due"],
            done_on=step["done_on"] if step.get("done_on", date.max) <= related.today else None,
            position=position,
        )
        for row, program in pairs
        for position, step in enumerate(row["milestones"], start=1)
    )
    waiting = []
    for before, after in pairwise(milestones):
        if before.program_id == after.program_id:
            after.depends_on = before
            waiting.append(after)
    Milestone.objects.bulk_update(waiting, ["depends_on"])


def _sow_reports(related: Related, pairs: Pairs) -> None:
    insert_as_given(
        ProgressReport(
            id=uuid.uuid5(program.id, f"report/{report['on']}"),
            program=program,
            reported_on=report["on"],
            percent=report["percent"],
            spent=report.get("spent"),
            text=report["text"],
            reported_by=related.reporter(row["lead"]),
            created_at=moment(report["on"], 15),
            **related.verification(row["lead"], report["on"] + timedelta(days=DAYS_TO_CHECK_A_REPORT)),
        )
        for row, program in pairs
        for report in row["reports"]
        if report["on"] <= related.today
    )


def _sow_scores(related: Related, pairs: Pairs, data: Row) -> None:
    """Marks of the reviewers who have an account: of each candidate, and once of the portfolio as a whole."""
    criteria = by_key(Criterion)
    asked = [key for key, row in criteria.items() if row.level == Criterion.Level.QUICKWIN]
    reviewers = [related.users.get(row["username"]) for row in data["reviewers"]]

    def score(reviewer, criterion: str, value: int, day: date, program: Program | None = None) -> Score:
        row = Score(plan=related.plan, program=program, criterion=criteria[criterion], reviewer=reviewer, value=value)
        row.scored_at = moment(day)
        return row

    scores = [
        score(reviewer, criterion, value, data["passages"]["first"]["scored"])
        for criterion, values in data["portfolio"]["scores"].items()
        for reviewer, value in zip(reviewers, values, strict=True)
        if reviewer and not Score.objects.filter(plan=related.plan, program=None).exists()
    ]
    for row, program in pairs:
        day = dict(_passages(related, row, data["passages"])).get("scored")
        for reviewer, values in zip(reviewers, row["scores"], strict=False):
            if reviewer and day:
                scores += [
                    score(reviewer, criterion, value, day, program)
                    for criterion, value in zip(asked, values, strict=True)
                ]
    times = [row.scored_at for row in scores]
    for scored, at in zip(Score.objects.bulk_create(scores), times, strict=True):
        scored.scored_at = at
    Score.objects.bulk_update(scores, ["scored_at"], batch_size=400)


# ---- Action plan ----


def _sow_actions(related: Related, rows: list[Row]) -> None:
    present = set(Action.objects.filter(plan=related.plan).values_list("key", flat=True))
    groups = by_key(ActionGroup)
    programs = {program.key: program for program in Program.objects.filter(plan=related.plan)}
    pairs = [
        (
            row,
            Action(
                id=uuid.uuid5(NAMESPACE, f"{related.plan.key}/action/{row['key']}"),
                plan=related.plan,
                group=groups[row["group"]],
                dimension=related.dimensions.get(row["dimension"]),
                program=programs.get(row["program"]),
                lead=related.organisations[row["lead"]],
                position=position,
                **{name: row[name] for name in ACTION_FIELDS},
            ),
        )
        for position, row in enumerate(rows, start=1)
        if row["key"] not in present
    ]
    Action.objects.bulk_create(action for _, action in pairs)
    BudgetLine.objects.bulk_create(line for row, action in pairs for line in related.money(row, action=action))
