"""Addresses of this app."""

from django.urls import URLPattern, path

from .views import (
    analysis,
    arranging,
    blocks,
    books,
    comments,
    editions,
    exports,
    figures,
    history,
    importing,
    reviews,
    saving,
    sections,
    sources,
    understanding,
    word_reference,
)

app_name = "masterplan"

manuscript: list[URLPattern] = [
    path("naskah/", books.book_list, name="book_list"),
    path("naskah/pemeriksaan/", reviews.review_queue, name="review_queue"),
    path("naskah/pemeriksaan/<int:pk>/ambil/", reviews.review_claim, name="review_claim"),
    path("naskah/pemeriksaan/<int:pk>/lepas/", reviews.review_release, name="review_release"),
    path("naskah/<slug:book_key>/", books.book_detail, name="book_detail"),
    path("naskah/impor/<uuid:pk>/", importing.import_detail, name="import_detail"),
    path("naskah/impor/<uuid:pk>/isi/<int:number>/", importing.import_part, name="import_part"),
    path("naskah/impor/<uuid:pk>/pakai/", importing.import_take, name="import_take"),
    path("naskah/impor/<uuid:pk>/batalkan/", importing.import_undo, name="import_undo"),
    path("naskah/impor/<uuid:pk>/buang/", importing.import_drop, name="import_drop"),
    path("naskah/<slug:book_key>/impor/", importing.book_import, name="book_import"),
    path("naskah/<slug:book_key>/susun/", arranging.outline_edit, name="outline_edit"),
    path("naskah/<slug:book_key>/susun/tugaskan/", arranging.outline_assign, name="outline_assign"),
    path("naskah/<slug:book_key>/susun/tambah/", arranging.section_add, name="section_add"),
]

section: list[URLPattern] = [
    path("naskah/bagian/<str:key>/", sections.section_detail, name="section_detail"),
    path("naskah/bagian/<str:key>/sunting/", sections.section_edit, name="section_edit"),
    path("naskah/bagian/<str:key>/simpan/", saving.section_save, name="section_save"),
    path("naskah/bagian/<str:key>/hadir/", saving.section_presence, name="section_presence"),
    path("naskah/bagian/<str:key>/tempel/", saving.section_paste, name="section_paste"),
    path("naskah/bagian/<str:key>/blok/", blocks.block_preview, name="block_preview"),
    path("naskah/bagian/<str:key>/pilihan/", blocks.picker_choices, name="picker_choices"),
    path("naskah/bagian/<str:key>/riwayat/", history.section_history, name="section_history"),
    path("naskah/bagian/<str:key>/riwayat/<int:number>/", history.section_revision, name="section_revision"),
    path("naskah/bagian/<str:key>/riwayat/<int:number>/pulihkan/", history.section_restore, name="section_restore"),
    path(
        "naskah/bagian/<str:key>/riwayat/<int:number>/nama/", history.section_name_version, name="section_name_version"
    ),
    path("naskah/bagian/<str:key>/sisihan/<int:pk>/", history.section_aside, name="section_aside"),
    path("naskah/bagian/<str:key>/banding/", history.section_compare, name="section_compare"),
    path("naskah/bagian/<str:key>/sumber/", sources.section_sources, name="section_sources"),
    path("naskah/bagian/<str:key>/sumber/tautkan/", sources.source_link, name="source_link"),
    path("naskah/bagian/<str:key>/sumber/<int:pk>/lepas/", sources.source_unlink, name="source_unlink"),
    path("naskah/bagian/<str:key>/komentar/", comments.thread_list, name="thread_list"),
    path("naskah/bagian/<str:key>/komentar/tulis/", comments.thread_create, name="thread_create"),
    path("komentar/<uuid:pk>/balas/", comments.thread_reply, name="thread_reply"),
    path("komentar/<uuid:pk>/selesai/", comments.thread_resolve, name="thread_resolve"),
    path("naskah/bagian/<str:key>/pindah/", arranging.section_move, name="section_move"),
    path("naskah/bagian/<str:key>/judul/", arranging.section_rename, name="section_rename"),
    path("naskah/bagian/<str:key>/pensiun/", arranging.section_retire, name="section_retire"),
    path("naskah/bagian/<str:key>/impor/", importing.section_import, name="section_import"),
    path("naskah/bagian/<str:key>/periksa/", sections.section_checks, name="section_checks"),
    path("naskah/bagian/<str:key>/periksa/angka/", figures.section_live_number, name="section_live_number"),
    path("naskah/bagian/<str:key>/ajukan/", reviews.section_submit, name="section_submit"),
    path("naskah/bagian/<str:key>/tarik/", reviews.section_withdraw, name="section_withdraw"),
    path("naskah/bagian/<str:key>/kembalikan/", reviews.section_return, name="section_return"),
    path("naskah/bagian/<str:key>/verifikasi/", reviews.section_verify, name="section_verify"),
    path("naskah/bagian/<str:key>/setujui/", reviews.section_approve, name="section_approve"),
]

analyses: list[URLPattern] = [
    path("analisis/", analysis.analysis, name="analysis"),
    path("evaluasi/", analysis.evaluation, name="evaluation"),
    path("istilah/", understanding.glossary, name="glossary"),
    path("dimensi/", understanding.dimension_list, name="dimension_list"),
    path("dimensi/<slug:key>/", understanding.dimension_detail, name="dimension_detail"),
]

export: list[URLPattern] = [
    path("ekspor/", exports.export_list, name="export_list"),
    path("ekspor/buat/", exports.export_create, name="export_create"),
    path("ekspor/<uuid:pk>/", exports.export_detail, name="export_detail"),
    path("ekspor/<uuid:pk>/keadaan/", exports.export_status, name="export_status"),
    path("ekspor/<uuid:pk>/batal/", exports.export_cancel, name="export_cancel"),
    path("ekspor/<uuid:pk>/unduh/", exports.export_download, name="export_download"),
]

edition: list[URLPattern] = [
    path("ekspor/acuan-word/", word_reference.word_reference, name="word_reference"),
    path("ekspor/acuan-word/berkas/", word_reference.word_reference_file, name="word_reference_file"),
    path("ekspor/acuan-word/ganti/", word_reference.word_reference_replace, name="word_reference_replace"),
    path("ekspor/acuan-word/lepas/", word_reference.word_reference_reset, name="word_reference_reset"),
    path("edisi/", editions.edition_list, name="edition_list"),
    path("edisi/bekukan/", editions.edition_freeze, name="edition_freeze"),
    path("edisi/perubahan/", editions.edition_changes, name="edition_changes"),
    path("edisi/perubahan/unduh/", editions.edition_changes_file, name="edition_changes_file"),
    path("edisi/perubahan/cetak/", editions.edition_changes_print, name="edition_changes_print"),
    path("edisi/<str:code>/", editions.edition_detail, name="edition_detail"),
    path("edisi/<str:code>/tetapkan/", editions.edition_enact, name="edition_enact"),
    path("edisi/<str:code>/unduh/<uuid:pk>/", editions.edition_download, name="edition_download"),
    path("edisi/<str:code>/<slug:book_key>/<str:key>/", editions.edition_chapter, name="edition_chapter"),
]

urlpatterns: list[URLPattern] = [*manuscript, *section, *analyses, *export, *edition]
