"""Writing the canonical form of a section: the tree of meanings as blocks of text."""

import re
from dataclasses import dataclass

from .grid import MAX_COLUMNS, MAX_ROWS, Cell, TooManyCells, read_span, write_table
from .markup import MARK, Node
from .notes import Notes, find_notes
from .runs import NBSP, PLAIN, WHITESPACE, Marks, Piece, clean_link, escape, escape_text, tidy, write_run
from .text import clean_line, nfc

MAX_BLOCK_DEPTH = 24
"""Of the 30 levels allowed six are kept for the paragraph, link, bold, italic, raised and what stands in them."""

FILE_ADDRESS = re.compile(r"/berkas/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/")
"""The only addresses from which a section shows images."""

BLOCK_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
PARAMETERS = re.compile(r"[A-Za-z0-9_.,:;=&+%~ -]{1,500}")
NUMBER_NAME = re.compile(r"[a-z][a-z0-9_.:-]{0,119}")
REFERENCE = re.compile(r"[a-z]{1,20}:[A-Za-z0-9_.-]{1,160}")


class TooDeep(Exception):
    """Lists and quotations are nested too deeply."""


@dataclass(slots=True)
class Block:
    """A finished block; a figure keeps its caption apart, because it may still receive one."""

    kind: str
    html: str
    caption: str = ""
    mark: str = ""

    @property
    def is_figure(self) -> bool:
        return self.kind in ("table", "image")

    def write(self) -> str:
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        mark = f' id="{self.mark}"' if self.mark else ""
        if self.kind == "table":
            return f'<figure class="table"{mark}>{caption}{self.html}</figure>'
        if self.kind == "image":
            return f'<figure class="image"{mark}>{self.html}{caption}</figure>'
        if self.kind == "blok":
            return f"<div {self.html}{mark}></div>"
        return self.html


def write_prose(root: Node) -> str:
    """The canonical HTML of a tree. Raises :class:`TooDeep` and :class:`~formats.grid.TooManyCells`."""
    flow = Flow("root", 0, find_notes(root))
    flow.read(root.children, PLAIN)
    blocks = flow.finish()
    seen: set[str] = set()
    for block in blocks:
        if block.mark in seen:
            block.mark = ""  # of a copy: references mean the first
        seen.add(block.mark)
    return "".join(block.write() for block in blocks)


