"""What typesetting refuses and survives: foreign addresses, bad pictures, text that cannot be set, processes that die."""

from __future__ import annotations

import http.server
import io
import os
import signal
import threading
import time
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from masterplan.export import pool as pools
from masterplan.export.fetcher import ProjectFetcher, Refused
from masterplan.export.fragment import BrokenFragment, Carrier, Fragment
from masterplan.export.job import Job
from masterplan.export.pictures import usable_pictures
from masterplan.export.pool import Failure, Pool
from masterplan.export.store import FragmentStore
from masterplan.export.style import stylesheet

from . import manuscripts, pdfcheck
from .printing import print_one, printer  # noqa: F401


@pytest.fixture
def canary():
    """A server on this machine that notes who knocks: (address, list of paths)."""
    knocks: list[str] = []

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            knocks.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"p { color: red }")

        def log_message(self, *args: object) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", knocks
    server.shutdown()
    server.server_close()


def evil(address: str) -> str:
    """Thirteen ways to make a typesetter fetch something, and files of this machine (cases P01-P03)."""
    return f"""<link rel=stylesheet href="{address}/link.css"><link rel=stylesheet href="file:///etc/passwd">
<link rel=attachment href="file:///etc/passwd"><link rel=attachment href="{address}/attachment">
<style>@import url({address}/import.css); @font-face {{ font-family: x; src: url({address}/f.woff) }}
p {{ background: url({address}/bg.png); font-family: x }} @page {{ background: url({address}/page.png) }}
li {{ list-style-image: url({address}/li.png) }} q::before {{ content: url({address}/content.png) }}</style>
<base href="{address}/"><img src="{address}/img.png" alt="a"><img src="file:///etc/hostname" alt="b"><img src="relative.png" alt="c">
<a rel=attachment href="file:///etc/hostname">x</a><p>isi<q>q</q></p><ul><li>l</li></ul>
<p style="background: url({address}/style.png)">x</p><object data="{address}/object.svg"></object><embed src="{address}/embed.png">
<img src="mp://media/../settings" alt="d"><img src="mp://media/%2e%2e/x" alt="e"><img src="mp://static/css/tokens.css" alt="f">
<img src="http://169.254.169.254/latest" alt="g"><img src="//127.0.0.1/x" alt="h">
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{address}/svg.png" width="9" height="9"/>
<image href="file:///etc/hostname" width="9" height="9"/><use href="{address}/use.svg#a"/></svg>"""


def test_no_address_of_the_network_and_no_file_is_ever_opened(printer, canary):  # noqa: F811
    address, knocks = canary
    html = evil(address)
    manuscript = manuscripts.with_chapter(
        manuscripts.build(1), html=html, tables=(), figures=(), data=(), headings=manuscripts.build(1).books[0].chapters[1].headings[:1]
    )  # fmt: skip
    made = print_one(printer, manuscript)
    pdf = pdfcheck.open_pdf(made.data)
    assert knocks == []
    with open("/etc/passwd", "rb") as file:
        secret = file.read(40)
    inside = b"".join(obj.read_bytes() for obj in pdf.objects if isinstance(obj, pikepdf.Stream))
    assert secret not in inside and "/EmbeddedFiles" not in pdf.Root.get("/Names", {})
    assert len(made.findings) > 10


def test_the_canary_would_hear_a_typesetter_that_knocks(canary):
    """The test above must be able to fail: the typesetter's own fetcher opens everything."""
    from weasyprint import HTML

    address, knocks = canary
    HTML(string=f'<img src="{address}/img.png">').render()
    assert knocks == ["/img.png"]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "file:///etc/passwd",
        "mp://media/other",
        "mp://media/../../etc/passwd",
        "mp://media/a%2e%2e",
        "mp://static/fonts/print/../../../manage.py",
        "mp://static/css/site.css",
        "data:text/html,x",
        "mp://media/a?x=1",
        "MP://media/a",
        "",
    ],
)
def test_fetcher_refuses_what_is_not_ours(url):
    fetcher = ProjectFetcher({"a": b"\x89PNG\r\n\x1a\n"})
    with pytest.raises((Refused, ValueError)):
        fetcher.fetch(url)
    assert fetcher.refusals


def test_fetcher_hands_out_what_it_was_given_and_our_faces():
    fetcher = ProjectFetcher({"a": lambda: b"\x89PNG\r\n\x1a\nrest"})
    assert fetcher.fetch("mp://media/a").read().startswith(b"\x89PNG")
    for name in ("SourceSans3-Regular.ttf", "SourceSans3-Regular.ttf.woff2"):
        assert fetcher.fetch(f"mp://static/fonts/print/{name}").read()[:4] == bytes([0, 1, 0, 0])


