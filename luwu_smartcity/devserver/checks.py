"""What `./dev check` looks at. Each check returns what is wrong, line by line, or nothing."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from luwu_smartcity.devserver.machine import ROOT, install_packages
from luwu_smartcity.devserver.processes import say

UNFINISHED = {"missing": "--untranslated", "fuzzy": "--only-fuzzy", "no longer used": "--only-obsolete"}
SHOWN = 40  # lines per check
NOT_OURS = {".git", ".venv", ".local", "node_modules", "vendor", "__pycache__", ".mypy_cache", ".ruff_cache"}


def project_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS)
        yield from (Path(folder, name) for name in sorted(names))


def complaints(command: list[str], env: dict[str, str], folder: Path = ROOT) -> str:
    """What a tool has to say when it is not content, else nothing."""
    done = subprocess.run(command, env=env, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return "" if done.returncode == 0 else done.stdout.strip() or f"{command[0]} ended with code {done.returncode}"


def addresses_in_locks() -> str:
    """A lock file with an address ties everybody to one registry."""
    names = re.compile(r"requirements.*\.txt|.*\.lock|package-lock\.json|pylock.*\.toml|\.npmrc|npm-shrinkwrap\.json")
    return "\n".join(
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in project_files()
        if names.fullmatch(path.name)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"https?://", line)
    )


def unfinished_translations(env: dict[str, str]) -> str:
    """Gather the messages anew in a copy of the project: none may be missing, fuzzy or no longer used, and the compiled
    file must say the same as its source."""
    if not shutil.which("msgfmt") and not install_packages(["gettext"], "checking translations"):
        return "gettext is missing"
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "copy")
        for path in project_files():
            if path.suffix in {".py", ".html", ".txt", ".js", ".po"}:
                target = copy / path.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
        gather = ["django-admin", "makemessages", "-l", "id", "--no-location", "--no-wrap", "-v0"]
        if complaint := complaints(gather, {**env, "PYTHONPATH": str(copy)}, copy):
            return complaint
        for source in sorted(copy.glob("locale/*/LC_MESSAGES/*.po")):
            name = source.relative_to(copy)
            found += [f"{name}: {kind}: {text}" for kind in UNFINISHED for text in entries(source, kind)]
            compiled = Path(scratch, "messages.mo")
            if complaint := complaints(["msgfmt", "--check-format", "-o", str(compiled), str(ROOT / name)], env):
                found.append(complaint)
            elif messages(compiled) != messages(ROOT / name.with_suffix(".mo")):
                found.append(
                    f"{name.with_suffix('.mo')}: not compiled from {name.name}; run ./dev manage compilemessages"
                )
    return "\n".join(found)


def entries(source: Path, kind: str) -> list[str]:
    """The msgids of one kind in a .po file."""
    command = ["msgattrib", UNFINISHED[kind], "--no-wrap", str(source)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    blocks = re.findall(r'^(?:#~ )?msgid ((?:(?:#~ )?".*"\n)+)', listed, re.M)
    return [text for block in blocks if (text := "".join(re.findall(r'"(.*)"', block)))]


def messages(compiled: Path) -> dict[Any, str]:
    """Every message of a compiled catalogue without its header."""
    try:
        with open(compiled, "rb") as file:
            catalogue = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    except OSError:
        return {}
    return {key: text for key, text in catalogue.items() if key != ""}


def shortened(lines: list[str]) -> list[str]:
    """Enough to see what is wrong without flooding the terminal."""
    return lines if len(lines) <= SHOWN + 1 else [*lines[:SHOWN], f"… and {len(lines) - SHOWN} lines more"]


def check_all(env: dict[str, str]) -> int:
    """Run every check, each with a line and a time of its own; 1 when one has something to say."""
    templates = [str(path) for path in project_files() if path.suffix == ".html" and "templates" in path.parts]
    looks: dict[str, Callable[[], str]] = {
        "formatting (ruff)": lambda: complaints(
            ["ruff", "format", "--check", "-q", "--output-format", "concise", ".", "dev"], env
        ),
        "lint (ruff)": lambda: complaints(["ruff", "check", "-q", "--output-format", "concise", ".", "dev"], env),
        "templates (djade)": lambda: complaints(["djade", "--check", *templates], env) if templates else "",
        "types (mypy)": lambda: complaints(["mypy", "--scripts-are-modules", ".", "dev"], env),
        "migrations": lambda: complaints(["django-admin", "makemigrations", "--check", "--dry-run"], env),
        "translations": lambda: unfinished_translations(env),
        "lock files": addresses_in_locks,
    }
    failed = 0
    for name, look in looks.items():
        start = time.monotonic()
        wrong = look()
        failed += bool(wrong)
        say(f"{'FAILED' if wrong else 'ok':8}{name:22}{time.monotonic() - start:6.1f} s")
        for line in shortened(wrong.splitlines()):
            say(f"        {line}")
    say(f"{failed} of {len(looks)} checks failed." if failed else f"All {len(looks)} checks passed.")
    return 1 if failed else 0
