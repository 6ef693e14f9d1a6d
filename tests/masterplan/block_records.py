"""Records for every kind of live block, as many rows of each as wanted."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

from accounts.models import User
from accounts.reference import LoadReport
from masterplan.blocks import BLOCKS, load_block_kinds
from masterplan.models import (
    AspectScore,
    Evaluation,
    EvaluationAspect,
    EvaluationScheme,
    Gap,
    Readiness,
    ReadinessAspect,
    ReadinessElement,
    ReadinessLevel,
    Swot,
    SwotStrategy,
    Term,
)
from quickwins.models import (
    Action,
    ActionGroup,
    BudgetLine,
    Criterion,
    Dimension,
    Goal,
    Horizon,
    Indicator,
    Milestone,
    Mission,
    Objective,
    Partnership,
    Plan,
    Program,
    ProgressReport,
    Reading,
    Risk,
    Score,
    StrategicIssue,
    Target,
    Vision,
)
from stakeholders.models import (
    Attendance,
    Bimtek,
    Body,
    Commitment,
    Dataset,
    Decision,
    Membership,
    Regulation,
    Signature,
    Witness,
)
from tests import factories

BLOCK_NAMES = sorted(BLOCKS)
OUTLINE = Path(__file__).parents[2] / "luwu_smartcity" / "data" / "outline.toml"


def load_kinds() -> None:
    """The kinds of blocks as the project ships them."""
    load_block_kinds(tomllib.loads(OUTLINE.read_text(encoding="utf-8"))["block_kinds"], LoadReport())


def fill(plan: Plan, organisations, count: int = 3, name: str = "Layanan") -> None:
    """`count` rows of everything that a block prints, named after `name`."""
    load_kinds()
    dimensions = list(plan.dimensions.order_by("position"))
    for key, first, last in (("short", 1, 1), ("medium", 2, 5), ("long", 6, 10)):
        title = {"short": "Jangka pendek", "medium": "Jangka menengah", "long": "Jangka panjang"}[key]
        Horizon.objects.create(plan=plan, key=key, name=title, first_year=first, last_year=last, position=first)
    mission = _direction(plan, dimensions, count, name)
    _programs(plan, dimensions, mission, organisations, count, name)
    _analysis(plan, dimensions, organisations, count, name)
    _promises(plan, organisations, count, name)


def _direction(plan: Plan, dimensions: list[Dimension], count: int, name: str) -> Mission:
    for scope in Vision.Scope.values:
        vision = Vision.objects.create(plan=plan, scope=scope, title=f"Dokumen {scope}", text=f"Visi {name}")
        for number in range(1, count + 1):
            mission = Mission.objects.create(vision=vision, number=number, text=f"Misi {name} {number}")
            goal = Goal.objects.create(mission=mission, number=1, text=f"Tujuan {name} {number}")
            Objective.objects.create(goal=goal, number=1, text=f"Sasaran {name} {number}", indicator="Indeks")
    for number in range(count):
        issue = StrategicIssue.objects.create(plan=plan, key=f"isu-{number}", title=f"Isu {name} {number}")
        issue.dimensions.set(dimensions)
    return Mission.objects.get(vision__scope="rpjmd", number=1)


def _programs(plan, dimensions, mission, organisations, count: int, name: str) -> None:
    apbd = factories.make_source("apbd_regency")
    csr = factories.make_source("csr", is_apbd=False)
    group = ActionGroup.objects.create(key="application", name="Pengembangan aplikasi")
    criterion = Criterion.objects.create(key="1", name="Perumusan", text="Apakah?", position=1)
    reviewer = factories.make_user(f"penilai.{name.casefold()[:5]}", User.Role.REVIEWER)
    for number in range(count):
        dimension = dimensions[number % len(dimensions)]
        program = factories.make_program(
            plan,
            organisations.dinkes if number % 2 else organisations.disdik,
            name=f"{name} {number}",
            subdimension=dimension.subdimensions.first(),
            quickwin_state=Program.QuickWin.CHOSEN if number == 0 else Program.QuickWin.NOMINATED,
            mission=mission,
            first_year=2026 if number % 2 else 2027,
            last_year=2030,
            summary=f"Ringkasan {name}",
            spbe=f"SPBE {name}",
            starts_on=date(2026, 1, 5),
            ends_on=date(2026, 11, 30),
            impact=4,
            effort=2,
        )
        ProgressReport.objects.create(
            program=program, reported_on=date(2026, 3, 31), percent=30, spent=100, text="Mulai"
        )
        program.supporters.add(organisations.kominfo)
        Partnership.objects.create(program=program, organisation=organisations.kampus, form="Riset")
        BudgetLine.objects.create(program=program, year=2026, source=apbd, ceiling=1_850_000_000)
        BudgetLine.objects.create(program=program, year=2027, source=csr, ceiling=0)
        Milestone.objects.create(program=program, title=f"Tonggak {name}", due_on=date(2026, 6, 30))
        Risk.objects.create(program=program, text=f"Risiko {name}", mitigation="Cadangan")
        _indicator(plan, f"Indikator {name} {number}", reviewer, program=program)
        Score.objects.create(plan=plan, program=program, criterion=criterion, reviewer=reviewer, value=3)
        action = Action.objects.create(
            plan=plan, group=group, dimension=dimension, name=f"Aksi {name} {number}", lead=organisations.dinkes,
            first_year=2026, last_year=2027,
        )  # fmt: skip
        BudgetLine.objects.create(action=action, year=2026, source=csr, ceiling=250_000_000)
        _indicator(plan, f"Indikator utama {name} {number}", reviewer, dimension=dimension)


def _indicator(plan: Plan, name: str, person: User, **values) -> None:
    indicator = Indicator.objects.create(
        plan=plan, name=name, unit="persen", baseline=40, baseline_year=2025, source="Dinas", **values
    )
    for year in range(2026, 2031):
        Target.objects.create(indicator=indicator, year=year, value=year - 1980)
    Reading.objects.create(
        indicator=indicator,
        year=2026,
        quarter=1,
        value=43,
        verified_by=person,
        verified_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    Reading.objects.create(indicator=indicator, year=2026, quarter=2, value=99)


def _analysis(plan, dimensions, organisations, count: int, name: str) -> None:
    element = ReadinessElement.objects.create(plan=plan, key="structure", name="Struktur")
    aspect = ReadinessAspect.objects.create(element=element, key="budget", name="Anggaran")
    ReadinessLevel.objects.create(key="level-2", value=2, name="Sebagian")
    scheme = EvaluationScheme.objects.create(key="general", name="Umum", weights={"A": 40, "B": 60})
    evaluation = Evaluation.objects.create(plan=plan, year=2026, scheme=scheme)
    first = EvaluationAspect.objects.create(key="A", name=f"Aspek {name}", position=1)
    EvaluationAspect.objects.create(key="B", name="Output", position=2)
    AspectScore.objects.create(evaluation=evaluation, aspect=first, value="3.4050")
    for number in range(count):
        Readiness.objects.create(
            aspect=aspect, condition=f"Kondisi {name} {number}", level=2, organisation=organisations.dinkes
        )
        gap = Gap.objects.create(
            plan=plan, aspect=aspect, current="Ada", expected="Lengkap", gap=f"Senjang {name} {number}", level=0
        )
        gap.programs.set(Program.objects.filter(plan=plan)[:1])
        Gap.objects.create(
            plan=plan,
            dimension=dimensions[0],
            current="Ada",
            expected="Lengkap",
            gap=f"Senjang dimensi {name} {number}",
        )
        for quadrant in Swot.Quadrant.values:
            Swot.objects.create(element=element, quadrant=quadrant, text=f"{quadrant} {name} {number}")
        SwotStrategy.objects.create(plan=plan, kind="so", text=f"Strategi {name} {number}")
        Term.objects.create(plan=plan, word=f"Istilah {name} {number}", meaning=f"Arti {name}")


def _promises(plan, organisations, count: int, name: str) -> None:
    body = Body.objects.create(plan=plan, key="council", name="Dewan Smart City", chair="Bupati")
    for number in range(count):
        Regulation.objects.create(level="law", number=f"{number}", year=2014, title=f"Tentang {name} {number}")
        Membership.objects.create(body=body, seat="Anggota", office=f"Kepala {name} {number}", position=number)
        Dataset.objects.create(
            plan=plan, key=f"data-{number}", group="key_figures", title=f"Data {name} {number}", value=1234,
            unit="jiwa", reference_year=2025, producer=organisations.dinkes, source="BPS",
        )  # fmt: skip
        Dataset.objects.create(
            plan=plan, key=f"tabel-{number}", title=f"Tabel {name} {number}", form="table", producer=organisations.dinkes,
            columns=[{"name": name, "kind": "text"}, {"name": "Jumlah", "kind": "integer", "unit": "orang"}],
            rows=[[name, 12], ["Bua", 7]], reference_year=2025,
        )  # fmt: skip
        head = factories.make_user(f"kepala{number}", User.Role.HEAD, organisations.dinkes)
        commitment = factories.make_commitment(plan, organisations.dinkes, title=f"Komitmen {name} {number}")
        Witness.objects.create(commitment=commitment, name=f"Saksi {name}")
        Signature.objects.create(
            commitment=commitment, organisation=organisations.dinkes, signer=head, name=f"Kepala {name}",
            content_hash="a" * 64, content={},
        )  # fmt: skip
        Commitment.objects.filter(pk=commitment.pk).update(state="signed")
        meeting = Bimtek.objects.create(
            plan=plan, title=f"Bimtek {name} {number}", starts_on=date(2023, 7, 3), ends_on=date(2023, 7, 4),
            place="Aula", state="closed", phase=number + 1,
        )  # fmt: skip
        for person in range(2):
            Attendance.objects.create(
                bimtek=meeting, name=f"Peserta {name} {person}", organisation=organisations.dinkes,
                mode="onsite" if person else "online",
            )  # fmt: skip
        Decision.objects.create(bimtek=meeting, number=1, text=f"Keputusan {name} {number}", owner=organisations.dinkes)
