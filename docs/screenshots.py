"""Draw the pictures of README and guide: a real browser on the demo, and pages of the PDF that the site made.

    ./dev screenshots [--url http://127.0.0.1:8000] [--only desk editor]

Without --url a server of the demo is started for the time of drawing. The pictures are small (at most 256 colours) and lie
in docs/pictures/, one of each page in the width of a desk (1366) and of a phone (360).
"""

from __future__ import annotations

import argparse
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "luwu-demo"
WIDTHS = {1366: 860, 360: 740}
MAX_BYTES = 150_000
READY_SECONDS = 180
EXPORT_SECONDS = 900
SECTION = "b1.future.profile"
PDF_PAGES = {"pdf-cover": "", "pdf-contents": r"(?i)daftar isi", "pdf-body": r"Gambar 2\.\d"}


@dataclass(frozen=True)
class Shot:
    """A page to draw: who looks at it, where, and what he does there before the picture is taken."""

    name: str
    account: str
    path: str
    go: Callable[[Page], None] = lambda page: None


def follow(selector: str) -> Callable[[Page], None]:
    """Go on to the first link that fits."""

    def go(page: Page) -> None:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + link(page, selector))

    return go


def link(page: Page, selector: str) -> str:
    found = page.locator(selector).first.get_attribute("href")
    if not found:
        raise RuntimeError(f"{page.url} has no link {selector}")
    return found


def write_a_little(page: Page) -> None:
    """The editor is ready when its surface can be written on; nothing is typed, so nothing is saved."""
    page.locator(".ProseMirror").first.wait_for(timeout=20_000)


def ask_for_export(page: Page) -> None:
    """Ask for the first book, unless it is being made already, and look at its progress."""
    page.locator("form[action$='/ekspor/buat/'] button[type=submit]").first.click()
    page.wait_for_load_state()


SHOTS = [
    Shot("public", "", "/"),
    Shot("sign-in", "", "/masuk/"),
    Shot("desk", "kominfo", "/"),
    Shot("manuscript", "kominfo", "/naskah/b2/"),
    Shot("section", "kominfo", f"/naskah/bagian/{SECTION}/"),
    Shot("editor", "kominfo", f"/naskah/bagian/{SECTION}/sunting/", write_a_little),
    Shot("programs", "kominfo", "/program/"),
    Shot("quick-win", "sekda", "/quick-win/"),
    Shot("program", "dinkes.staf", "/quick-win/", follow("main a[href^='/program/']:has-text('puskesmas')")),
    Shot("commitments", "dinkes.kepala", "/komitmen/"),
    Shot("commitment", "dinkes.kepala", "/", follow("main a[href^='/komitmen/'][href$='/']:not([href='/komitmen/'])")),
    Shot("export", "kominfo", "/ekspor/", ask_for_export),
]


def file_names() -> list[str]:
    """Every picture that this script makes."""
    return [f"{shot.name}-{width}.png" for shot in SHOTS for width in WIDTHS] + [f"{name}.png" for name in PDF_PAGES]


# ---- Site ----


@contextmanager
def demo_site() -> Iterator[str]:
    """A server of the demo on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "dev"), "run", "--port", str(port)]
    server = subprocess.Popen(command, start_new_session=True)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Raises RuntimeError when the server ends or does not answer in time."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/sehat/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise RuntimeError("The demo did not start.")


# ---- Browser ----


def sign_in(browser: Browser, url: str, account: str) -> BrowserContext:
    """A fresh browser with that account signed in; an empty name stays outside."""
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Makassar", reduced_motion="reduce")
    if account:
        page = context.new_page()
        page.goto(f"{url}/masuk/")
        page.fill("#id_login", account)
        page.fill("#id_password", PASSWORD)
        page.locator("main form button[type=submit], form[action='/masuk/'] button[type=submit]").last.click()
        page.wait_for_url(f"{url}/")
        page.close()
    return context


def settle(page: Page) -> None:
    """Fonts loaded, nothing moving, no caret blinking."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(600)


