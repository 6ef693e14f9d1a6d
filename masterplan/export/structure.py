"""The structure tree of a part, made light before it is written: what tells a screen reader something stays.

WeasyPrint gives every line of text an element of its own. Without them the tree is a fraction as large, binding copies it
in half the time, and a paragraph is one thing to whoever listens to it.
"""

from __future__ import annotations

import pydyf

HOLLOW = {"/Span", "/NonStruct"}
BARE = {"Type", "S", "K", "Pg", "P"}


def lighten(pdf: pydyf.PDF, prefix: str) -> None:
    """Change the tree of a tagged `pdf` that is not written yet: lines become part of what they are lines of, header
    cells say what they head, and ids get `prefix`, for WeasyPrint counts them from one in each document."""
    elements = {
        each.reference: each
        for each in pdf.objects
        if isinstance(each, pydyf.Dictionary) and each.get("Type") == "/StructElem"
    }
    homes: dict[bytes, bytes] = {}
    # An element is made before its children: backwards, those have taken in their own already.
    for reference, element in reversed(elements.items()):
        kids: list[object] = []
        for kid in element["K"]:
            child = elements.get(kid)
            if child is not None and is_hollow(child) and child["Pg"] == element.get("Pg"):
                kids += child["K"]
                homes[kid] = reference
                child.free = "f"
            else:
                kids.append(kid)
        element["K"] = pydyf.Array(kids)
        if element["S"] == "/TR":
            give_scopes([elements[kid] for kid in kids if kid in elements])
        name_apart(element, prefix)
    for numbers in parent_arrays(pdf):
        numbers[:] = [home_of(each, homes) for each in numbers]


def is_hollow(element: pydyf.Dictionary) -> bool:
    """Whether an element holds nothing but text and says nothing of it."""
    return element["S"] in HOLLOW and BARE.issuperset(element) and all(isinstance(kid, int) for kid in element["K"])


def give_scopes(cells: list[pydyf.Dictionary]) -> None:
    """Say of the header cells of a row whether they head columns or the row (ISO 32000-1, table 349)."""
    scope = "/Column" if all(cell["S"] == "/TH" for cell in cells) else "/Row"
    for cell in cells:
        if cell["S"] == "/TH":
            cell["A"]["Scope"] = scope


def name_apart(element: pydyf.Dictionary, prefix: str) -> None:
    if "ID" in element:
        element["ID"] = pydyf.String(prefix + element["ID"].string)
    attributes = element.get("A", {})
    if headers := attributes.pop("Headers", None):
        attributes["Headers"] = pydyf.Array([pydyf.String(prefix + header.string) for header in headers])
    if attributes == {"O": "/Table"} and element["S"] == "/TD":
        del element["A"]


def parent_arrays(pdf: pydyf.PDF) -> list[pydyf.Array]:
    """For each page the elements of its pieces of text, in the order of their numbers."""
    root = named(pdf, pdf.catalog["StructTreeRoot"])
    return [each for each in named(pdf, root["ParentTree"])["Nums"] if isinstance(each, pydyf.Array)]


def named(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    return pdf.objects[int(reference.split()[0])]


def home_of(reference: bytes, homes: dict[bytes, bytes]) -> bytes:
    while reference in homes:
        reference = homes[reference]
    return reference
