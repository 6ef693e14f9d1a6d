"""The house stands as ARCHITECTURE.md says: imports only go down, one driver, no addresses in lock files."""

import ast
import importlib.util
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
FLOORS = ["formats", "accounts", "files", "quickwins", "stakeholders", "masterplan", "luwu_smartcity"]


def imports_of(path: Path) -> set[str]:
    """Top-level names of our floors that a module imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module.split(".")[0])
    return found & set(FLOORS)


def climbing(floor: str, imported: set[str]) -> set[str]:
    return {name for name in imported if FLOORS.index(name) > FLOORS.index(floor)}


@pytest.mark.parametrize("floor", FLOORS[:-1])
def test_imports_only_go_down(floor):
    wrong = {
        str(path.relative_to(ROOT)): climbing(floor, imports_of(path))
        for path in (ROOT / floor).rglob("*.py")
        if climbing(floor, imports_of(path))
    }
    assert wrong == {}


def test_climbing_import_is_noticed(tmp_path):
    module = tmp_path / "climber.py"
    module.write_text("def late():\n    from masterplan.models import Section\n    return Section\n")
    assert climbing("quickwins", imports_of(module)) == {"masterplan"}


def test_export_knows_no_request_and_no_now():
    for path in (ROOT / "masterplan" / "export").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "HttpRequest" not in text and "timezone.now" not in text and "datetime.now" not in text, path


def test_database_driver_is_psycopg2():
    assert importlib.util.find_spec("psycopg") is None
    assert connection.Database.__name__ == "psycopg2"


def test_lock_files_hold_no_address():
    locks = [*ROOT.glob("requirements*.txt"), *ROOT.glob("*.lock"), *ROOT.glob("package-lock.json")]
    assert locks
    for lock in locks:
        assert not re.search(r"https?://", lock.read_text(encoding="utf-8")), lock


def test_no_app_is_named_like_a_dumping_ground():
    forbidden = {"services.py", "utils.py", "managers.py", "mixins.py", "helpers.py", "common.py"}
    assert [str(p) for floor in FLOORS for p in (ROOT / floor).rglob("*.py") if p.name in forbidden] == []
