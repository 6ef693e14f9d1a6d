"""The structure tree of a bound book: what a screen reader is told, and nothing besides."""

from __future__ import annotations

from pikepdf import Array, Dictionary

from . import pdfcheck
from .printing import printed, printer  # noqa: F401


def test_lines_are_part_of_their_paragraph(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    kinds = [str(element.S) for element in pdfcheck.elements(pdf)]
    assert kinds.count("/P") > 50 and "/Span" not in kinds
    paragraphs = [element for element in pdfcheck.elements(pdf) if element.S == "/P"]
    lines = [len(element.K) for element in paragraphs if isinstance(element.K, Array)]
    assert max(lines) > 3


def test_each_piece_of_text_belongs_to_the_element_that_holds_it(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    parents = pdfcheck.parent_tree(pdf)
    pages = {page.obj.objgen: page for page in pdf.pages}
    held = 0
    for element in pdfcheck.elements(pdf):
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                holder = parents[int(pages[element.Pg.objgen].StructParents)][kid]
                assert holder.objgen == element.objgen
                held += 1
    assert held > 500


def test_header_cells_say_what_they_head(printed):  # noqa: F811
    pdf = pdfcheck.open_pdf(printed(3).data)
    rows = [element for element in pdfcheck.elements(pdf) if element.S == "/TR"]
    heads = 0
    for row in rows:
        cells = [cell for cell in row.K if isinstance(cell, Dictionary)]
        wanted = "/Column" if all(cell.S == "/TH" for cell in cells) else "/Row"
        for cell in cells:
            if cell.S == "/TH":
                heads += 1
                assert str(cell.A.Scope) == wanted
    assert heads > 20
