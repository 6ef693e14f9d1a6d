"""Addresses of programs, their deeds, indicators, and the quick wins."""

from django.urls import URLPattern, path

from .views import (
    deeds,
    detail,
    downloads,
    editing,
    importing,
    overview,
    progress,
    quick_wins,
    readings,
    register,
    saved,
    scoring,
    sheets,
)

app_name = "quickwins"

programs: list[URLPattern] = [
    path("program/", register.program_list, name="program_list"),
    path("program/baru/", editing.program_create, name="program_create"),
    path("program/ringkasan/", overview.program_summary, name="program_summary"),
    path("program/gambar/", overview.program_pictures, name="program_pictures"),
    path("program/keterkaitan/", overview.program_thread, name="program_thread"),
    path("program/impor/", importing.program_import, name="program_import"),
    path("program/tampilan/simpan/", saved.view_save, name="view_save"),
    path("program/tampilan/<int:pk>/bagikan/", saved.view_share, name="view_share"),
    path("program/tampilan/<int:pk>/hapus/", saved.view_remove, name="view_remove"),
    path("program/impor/<uuid:pk>/", importing.import_detail, name="import_detail"),
    path("program/unduh/", downloads.program_download, name="program_download"),
]

one_program: list[URLPattern] = [
    path("program/<uuid:pk>/", detail.program_detail, name="program_detail"),
    path("program/<uuid:pk>/sunting/", editing.program_edit, name="program_edit"),
    path("program/<uuid:pk>/sunting/<slug:part>/", editing.program_edit_part, name="program_edit_part"),
    path("program/<uuid:pk>/nilai/", deeds.program_assess, name="program_assess"),
    path("program/<uuid:pk>/tetapkan/", deeds.program_determine, name="program_determine"),
    path("program/<uuid:pk>/jalankan/", deeds.program_start, name="program_start"),
    path("program/<uuid:pk>/selesaikan/", deeds.program_finish, name="program_finish"),
    path("program/<uuid:pk>/hentikan/", deeds.program_stop, name="program_stop"),
    path("program/<uuid:pk>/nominasikan/", deeds.program_nominate, name="program_nominate"),
    path("program/<uuid:pk>/tarik-nominasi/", deeds.program_withdraw, name="program_withdraw"),
    path("program/<uuid:pk>/pilih/", deeds.program_choose, name="program_choose"),
    path("program/<uuid:pk>/tidak-pilih/", deeds.program_decline, name="program_decline"),
    path("program/<uuid:pk>/lembar/", sheets.fact_sheet, name="fact_sheet"),
    path("program/<uuid:pk>/lembar/pdf/", sheets.fact_sheet_pdf, name="fact_sheet_pdf"),
    path("program/<uuid:pk>/kemajuan/", progress.program_report, name="program_report"),
    path("program/<uuid:pk>/kemajuan/<uuid:report>/verifikasi/", progress.report_verify, name="report_verify"),
]

indicators: list[URLPattern] = [
    path("indikator/<uuid:pk>/", readings.indicator_detail, name="indicator_detail"),
    path("indikator/<uuid:pk>/realisasi/", readings.reading_enter, name="reading_enter"),
    path("indikator/<uuid:pk>/tetap/", readings.reading_confirm, name="reading_confirm"),
    path("realisasi/<uuid:pk>/verifikasi/", readings.reading_verify, name="reading_verify"),
]

chosen: list[URLPattern] = [
    path("quick-win/", quick_wins.quick_win_list, name="quick_win_list"),
    path("quick-win/berita-acara/", scoring.quick_win_minutes, name="quick_win_minutes"),
    path("quick-win/berita-acara/pdf/", sheets.minutes_pdf, name="minutes_pdf"),
    path("quick-win/penilaian/", scoring.score_list, name="score_list"),
    path("quick-win/penilaian/portofolio/", scoring.score_portfolio, name="score_portfolio"),
    path("quick-win/penilaian/<uuid:pk>/", scoring.score_program, name="score_program"),
    path("quick-win/penilaian/<uuid:pk>/hasil/", scoring.score_result, name="score_result"),
]

urlpatterns: list[URLPattern] = [*programs, *one_program, *indicators, *chosen]
