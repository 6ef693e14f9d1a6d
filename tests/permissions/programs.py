"""Rights over programs, quick wins and indicators. The program of the scene belongs to Dinkes."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from quickwins.models import Indicator, ProgramImport, ProgressReport, Reading, SavedView
from tests import factories

from .table import SIGNED_IN, Row

OWN = "editor contributor head"
NOT_OWN = "administrator other_contributor other_head reviewer leader"
PROPOSERS = "editor contributor head other_contributor other_head"
NOT_EDITOR = "administrator contributor head other_contributor other_head reviewer leader"
NOT_LEADER = "administrator editor contributor head other_contributor other_head reviewer"
NOT_CONTRIBUTOR = "administrator editor head other_contributor other_head reviewer leader"
NOT_SCORING = "administrator contributor head other_contributor other_head leader"


def prepare(scene: SimpleNamespace) -> None:
    program, cast = scene.running_program, scene.cast
    scene.nominee = factories.make_program(
        scene.plan,
        scene.organisations.dinkes,
        state="scored",
        quickwin_state="nominated",
        starts_on=date(2026, 1, 5),
        ends_on=date(2026, 11, 30),
    )
    scene.progress_report = ProgressReport.objects.create(
        program=program,
        reported_on=date(2026, 3, 31),
        percent=40,
        text="Pelatihan selesai",
        reported_by=cast.contributor,
    )
    scene.program_indicator = Indicator.objects.create(
        plan=scene.plan, program=program, name="Puskesmas dengan antrean daring", unit="puskesmas"
    )
    scene.program_import = ProgramImport.objects.create(plan=scene.plan, by=cast.editor)
    scene.saved_view = SavedView.objects.create(owner=cast.contributor, name="Berjalan", query="tahap=running")
    scene.indicator_reading = Reading.objects.create(
        indicator=scene.program_indicator, year=2026, quarter=1, value=Decimal(9), entered_by=cast.contributor
    )


def proposed(scene: SimpleNamespace) -> dict:
    return {"pk": scene.program.pk}


def running(scene: SimpleNamespace) -> dict:
    return {"pk": scene.running_program.pk}


def nominee(scene: SimpleNamespace) -> dict:
    return {"pk": scene.nominee.pk}


def indicator(scene: SimpleNamespace) -> dict:
    return {"pk": scene.program_indicator.pk}


def import_job(scene: SimpleNamespace) -> dict:
    return {"pk": scene.program_import.pk}


def view(scene: SimpleNamespace) -> dict:
    return {"pk": scene.saved_view.pk}


ROWS = [
    Row("quickwins:view_save", method="post", data={"name": "Saya", "query": "tahap=running"}, ok=SIGNED_IN),
    Row("quickwins:view_share", view, method="post", ok="contributor", hidden=NOT_CONTRIBUTOR),
    Row("quickwins:view_remove", view, method="post", ok="contributor", hidden=NOT_CONTRIBUTOR),
    Row("quickwins:program_list", ok=SIGNED_IN),
    Row("quickwins:program_download", ok=SIGNED_IN),
    Row("quickwins:quick_win_list", ok=SIGNED_IN),
    Row("quickwins:program_import", ok="editor", forbidden=NOT_EDITOR),
    Row("quickwins:import_detail", import_job, ok="editor", forbidden=NOT_EDITOR),
    Row("quickwins:program_summary", ok=SIGNED_IN),
    Row("quickwins:program_thread", ok=SIGNED_IN),
    Row("quickwins:program_create", ok=PROPOSERS, forbidden="administrator reviewer leader"),
    Row("quickwins:program_detail", proposed, ok=SIGNED_IN),
    Row("quickwins:program_edit", proposed, ok=OWN, forbidden=NOT_OWN),
    Row(
        "quickwins:program_edit_part",
        lambda scene: {"pk": scene.program.pk, "part": "anggaran"},
        ok=OWN,
        forbidden=NOT_OWN,
    ),
    Row("quickwins:program_edit_part", lambda scene: {"pk": scene.program.pk, "part": "apa"}, hidden=SIGNED_IN),
    Row("quickwins:program_assess", proposed, method="post", ok="editor", forbidden=NOT_EDITOR),
    Row("quickwins:program_determine", nominee, method="post", ok="leader", forbidden=NOT_LEADER),
    Row("quickwins:program_start", proposed, method="post", ok="editor", forbidden=NOT_EDITOR),
    Row("quickwins:program_finish", running, method="post", ok="editor", forbidden=NOT_EDITOR),
    Row(
        "quickwins:program_stop",
        running,
        method="post",
        data={"reason": "Anggaran dialihkan"},
        ok="editor leader",
        forbidden="administrator contributor head other_contributor other_head reviewer",
    ),
    Row("quickwins:program_nominate", proposed, method="post", ok=OWN, forbidden=NOT_OWN),
    Row("quickwins:program_withdraw", nominee, method="post", ok=OWN, forbidden=NOT_OWN),
    Row(
        "quickwins:program_choose",
        nominee,
        method="post",
        data={"reason": "Paling dekat dengan warga"},
        ok="leader",
        forbidden=NOT_LEADER,
    ),
    Row(
        "quickwins:program_decline",
        nominee,
        method="post",
        data={"reason": "Belum siap"},
        ok="leader",
        forbidden=NOT_LEADER,
    ),
    Row("quickwins:program_report", running, ok=OWN, forbidden=NOT_OWN),
    Row(
        "quickwins:report_verify",
        lambda scene: {"pk": scene.running_program.pk, "report": scene.progress_report.pk},
        method="post",
        ok="editor reviewer",
        forbidden="administrator contributor head other_contributor other_head leader",
    ),
    Row("quickwins:quick_win_minutes", ok=SIGNED_IN),
    Row("quickwins:minutes_pdf", ok=SIGNED_IN),
    Row("quickwins:program_pictures", ok=SIGNED_IN),
    Row("quickwins:fact_sheet", running, ok=SIGNED_IN),
    Row("quickwins:fact_sheet_pdf", running, ok=SIGNED_IN),
    Row("quickwins:score_list", ok="editor reviewer", forbidden=NOT_SCORING),
    Row("quickwins:score_portfolio", ok="editor reviewer", forbidden=NOT_SCORING),
    Row("quickwins:score_program", nominee, ok="editor reviewer", forbidden=NOT_SCORING),
    Row("quickwins:score_result", nominee, ok=SIGNED_IN),
    Row("quickwins:indicator_detail", indicator, ok=SIGNED_IN),
    Row("quickwins:reading_enter", indicator, ok=OWN, forbidden=NOT_OWN),
    Row("quickwins:reading_confirm", indicator, method="post", ok=OWN, forbidden=NOT_OWN),
    Row(
        "quickwins:reading_verify",
        lambda scene: {"pk": scene.indicator_reading.pk},
        method="post",
        ok="editor reviewer",
        forbidden="administrator contributor head other_contributor other_head leader",
    ),
]
