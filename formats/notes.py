"""Footnotes as Word and pandoc write them: a mark in the text, the note at the end of the document."""

import re
from dataclasses import dataclass

from .markup import Node


@dataclass(slots=True)
class Notes:
    """Footnotes that stand at the end of the document (Word, pandoc) and are referred to: they move to their place."""

    texts: dict[str, str]
    moved: frozenset[str]


def find_notes(root: Node) -> Notes:
    """The notes of a tree. A text is taken once, under the first place that refers to it."""
    notes: dict[str, str] = {}
    references: set[str] = set()
    pending = [root]
    while pending:
        node = pending.pop()
        if node.tag == "note":
            text = re.sub(r"^\s*\[?[0-9]{1,4}\]?\.?\s+", "", node.text()).replace("↩︎", "").replace("↩", "")
            notes.setdefault(node.attributes["id"], text)
        elif node.tag == "noteref":
            references.add(node.attributes["id"])
        if node.tag != "note":
            pending.extend(child for child in node.children if isinstance(child, Node))
    texts = {name: text for name, text in notes.items() if name in references and text.strip()}
    return Notes(texts, frozenset(texts))
