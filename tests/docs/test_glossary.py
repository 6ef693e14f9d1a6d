"""The glossary is true to the code: what it names exists, what exists is named, and avoided words are avoided."""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.BASE_DIR)
OURS = {"accounts", "files", "quickwins", "stakeholders", "masterplan", "roof"}
HEADS = (["Term", "Meaning", "Code", "Label", "Not"], ["Record", "States", "Code"])


def rows() -> list[dict[str, str]]:
    """The rows of all tables of the glossary, by the heads of their columns."""
    found, head = [], []
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            head = []
        elif not head:
            head = cells
        elif set(cells) != {"---"}:
            found.append(dict(zip(head, cells, strict=True)))
    return found


def own_models() -> dict[str, type[models.Model]]:
    """Our models by name; the tables of the history are made by the library and have no line of their own."""
    return {
        model.__name__: model
        for app in apps.get_app_configs()
        if app.label in OURS
        for model in app.get_models()
        if not hasattr(model, "pgh_tracked_model")
    }


def code_names() -> list[str]:
    return [name for row in rows() for name in re.findall(r"`([^`]+)`", row["Code"])]


def exists(name: str) -> bool:
    """Whether `Model`, `Model.field` or `Model.Choices.MEMBER` is there."""
    model, *path = name.split(".")
    thing: object = own_models().get(model)
    if thing is None:
        return False
    for index, step in enumerate(path):
        fields = {field.name for field in thing._meta.get_fields()} if index == 0 else set()  # type: ignore[attr-defined]
        if step not in fields and not hasattr(thing, step):
            return False
        thing = getattr(thing, step, None)
    return True


def avoided_everywhere() -> list[str]:
    return [word for row in rows() for word in re.findall(r"\*\*([^*]+)\*\*", row.get("Not", ""))]


def test_tables_have_the_known_heads() -> None:
    assert {tuple(row) for row in rows()} == {tuple(head) for head in HEADS}
    assert len(rows()) > 60


@pytest.mark.parametrize("name", code_names())
def test_code_name_of_the_glossary_exists(name: str) -> None:
    assert exists(name)


@pytest.mark.parametrize("name", ["Sections", "Section.role_of", "Program.State.BEGUN", "Section.State.DRAFTS"])
def test_wrong_code_name_is_noticed(name: str) -> None:
    assert not exists(name)


def test_every_model_has_its_word() -> None:
    named = {name.split(".")[0] for name in code_names()}
    assert sorted(set(own_models()) - named) == []


def test_no_term_has_two_lines_in_one_table() -> None:
    terms = [row["Term"] for row in rows() if "Term" in row]
    assert sorted(terms) == sorted(set(terms))


def test_states_are_the_words_of_the_models() -> None:
    for row in rows():
        if "States" in row:
            model, choices = row["Code"].strip("`").split(".")
            labels = [str(label) for value, label in getattr(own_models()[model], choices).choices if value]
            assert [label for label in labels if label not in row["States"]] == [], row["Record"]


def test_labels_are_words_of_the_interface() -> None:
    catalogue = polib.pofile(str(ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"))
    texts = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    texts += [
        str(label)
        for model in own_models().values()
        for field in model._meta.get_fields()
        for _value, label in getattr(field, "choices", None) or []
    ]
    spoken = "\n".join(texts).lower()
    labels = [word for row in rows() for word in re.split(r"[,;] ", row.get("Label", "–")) if word != "–"]
    assert len(labels) > 80
    assert [label for label in labels if label.lower() not in spoken] == []


def test_avoided_words_stand_nowhere_in_the_interface() -> None:
    catalogue = polib.pofile(str(ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"))
    texts = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, avoided_everywhere()))})\b", re.IGNORECASE)
    assert len(avoided_everywhere()) > 10
    assert [text for text in texts if pattern.search(text)] == []
    assert pattern.search("Lihat roadmap")