def png(width: int = 4, height: int = 4) -> bytes:
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "picture_missing"),
        (b"", "picture_unreadable"),
        (b"#!/bin/sh", "picture_unreadable"),
        (manuscripts.picture(1)[: len(manuscripts.picture(1)) // 2], "picture_unreadable"),
        (b"\xff\xd8\xff" + bytes(50), "picture_unreadable"),
        (png(9000, 9000), "picture_too_large"),
        (b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg>&x;</svg>', "picture_unreadable"),
        (b"<svg><g></svg>", "picture_unreadable"),
        (b"<svg>" + b"<use/>" * 600 + b"</svg>", "picture_unreadable"),
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_shown_becomes_a_labelled_frame(data, code):
    media = {} if data is None else {"x": data}
    text, good, remarks = usable_pictures('<p>a</p><img src="mp://media/x" alt="Peta &lt;wilayah&gt;"><p>b</p>', media)
    assert [(remark.code, remark.about) for remark in remarks] == [(code, "Peta <wilayah>")]
    assert "<img" not in text and "Peta &lt;wilayah&gt;" in text and 'class="missing"' in text and not good


def test_a_good_picture_stays_and_one_without_words_is_told():
    text, good, remarks = usable_pictures('<img src="mp://media/x"><img src="mp://media/x" alt="Peta">', {"x": png()})
    assert text.count("<img") == 2 and list(good) == ["x"]
    assert [remark.code for remark in remarks] == ["picture_without_alt"]


def test_a_missing_picture_costs_a_frame_and_is_looked_for_again(printer):  # noqa: F811
    manuscript = manuscripts.build(1, seed=7)

    def gone(name: str) -> bytes:
        raise LookupError(name)

    without = printer.print(manuscript, gone)
    assert {finding.remark.code for finding in without.findings} == {"picture_missing"}
    pdf = pdfcheck.open_pdf(without.data)
    assert any("Berkas gambar tidak ditemukan." in pdfcheck.page_text(page) for page in pdf.pages)
    assert printer.print(manuscript, manuscripts.read_media).findings == ()


# What a hostile or unlucky text does to a typesetter; the book must come out all the same.
NESTED = "<div>" * 400 + "x"
FLEX = '<div style="display:flex">' * 22 + "x"


def broken(html: str):
    chapter = manuscripts.build(2).books[0].chapters[1]
    return manuscripts.with_chapter(
        manuscripts.build(2), html=html, tables=(), figures=(), headings=chapter.headings[:1], media={}, data=()
    )


def test_a_chapter_nested_too_deeply_becomes_a_page_that_says_so(printer):  # noqa: F811
    made = print_one(printer, broken(NESTED))
    codes = {finding.remark.code for finding in made.findings}
    assert codes & {"failed_nesting", "failed_error", "failed_crash"}
    pdf = pdfcheck.open_pdf(made.data)
    assert any("Bagian ini belum dapat dicetak." in pdfcheck.page_text(page) for page in pdf.pages)
    assert list(pdfcheck.faults_of_links(pdf)) == []


def test_an_endless_chapter_is_stopped_and_the_rest_is_printed(printer, monkeypatch):  # noqa: F811
    monkeypatch.setattr(printer.pool, "seconds", 6.0)
    began = time.monotonic()
    made = print_one(printer, broken(FLEX))
    assert [finding.remark.code for finding in made.findings] == ["failed_time"]
    assert time.monotonic() - began < 90
    pdf = pdfcheck.open_pdf(made.data)
    text = " ".join(pdfcheck.page_text(page) for page in pdf.pages)
    assert "melewati batas waktu" in text and manuscripts.build(2).books[0].chapters[2].title in text


def test_what_is_not_on_the_pages_fails_its_chapter(printer):  # noqa: F811
    """The completeness gate: a heading that the layout swallows is noticed."""
    hidden = '<p>ada</p><div style="display:none"><h2 id="hilang">Hilang</h2></div>'
    manuscript = manuscripts.build(2)
    first = manuscript.books[0].chapters[1].headings[0]
    made = print_one(
        printer, manuscripts.with_chapter(
            manuscript, html=hidden, tables=(), figures=(), media={}, data=(),
            headings=(first, replace(first, anchor="hilang", level=2, number="1.1")),
        ),
    )  # fmt: skip
    assert [finding.remark.code for finding in made.findings] == ["failed_incomplete"]
    assert "hilang" in made.findings[0].remark.about


def test_a_failed_chapter_is_not_remembered(printer):  # noqa: F811
    manuscript = broken("<p>ada</p>")
    assert print_one(printer, manuscript).findings == ()
    assert print_one(printer, broken(NESTED)).findings
    assert print_one(printer, broken(NESTED)).findings


def carrier_job() -> Job:
    return Job("", (stylesheet(),), kind="carrier")


@pytest.mark.parametrize("kills", [1, 2])
def test_a_job_whose_process_is_killed_is_done_by_another_one_once(monkeypatch, kills):
    real, killed = pools.Worker.give, []

    def give(self, *args) -> None:
        real(self, *args)
        if len(killed) < kills:
            killed.append(self.process.pid)
            os.kill(self.process.pid, signal.SIGKILL)

    monkeypatch.setattr(pools.Worker, "give", give)
    pool = Pool(1)
    try:
        [result] = pool.run([carrier_job()])
        assert isinstance(result, bytes) if kills == 1 else result == Failure("crash", "process ended with -9")
        assert isinstance(pool.run([carrier_job()])[0], bytes)
    finally:
        pool.close()


def test_a_worker_is_renewed_after_its_jobs():
    pool = Pool(1, jobs_per_worker=1)
    try:
        pool.run([carrier_job()])
        assert pool.idle == []
        assert isinstance(pool.run([carrier_job()])[0], bytes)
    finally:
        pool.close()


def test_memory_beyond_the_limit_ends_the_child_not_us(monkeypatch):
    """Case P11: a job that wants more than its share."""
    pool = Pool(1)
    try:
        big = replace(carrier_job(), kind="whole", html="<p>" + "kata " * 40_000_000)
        [result] = pool.run([big], seconds=60)
        assert isinstance(result, Failure) and result.code in {"memory", "crash", "error", "time"}
    finally:
        pool.close()


def test_workers_end_with_the_run_that_is_stopped():
    class Stop(Exception): ...

    def stop() -> None:
        raise Stop

    pool = Pool(1)
    pool.run([carrier_job()])
    pid = pool.idle[0].process.pid
    with pytest.raises(Stop):
        pool.run([replace(carrier_job(), kind="whole", html=FLEX)], beat=stop)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert pool.idle == []
    pool.close()


def test_a_worker_knows_no_secret_of_the_site(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "rahasia")
    monkeypatch.setenv("DATABASE_URL", "postgres://rahasia")
    worker = pools.Worker()
    try:
        with open(f"/proc/{worker.process.pid}/environ", "rb") as file:
            assert b"rahasia" not in file.read()
    finally:
        worker.end()


def test_a_web_process_never_loads_the_typesetter():
    """Neither the pages nor the deeds of the site import WeasyPrint: it is for worker processes alone."""
    import subprocess
    import sys

    code = (
        "import django, sys; django.setup(); import luwu_smartcity.urls, masterplan.exporting;"
        "assert 'weasyprint' not in sys.modules"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "luwu_smartcity.settings"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def sample() -> Fragment:
    return Fragment(b"%PDF-", ((595.0, 842.0),), {"a": (0, 1.0, 2.0)}, images={"x": "y"}, parents=2)


def test_fragments_survive_their_store():
    assert Fragment.from_bytes(sample().to_bytes()) == sample()


@pytest.mark.parametrize("spoil", [lambda data: data[:-1], lambda data: data[:40], lambda data: b"", lambda data: data[:60] + b"x" + data[61:]])  # fmt: skip
def test_a_fragment_that_was_cut_off_or_changed_is_not_taken(spoil):
    for kept in (sample(), Carrier(b"%PDF", {}, {"A": ("0001",)})):
        with pytest.raises(BrokenFragment):
            type(kept).from_bytes(spoil(kept.to_bytes()))


def test_the_store_forgets_by_age_and_survives_a_full_disk(settings, monkeypatch):
    from datetime import timedelta

    from django.core.files.storage import default_storage
    from django.utils import timezone

    store = FragmentStore()
    store.put("ab" * 32, b"alt")
    store.put("ab" * 32, b"neu")
    assert store.get("ab" * 32) == b"neu" and store.get("cd" * 32) is None
    assert store.clean(timezone.now()) == 0
    assert store.clean(timezone.now() + timedelta(days=31)) == 1

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(default_storage._wrapped), "_save", full)
    store.put("ef" * 32, b"x")
    assert store.get("ef" * 32) is None


def test_the_key_of_a_fragment_names_all_it_depends_on_and_not_its_place():
    job = carrier_job()
    keys = {
        job.key,
        replace(job, html="x").key,
        replace(job, css=("x",)).key,
        replace(job, variant="").key,
        replace(job, digests={"a": "1"}).key,
        replace(job, digests={"a": "2"}).key,
        replace(job, expected=("a",)).key,
    }
    assert len(keys) == 7 and replace(job, media={"a": b"bytes"}).key == job.key


def test_an_edit_typesets_one_chapter_even_if_all_later_pages_move(printer):  # noqa: F811
    before = print_one(printer, manuscripts.build(3))
    small = print_one(printer, manuscripts.build(3, edits={1: 1}))
    large = print_one(printer, manuscripts.build(3, edits={1: 10}))
    assert (small.typeset, large.typeset) == (1, 1)
    assert large.page_count > before.page_count


def test_an_edition_keeps_the_style_it_was_frozen_with(printer):  # noqa: F811
    manuscript = manuscripts.build(1, draft=False)
    old = stylesheet().replace("html { font: 11pt/16pt", "html { font: 14pt/21pt")
    assert old != stylesheet()
    today, frozen = print_one(printer, manuscript), print_one(printer, manuscript, frozen_style=old)
    assert frozen.page_count > today.page_count
    assert print_one(printer, manuscript, frozen_style=stylesheet()).data == today.data
