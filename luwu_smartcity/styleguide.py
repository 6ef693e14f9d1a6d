"""The page /gaya/: every component of the interface with sample content. It shows, it decides nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from formats.fields import DateField, PercentField, RupiahField

# (kind, icon, word), one line per family: sections, programs, commitments.
PILLS = [
    [
        ("calm", "pencil", "Draf"),
        ("info", "send", "Diajukan"),
        ("warn", "arrow-return-left", "Dikembalikan"),
        ("ok-line", "check2", "Terverifikasi"),
        ("ok", "check2-all", "Disetujui"),
        ("solid", "patch-check", "Ditetapkan"),
    ],
    [
        ("calm", "lightbulb", "Usulan"),
        ("calm", "clipboard-check", "Dinilai"),
        ("info", "patch-check", "Ditetapkan"),
        ("brand", "play-circle", "Berjalan"),
        ("ok", "check2-all", "Selesai"),
        ("bad", "slash-circle", "Dihentikan"),
    ],
    [
        ("info", "hourglass-split", "Menunggu tanda tangan"),
        ("brand", "pen", "Ditandatangani"),
        ("ok", "check2-all", "Terpenuhi"),
        ("warn", "circle-half", "Terpenuhi sebagian"),
        ("bad", "x-circle", "Tidak terpenuhi"),
        ("bad", "clock", "Terlambat"),
    ],
]
DIMENSIONS = [
    ("governance", "G", "Smart Governance", 86),
    ("branding", "B", "Smart Branding", 52),
    ("economy", "E", "Smart Economy", 61),
    ("living", "L", "Smart Living", 64),
    ("society", "S", "Smart Society", 38),
    ("environment", "V", "Smart Environment", 73),
]
BLOCKS = [
    {"percent": 41, "color": "ok", "label": "Disetujui"},
    {"percent": 19, "color": "info", "label": "Ditinjau"},
    {"percent": 23, "color": "draft", "label": "Draf"},
]
KPIS = [
    {
        "title": "Puskesmas yang memakai antrean daring",
        "value": "14",
        "unit": "dari 22",
        "points": "4,35 28,35 51,32.5 75,30 98,30 122,26 145,24 169,20 192,17.5",
        "target_y": 7.5,
        "start": "0",
        "target": "22",
        "direction": "up",
        "foot": "Naik baik, 5 hari lalu",
    },
    {
        "title": "Waktu tunggu rata-rata pasien",
        "value": "47",
        "unit": "menit",
        "points": "4,6.5 28,7 51,9 75,12 98,16 122,20 145,22 169,24 192,25",
        "target_y": 31,
        "start": "96",
        "target": "≤ 30",
        "direction": "down",
        "foot": "Turun baik, 5 hari lalu",
    },
    {
        "title": "Rujukan yang tercatat lengkap",
        "value": "68,4",
        "unit": "%",
        "points": "4,31 28,31 51,29 75,27 98,22 122,19 145,17 169,16 192,15.6",
        "target_y": 7,
        "start": "31,0",
        "target": "90,0",
        "stale": True,
        "foot": "Usang, sejak 10 September",
    },
]
ROWS = [
    ("Antrean dan rujukan puskesmas daring", "living", "L", "Dinkes", PILLS[1][3], 64, 1_850_000_000),
    ("Bank sampah digital di 22 kecamatan", "environment", "V", "DLH", PILLS[1][3], 73, 640_000_000),
    ("Rekam medis terpadu RSUD", "living", "L", "RSUD", PILLS[1][2], 20, 3_200_000_000),
    ("Panel surya di sekolah pegunungan", "environment", "V", "Disdik", PILLS[1][5], 15, None),
]
STEPS = [
    {"label": "Isi", "text": "lengkap", "state": "done"},
    {"label": "Anggaran", "text": "lengkap", "state": "done"},
    {"label": "Indikator", "text": "1 dari 2", "state": "on", "percent": 50},
    {"label": "Periksa", "text": "lalu ajukan", "state": ""},
]
STAGES = [
    {"label": "Menyusun", "text": "65 bagian", "state": "done"},
    {"label": "Menata halaman", "text": "12 dari 19 bab", "state": "on", "percent": 63},
    {"label": "Menjilid", "text": "daftar isi, nomor", "state": ""},
    {"label": "Memeriksa", "text": "PDF/A, tautan", "state": ""},
]
HISTORY = [
    {"text": "Kemajuan 64% dilaporkan", "by": "Sitti Hamdana", "at": "18 Nov 2026", "now": True},
    {"text": "Ditetapkan sebagai Quick Win", "by": "Sekretaris Daerah", "at": "12 Feb 2026"},
    {"text": "Dinilai, skor 3,4", "by": "Bappelitbangda", "at": "30 Jan 2026"},
    {"text": "Diusulkan", "by": "Dinas Kesehatan", "at": "9 Jan 2026", "open": True},
]
SAYS = [
    {
        "initials": "IL",
        "tint": "c",
        "name": "Irwan Latief",
        "at": "20 Nov 15.08",
        "text": "Renstra Dinkes menyebut 18 puskesmas pada 2027. Mana yang dipakai?",
    },
    {"initials": "SH", "tint": "b", "name": "Sitti Hamdana", "at": "hari ini 09.55", "text": "Renstra sudah diubah."},
]


class SampleForm(forms.Form):
    """One field of each kind; bound with wrong values, it shows how errors look."""

    name = forms.CharField(label="Nama program", max_length=120, help_text="Tanpa singkatan, paling panjang 120 huruf.")
    horizon = forms.ChoiceField(label="Jangka", choices=[("pendek", "Jangka pendek"), ("menengah", "Jangka menengah")])
    amount = RupiahField(label="Anggaran 2026")
    due = DateField(label="Tenggat")
    share = PercentField(label="Bagian CSR", required=False)
    scope = forms.MultipleChoiceField(
        label="Sertakan",
        choices=[("a", "Lampiran lembar komitmen"), ("b", "Daftar tabel dan gambar")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(label="Catatan", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    evidence = forms.FileField(label="Bukti", required=False, help_text="PDF, gambar, atau XLSX, paling besar 20 MB.")
    agree = forms.BooleanField(label="Saya telah membaca seluruh isi versi 2.")


def context() -> dict[str, Any]:
    """Sample content of every component, by name."""
    numbers = Paginator(range(1, 181), 10)
    return {
        "pills": [[{"kind": k, "icon": i, "label": w} for k, i, w in row] for row in PILLS],
        "dimensions": [{"key": k, "letter": i, "name": n, "percent": p} for k, i, n, p in DIMENSIONS],
        "parts": BLOCKS,
        "kpis": KPIS,
        "rows": [
            {
                "name": name,
                "key": key,
                "letter": letter,
                "opd": opd,
                "pill": {"kind": pill[0], "icon": pill[1], "label": pill[2]},
                "percent": percent,
                "amount": amount,
            }
            for name, key, letter, opd, pill, percent, amount in ROWS
        ],
        "sample_steps": STEPS,
        "stages": STAGES,
        "problems": [
            {"text": "3.4.1: tabel lebih lebar dari halaman, dicetak mendatar", "url": "#pekerjaan"},
            {"text": "4.2: Gambar 4.3 tanpa teks pengganti", "url": "#pekerjaan"},
        ],
        "history": HISTORY,
        "says": SAYS,
        "crumbs": [("Quick Win", "#isi"), ("Smart Living", "#isi")],
        "tab_items": [
            {"label": "Ringkasan", "url": "#isi", "current": True},
            {"label": "Indikator", "url": "#isi", "count": 3},
            {"label": "Anggaran", "url": "#isi"},
        ],
        "shapes": [
            {"label": "Tabel", "url": "#isi", "icon": "table", "current": True},
            {"label": "Papan", "url": "#isi", "icon": "kanban"},
            {"label": "Linimasa", "url": "#isi", "icon": "bar-chart-steps"},
        ],
        "filter_search": {"name": "q", "label": "Cari nama program", "value": ""},
        "filter_chips": [
            {"label": "Dimensi: Living", "clear_url": "#isi", "clear_label": "Hapus saringan dimensi"},
        ],
        "filter_menus": [
            {
                "label": "OPD",
                "name": "opd",
                "options": [{"value": "dinkes", "label": "Dinkes"}, {"value": "dlh", "label": "DLH", "checked": True}],
            },
        ],
        "page_obj": numbers.page(3),
        "form": SampleForm(),
        "wrong_form": SampleForm(
            {"salah-amount": "1,000,000.50", "salah-due": "31/02/2026", "salah-horizon": "pendek"}, prefix="salah"
        ),
        "months": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    }


@login_not_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Open to all in the demo and in development; elsewhere only to those who are signed in."""
    if not (settings.DEMO or settings.DEBUG or request.user.is_authenticated):
        raise Http404
    return render(request, "gaya.html", context())
