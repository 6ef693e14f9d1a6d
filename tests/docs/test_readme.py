"""What the documents say can be done can be done: commands, options, links, pictures, variables, paths, accounts."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from accounts.models import User

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], key=lambda path: path.relative_to(ROOT).as_posix())
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
COMMAND = re.compile(r"(\./dev|(?:\S*python3? )?manage\.py)(?= |$)")
MAX_PICTURE = 150_000
NO_VARIABLES = {"PR_SET_PDEATHSIG", "NOT_REGISTERED"}  # names of the kernel and of an answer


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def fences(text: str) -> list[str]:
    return re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)


def quotes(text: str) -> list[str]:
    """What stands in backticks within the lines."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


def commands(text: str) -> list[list[str]]:
    """Each call of ./dev or manage.py that a page writes down, as words: `["./dev", "run", "--port"]`."""
    lines = [line for block in fences(text) for line in block.splitlines()] + quotes(text)
    found = []
    for line in lines:
        if match := COMMAND.search(line):
            rest = line[match.end() :].split("#")[0].split(";")[0]
            found.append(["./dev" if match[1] == "./dev" else "manage.py", *re.sub(r"[<>]", "", rest).split()])
    return found


@cache
def dev() -> ModuleType:
    loader = SourceFileLoader("dev_command", str(ROOT / "dev"))
    spec = spec_from_loader("dev_command", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@cache
def help_of(verb: str) -> str:
    """What ./dev says about a verb: the lines of its own help, and for `run` also what argparse makes of it."""
    told = "\n".join(re.findall(rf"^  \./dev {verb}\b.*(?:\n    .*)*", str(dev().__doc__), re.M))
    if verb == "run":
        told += subprocess.run([ROOT / "dev", "run", "--help"], capture_output=True, text=True, timeout=30).stdout
    return told


def wrong_with(words: list[str]) -> str:
    """Why a call would not work; empty when it would."""
    program, *rest = words
    if program == "./dev":
        if not rest or rest[0] in ("--help", "…", "..."):
            return ""
        verb, *rest = rest
        if verb not in dev().COMMANDS or not help_of(verb):
            return f"./dev has no {verb}"
        if verb == "bench" and rest and f"bench_{rest[0].split('|')[0]}" not in get_commands():
            return f"no benchmark {rest[0]}"
        if verb != "manage":
            unknown = [word for word in rest if word.startswith("--") and word not in help_of(verb)]
            return f"./dev {verb} has no {unknown}" if unknown else ""
    if not rest or rest[0] in ("…", "..."):
        return ""
    name, *rest = rest
    if name not in get_commands():
        return f"manage.py has no {name}"
    app = get_commands()[name]
    parser = (load_command_class(app, name) if isinstance(app, str) else app).create_parser("manage.py", name)
    options = [word.split("=")[0] for word in rest if re.match(r"--?[a-z]", word)]
    unknown = [option for option in options if option not in parser._option_string_actions]
    return f"manage.py {name} has no {unknown}" if unknown else ""


@pytest.mark.parametrize("name", NAMES)
def test_commands_exist_with_their_options(name: str) -> None:
    assert [wrong for words in commands(text_of(name)) if (wrong := wrong_with(words))] == []


def test_readme_writes_its_commands_down() -> None:
    written = [" ".join(words[:2]) for words in commands(text_of("README.md"))]
    assert {"./dev run", "./dev test", "manage.py run_workers", "manage.py migrate"} <= set(written)


@pytest.mark.parametrize(
    "line",
    [
        "./dev fly",
        "./dev run --sideways",
        "./dev manage export_masterplan --bok all",
        "./dev manage no_such_command",
        ".venv/bin/python manage.py migrate --everything",
    ],
)
def test_wrong_command_is_noticed(line: str) -> None:
    assert [wrong_with(words) for words in commands(f"```sh\n{line}\n```")] != [""]


def heading_anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def broken_links(page: Path, text: str) -> list[str]:
    """Links of a page that lead nowhere; addresses of the network are not followed."""
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"(https?|mailto):", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in heading_anchors(file.read_text(encoding="utf-8"))):
            broken.append(target)
    return broken


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    assert broken_links(ROOT / name, text_of(name)) == []


def test_broken_link_is_noticed() -> None:
    text = "[a](docs/glossary.md#people-and-work) [b](docs/glossary.md#nowhere) ![c](docs/pictures/none.png)"
    assert broken_links(ROOT / "README.md", text) == ["docs/glossary.md#nowhere", "docs/pictures/none.png"]