class Flow:
    """Collects the blocks of one place: ``root``, ``item``, ``quote``, ``cell`` or ``line`` (inline content only).

    What a place cannot hold (a table in a list item) goes to ``hoisted`` and is set behind the outermost block.
    """

    def __init__(self, place: str, depth: int, notes: Notes):
        if depth > MAX_BLOCK_DEPTH:
            raise TooDeep
        self.place = place
        self.depth = depth
        self.notes = notes
        self.blocks: list[Block] = []
        self.hoisted: list[Block] = []
        self.run: list[Piece] = []
        self.tag = "p"

    def read(self, children: list, marks: Marks) -> None:
        for child in children:
            if isinstance(child, str):
                self.run.append(Piece("text", marks, child))
            else:
                READERS.get(child.tag, Flow.read_div)(self, child, marks)

    def finish(self) -> list[Block]:
        """The blocks, without empty paragraphs at the end and with at most one in a row."""
        self.flush()
        blocks: list[Block] = []
        for block in self.blocks:
            if block.kind != "empty" or (blocks and blocks[-1].kind != "empty"):
                blocks.append(block)
        while blocks and blocks[-1].kind == "empty":
            blocks.pop()
        return blocks

    # Inline content

    def read_mark(self, node: Node, marks: Marks) -> None:
        self.read(node.children, marks._replace(**node.attributes))

    def read_link(self, node: Node, marks: Marks) -> None:
        self.read(node.children, marks._replace(href=clean_link(node.attributes.get("href", "")) or marks.href))

    def read_noteref(self, node: Node, marks: Marks) -> None:
        text = self.notes.texts.pop(node.attributes["id"], "")  # once: a long note must not multiply
        if text:
            self.add_footnote(text)
        else:
            self.read_link(node, marks)

    def read_break(self, node: Node, marks: Marks) -> None:
        self.run.append(Piece("text", marks, " ") if self.place == "line" else Piece("break", marks, ""))
        self.read(node.children, marks)

    def read_quoted(self, node: Node, marks: Marks) -> None:
        self.read(["“", *node.children, "”"], marks)

    def read_footnote(self, node: Node, marks: Marks) -> None:
        self.add_footnote(node.text())

    def add_footnote(self, text: str) -> None:
        text = nfc(WHITESPACE.sub(" ", text)).strip(" ")
        if text.strip(NBSP):
            self.run.append(Piece("mark", PLAIN, f'<span class="footnote">{escape_text(text)}</span>'))

    def read_number(self, node: Node, marks: Marks) -> None:
        name = node.attributes["data-angka"]
        if NUMBER_NAME.fullmatch(name):
            html = f'<span data-angka="{name}"{_parameters(node)}></span>'
            self.run.append(Piece("mark", marks, html))
        else:
            self.read(node.children, marks)

    def read_reference(self, node: Node, marks: Marks) -> None:
        key = node.attributes["data-rujuk"]
        if REFERENCE.fullmatch(key):
            self.run.append(Piece("mark", marks, f'<span data-rujuk="{key}"></span>'))
        else:
            self.read(node.children, marks)

    def skip(self, node: Node, marks: Marks) -> None:
        pass

    # Blocks of text

    def read_div(self, node: Node, marks: Marks) -> None:
        self.flush()
        self.read(node.children, marks)
        self.flush()

    def read_paragraph(self, node: Node, marks: Marks) -> None:
        self.read_text_block(node, marks, "source" if node.attributes.get("source") else "p")

    def read_heading(self, node: Node, marks: Marks) -> None:
        self.read_text_block(node, marks, node.tag if self.place == "root" else "p")

    def read_text_block(self, node: Node, marks: Marks, tag: str) -> None:
        self.flush()
        before, count, hoisted = self.tag, len(self.blocks), len(self.hoisted)
        self.tag = tag
        self.read(node.children, marks)
        self.flush()
        self.tag = before
        if tag == "p" and self.place != "line" and (len(self.blocks), len(self.hoisted)) == (count, hoisted):
            self.blocks.append(Block("empty", "<p></p>"))

    def read_term(self, node: Node, marks: Marks) -> None:
        self.read_text_block(node, marks._replace(strong=True), "p")

    def read_verbatim(self, node: Node, marks: Marks) -> None:
        """Preformatted text: its line breaks are kept."""
        lines: list = []
        for child in node.children:
            if isinstance(child, str):
                for number, line in enumerate(child.split("\n")):
                    lines += [Node("br"), line] if number else [line]
            else:
                lines.append(child)
        self.read_text_block(Node("p", {}, lines), marks, "p")

    def flush(self) -> None:
        """Closes the paragraph that is being collected."""
        if self.place == "line":
            self.run.append(Piece("text", PLAIN, " "))
            return
        pieces, self.run = tidy(self.run), []
        if not pieces:
            return
        html = write_run(pieces)
        if self.tag == "source" and self.place == "root" and self.follows_figure():
            self.blocks.append(Block("source", f'<p class="source">{html}</p>'))
        elif self.tag in ("h3", "h4"):
            self.blocks.append(Block("heading", f"<{self.tag}>{html}</{self.tag}>"))
        else:
            self.blocks.append(Block("p", f"<p>{html}</p>"))

    def follows_figure(self) -> bool:
        """Whether a table, an image or live block stands before; empty paragraphs between are taken away."""
        index = len(self.blocks)
        while index and self.blocks[index - 1].kind == "empty":
            index -= 1
        if index and (self.blocks[index - 1].is_figure or self.blocks[index - 1].kind in ("blok", "source")):
            del self.blocks[index:]
            return True
        return False

    # Lists and quotations

    def read_list(self, node: Node, marks: Marks) -> None:
        self.flush()
        if self.place == "line":
            self.read(node.children, marks)
            return
        items: list[list] = []
        loose = False
        for child in node.children:
            if isinstance(child, Node) and (child.tag == "li" or child.attributes.get("tag") == "li"):
                if child.tag == "li" or child.attributes["id"] not in self.notes.moved:
                    items.append(list(child.children))
                loose = False
            elif items and (loose or (isinstance(child, Node) and child.tag in ("ul", "ol"))):
                items[-1].append(child)  # a list in a list belongs to the item before it
            elif isinstance(child, Node) or child.strip():
                items.append([child])
                loose = True
        html = "".join(self.write_item(item, marks) for item in items)
        if html:
            self.blocks.append(Block("list", f"<{node.tag}>{html}</{node.tag}>"))
        self.settle()

    def write_item(self, children: list, marks: Marks) -> str:
        flow = self.below("item", 2)
        flow.read(children, marks)
        blocks = flow.finish()
        if not blocks or blocks[0].kind == "list":
            blocks.insert(0, Block("empty", "<p></p>"))
        self.hoisted += flow.hoisted
        return f"<li>{''.join(block.html for block in blocks)}</li>"

    def read_item(self, node: Node, marks: Marks) -> None:
        """A list item without its list."""
        if self.place == "line":
            self.read_div(node, marks)
        else:
            self.read_list(Node("ul", {}, [node]), marks)

    def read_note(self, node: Node, marks: Marks) -> None:
        """A note at the end of the document: gone when it has moved to its place, else text like any other."""
        if node.attributes["id"] not in self.notes.moved:
            READERS[node.attributes["tag"]](self, Node(node.attributes["tag"], {}, node.children), marks)

    def read_blockquote(self, node: Node, marks: Marks) -> None:
        if self.place != "root":
            self.read_div(node, marks)
            return
        self.flush()
        flow = self.below("quote", 1)
        flow.read(node.children, marks)
        blocks = flow.finish()
        if blocks:
            self.blocks.append(Block("quote", f"<blockquote>{''.join(block.html for block in blocks)}</blockquote>"))
        self.hoisted += flow.hoisted
        self.settle()

    # Tables, images, live blocks

    def read_figure(self, node: Node, marks: Marks) -> None:
        self.flush()
        flow = Flow("root", 0, self.notes)
        captions = [child for child in node.children if isinstance(child, Node) and child.tag == "figcaption"]
        flow.read([child for child in node.children if isinstance(child, str) or child.tag != "figcaption"], marks)
        blocks = flow.finish()
        figure = next((block for block in blocks if block.is_figure and not block.caption), None)
        if figure:
            figure.mark = node.attributes.get("id", "")
        for caption in captions:
            if figure and not figure.caption:
                figure.caption, outside = self.write_line(caption, marks)
                blocks += outside
            else:
                rest = Flow("root", 0, self.notes)
                rest.read_paragraph(caption, marks)
                blocks += rest.finish()
        self.hoisted += blocks
        self.settle()

    def read_table(self, node: Node, marks: Marks) -> None:
        self.flush()
        head: list[list[Cell]] = []
        bodies: list[list[list[Cell]]] = [[]]
        foot: list[list[Cell]] = []
        caption = ""
        around = Flow("root", 0, self.notes)
        loose_row: list[Node] = []
        for child in node.children:
            if isinstance(child, str):
                around.read([child], marks)
            elif child.tag in ("caption", "figcaption") and not caption:
                caption, outside = self.write_line(child, marks)
                around.blocks += outside
            elif child.tag in ("thead", "tbody", "tfoot"):
                group = self.read_rows(child, marks, around)
                if child.tag == "thead":
                    head += group
                elif child.tag == "tbody":
                    bodies.append(group)
                else:
                    foot += group
            elif child.tag == "tr":
                bodies[-1].append(self.read_cells(child, marks, around))
            elif child.tag in ("td", "th"):
                loose_row.append(child)
            else:
                around.read([child], marks)
        if loose_row:
            bodies[-1].append(self.read_cells(Node("tr", {}, loose_row), marks, around))
        html = write_table(head, [*bodies, foot])
        if html:
            self.hoisted.append(Block("table", html, caption))
        elif caption:
            self.hoisted.append(Block("p", f"<p>{caption}</p>"))
        self.hoisted += around.finish()
        self.settle()

    def read_rows(self, node: Node, marks: Marks, around: "Flow") -> list[list[Cell]]:
        rows = []
        for child in node.children:
            if isinstance(child, Node) and child.tag == "tr":
                rows.append(self.read_cells(child, marks, around))
            elif isinstance(child, Node) and child.tag in ("td", "th"):
                rows.append(self.read_cells(Node("tr", {}, [child]), marks, around))
            else:
                around.read([child], marks)
        if len(rows) > MAX_ROWS:
            raise TooManyCells
        return rows

    def read_cells(self, node: Node, marks: Marks, around: "Flow") -> list[Cell]:
        cells: list[Cell] = []
        for child in node.children:
            if not isinstance(child, Node) or child.tag not in ("td", "th"):
                around.read([child], marks)
                continue
            if len(cells) == MAX_COLUMNS:
                raise TooManyCells
            flow = Flow("cell", 5, self.notes)
            flow.read(child.children, marks)
            html = "".join(block.html for block in flow.finish()) or "<p></p>"
            around.blocks += flow.hoisted
            spans = (read_span(child.attributes.get(name)) for name in ("colspan", "rowspan"))
            cells.append(Cell(child.tag == "th", html, *spans))
        return cells

    def read_image(self, node: Node, marks: Marks) -> None:
        address = node.attributes.get("src", "").strip()
        alternative = clean_line(node.attributes.get("alt", "")[:2000])[:500].strip()
        if FILE_ADDRESS.fullmatch(address):
            self.flush()
            self.hoisted.append(Block("image", f'<img src="{address}" alt="{escape(alternative)}">'))
            self.settle()
        elif alternative:
            self.run.append(Piece("text", marks, alternative))  # the picture cannot be kept, what it says can

    def read_live_block(self, node: Node, marks: Marks) -> None:
        name = node.attributes["data-blok"]
        if not BLOCK_NAME.fullmatch(name):
            self.read_div(node, marks)
            return
        self.flush()
        mark = node.attributes.get("id", "")
        self.hoisted.append(
            Block("blok", f'data-blok="{name}"{_parameters(node)}', mark=mark if MARK.fullmatch(mark) else "")
        )
        self.settle()

    def write_line(self, node: Node, marks: Marks) -> tuple[str, list[Block]]:
        """The inline content of a caption, and the blocks that were in it."""
        line = Flow("line", 0, self.notes)
        line.read(node.children, marks)
        return write_run(tidy(line.run)), line.hoisted

    def below(self, place: str, levels: int) -> "Flow":
        return Flow(place, self.depth + levels, self.notes)

    def settle(self) -> None:
        """At the root, what could not stand inside stands behind; elsewhere it is handed on upwards."""
        if self.place == "root":
            self.blocks += self.hoisted
            self.hoisted = []


READERS = {
    "mark": Flow.read_mark,
    "a": Flow.read_link,
    "noteref": Flow.read_noteref,
    "back": Flow.skip,
    "marker": Flow.skip,
    "br": Flow.read_break,
    "q": Flow.read_quoted,
    "footnote": Flow.read_footnote,
    "angka": Flow.read_number,
    "rujuk": Flow.read_reference,
    "p": Flow.read_paragraph,
    "figcaption": Flow.read_paragraph,
    "caption": Flow.read_paragraph,
    "h3": Flow.read_heading,
    "h4": Flow.read_heading,
    "dt": Flow.read_term,
    "pre": Flow.read_verbatim,
    "ul": Flow.read_list,
    "ol": Flow.read_list,
    "li": Flow.read_item,
    "note": Flow.read_note,
    "div": Flow.read_div,
    "blockquote": Flow.read_blockquote,
    "figure": Flow.read_figure,
    "table": Flow.read_table,
    "img": Flow.read_image,
    "blok": Flow.read_live_block,
}


def _parameters(node: Node) -> str:
    value = node.attributes.get("data-param", "")
    return f' data-param="{escape(value)}"' if PARAMETERS.fullmatch(value) else ""