def draw(context: BrowserContext, url: str, shot: Shot, width: int) -> bytes:
    page = context.new_page()
    try:
        page.set_viewport_size({"width": width, "height": WIDTHS[width]})
        answer = page.goto(url + shot.path)
        if answer is None or answer.status >= 400:
            raise RuntimeError(f"{shot.path} answers {answer.status if answer else 'nothing'}")
        settle(page)
        shot.go(page)
        settle(page)
        return page.screenshot(caret="hide", animations="disabled")
    finally:
        page.close()


# ---- PDF ----


def book(context: BrowserContext, url: str) -> bytes:
    """The PDF of the export asked for last; waits until it is made."""
    page = context.new_page()
    deadline = time.monotonic() + EXPORT_SECONDS
    while time.monotonic() < deadline:
        page.goto(f"{url}/ekspor/")
        ready = page.locator("main a[href$='/unduh/']")
        if ready.count():
            address = ready.first.get_attribute("href")
            page.close()
            return context.request.get(f"{url}{address}", timeout=60_000).body()
        time.sleep(2)
    raise RuntimeError("No export was made in time.")


def pages_of(pdf: bytes) -> dict[str, bytes]:
    """PNGs of the pages of PDF_PAGES: the first one, and the first ones with these words."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch, "book.pdf")
        file.write_bytes(pdf)
        told = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
        texts = told.split("\f")
        contents = next((index for index, text in enumerate(texts) if re.search(PDF_PAGES["pdf-contents"], text)), 0)
        # Behind the lists, whose lines name the same tables.
        body = next(
            index
            for index, text in enumerate(texts)
            if index > contents + 8 and re.search(PDF_PAGES["pdf-body"], text) and len(text.split()) > 150
        )
        pictures = {}
        for name, index in {"pdf-cover": 0, "pdf-contents": contents, "pdf-body": body}.items():
            page = str(index + 1)
            command = ["pdftoppm", "-png", "-r", "84", "-f", page, "-l", page, "-singlefile", file, Path(scratch, name)]
            subprocess.run(command, check=True)
            pictures[name] = Path(scratch, f"{name}.png").read_bytes()
        return pictures


# ---- Files ----


def keep(name: str, png: bytes) -> None:
    """Write a picture with as many colours as fit into its size."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if len(out.getvalue()) <= MAX_BYTES:
            break
    else:
        raise RuntimeError(f"{name} is larger than {MAX_BYTES} bytes even with 32 colours.")
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(out.getvalue())
    print(f"{name}.png: {len(out.getvalue()) // 1000} kB, {colours} colours", flush=True)


def take(url: str, names: set[str]) -> list[str]:
    """Draw all pictures, or those named; returns what could not be drawn and why."""
    wrong = []
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    with sync_playwright() as playwright:
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--disable-dev-shm-usage", *root]
        )
        contexts: dict[str, BrowserContext] = {}
        for shot in chosen:
            if shot.account not in contexts:
                contexts[shot.account] = sign_in(browser, url, shot.account)
            for width in WIDTHS:
                try:
                    keep(f"{shot.name}-{width}", draw(contexts[shot.account], url, shot, width))
                except Exception as error:  # the other pictures are worth having
                    wrong.append(f"{shot.name}-{width}: {str(error).splitlines()[0]}")
        if not names or names & set(PDF_PAGES):
            context = contexts.get("kominfo") or sign_in(browser, url, "kominfo")
            for name, png in pages_of(book(context, url)).items():
                if not names or name in names:
                    keep(name, png)
        browser.close()
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev screenshots", description="Draws the pictures of README and guide.")
    parser.add_argument("--url", help="a running server of the demo; without it one is started")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="only these pages")
    options = parser.parse_args()
    known = {shot.name for shot in SHOTS} | set(PDF_PAGES)
    if unknown := set(options.only) - known:
        parser.error(f"no such picture: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    if options.url:
        wrong = take(options.url.rstrip("/"), set(options.only))
    else:
        with demo_site() as url:
            wrong = take(url, set(options.only))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
