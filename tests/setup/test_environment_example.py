""".env.example names every variable that is read, and none that is not."""

import ast
import re
from collections.abc import Iterator

from luwu_smartcity.devserver.checks import project_files
from luwu_smartcity.devserver.processes import ROOT

READERS = {"str", "bool", "int", "float", "list", "db", "email", "get", "getenv", "setdefault"}
# Known to every program, or told by one of our programs to the next.
NOT_SETTINGS = {"PATH", "CI", "PIP_CERT", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def is_environment(node: ast.expr) -> bool:
    return ast.unparse(node) in ("env", "environ", "os.environ", "os")


def names_read(source: str) -> Iterator[str]:
    """Names given to `env.str("NAME")`, `os.environ["NAME"]` and the like."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=value, attr=attr), args=[ast.Constant(value=str(name)), *_]):
                if attr in READERS and is_environment(value):
                    yield name
            case ast.Subscript(value=value, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
                if ast.unparse(value) in ("environ", "os.environ"):
                    yield name


def test_example_names_every_variable_that_is_read_and_no_other() -> None:
    sources = [path for path in project_files() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] != "tests"]
    read = {name for path in [ROOT / "dev", *sources] for name in names_read(path.read_text())}
    listed = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M)
    assert sorted(listed) == sorted(read - NOT_SETTINGS)


def test_reading_is_recognised() -> None:
    source = 'env.bool("A", default=1)\nos.environ["B"]\nos.environ.get("C")\nother.get("D")\nos.environ["E"] = "1"'
    assert sorted(names_read(source)) == ["A", "B", "C"]