def test_pictures_are_small_and_all_are_made_by_the_script() -> None:
    from docs import screenshots

    pictures = sorted((ROOT / "docs" / "pictures").glob("*"))
    assert [picture.name for picture in pictures if picture.stat().st_size > MAX_PICTURE] == []
    assert {picture.name for picture in pictures} == set(screenshots.file_names())


@pytest.mark.parametrize("name", NAMES)
def test_files_that_are_named_exist(name: str) -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    named = [word.rstrip("/") for word in quotes(text_of(name)) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", word)]
    known = {"templates", "static/css"}  # pages on components name templates without their folder
    missing = [
        word
        for word in named
        if word.split("/")[0] in folders
        and ("/" in word or word.endswith(".py"))
        and not any((ROOT / base / word).exists() for base in ("", *known))
    ]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_addresses_of_the_site_that_are_named_exist(name: str) -> None:
    def answers(path: str) -> bool:
        try:
            resolve(path)
        except Resolver404:
            return False
        return True

    named = [word for word in quotes(text_of(name)) if re.fullmatch(r"/([a-z-]+/)+", word)]
    assert [path for path in named if not answers(path)] == []


@pytest.mark.parametrize("name", NAMES)
def test_variables_that_are_named_are_listed_in_the_example(name: str) -> None:
    listed = set(re.findall(r"^([A-Z_]+)=", text_of(".env.example"), re.M))
    text = text_of(name)
    named = {
        match[1] for word in quotes(text) if (match := re.fullmatch(r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(=\S*)?", word))
    }
    for block in fences(text):
        named |= set(re.findall(r"^([A-Z][A-Z0-9_]+)=", block, re.M))
    assert sorted(name for name in named - listed - NO_VARIABLES if not hasattr(settings, name)) == []


def test_demo_accounts_are_as_the_readme_says() -> None:
    people = tomllib.loads((ROOT / "accounts" / "demo" / "people.toml").read_text(encoding="utf-8"))
    roles = {person["username"]: person["role"] for person in people["users"]}
    table = re.findall(r"^\| (`[^|]+`) \| ([^|]+) \| [^|]+ \|$", text_of("README.md"), re.M)
    told = {account: role.split()[0] for accounts, role in table for account in re.findall(r"`([^`]+)`", accounts)}
    assert set(told) == {account for accounts in dev().DEMO_ACCOUNTS.values() for account in accounts}
    assert {account: roles[account] for account in told} == told
    assert f"`{settings.DEMO_PASSWORD}`" in text_of("README.md")


# ---- Production ----


def environment_of_the_page() -> dict[str, str]:
    """The block of variables in docs/production.md, with its placeholders filled."""
    block = next(block for block in fences(text_of("docs/production.md")) if block.startswith("SECRET_KEY="))
    filled = re.sub(r"<(?:password|long and random)>", "x" * 25 + "AbCdEf0123456789" + "y" * 15, block)
    return dict(word.split("=", 1) for word in shlex.split(filled))


def test_environment_of_production_passes_the_checks_for_deployment(tmp_path: Path) -> None:
    variables = environment_of_the_page() | {"LUWU_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    demo = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=variables | {"DEMO": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert demo.returncode != 0
    assert "DEMO=1" in demo.stderr


@pytest.mark.parametrize("name", ["README.md", "docs/production.md"])
def test_gunicorn_knows_its_options(name: str) -> None:
    from gunicorn.config import Config

    lines = re.findall(r"^\S*gunicorn (luwu_smartcity\.wsgi .+)$", text_of(name), re.M)
    assert lines
    for line in lines:
        options = Config().parser().parse_args(line.split())
        assert options.args == ["luwu_smartcity.wsgi"]
        assert options.bind == ["127.0.0.1:8000"]


def test_proxy_lets_pass_what_the_site_accepts() -> None:
    allowed = re.search(r"client_max_body_size (\d+)m;", text_of("docs/production.md"))
    assert allowed
    assert int(allowed[1]) * 1024 * 1024 > settings.UPLOAD_MAX_BYTES


@pytest.mark.django_db
def test_first_account_administers(client) -> None:
    from django.core.management import call_command

    call_command(
        "createsuperuser", interactive=False, username="pertama", email="p@luwu.example", name="Pertama", verbosity=0
    )
    user = User.objects.get(username="pertama")
    assert user.is_administrator
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
