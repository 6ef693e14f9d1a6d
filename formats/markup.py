"""Reading foreign HTML: what a browser's editor, Word, Google Docs or a spreadsheet leaves, as a tree of meanings.

The parser is linear in the size of its input (a browser's own rules are not: they copy open formatting into each
paragraph), so it stands first; only what the tree can say is ever written out again.
"""

import re
from dataclasses import dataclass, field

from lxml import etree

from .text import FORBIDDEN

MAX_ELEMENTS = 60_000
MAX_TEXTS = 300_000
"""Pieces of text: each tag, entity and stray < or & begins a new one."""
MAX_RAW_DEPTH = 100

# With all that is in them: code, foreign languages, things to fill in.
DROPPED = frozenset(
    """applet area audio base canvas col colgroup datalist embed frame frameset head hr iframe input link map math meta
    noembed noframes noscript object param script select source style svg template textarea title track video wbr xml
    """.split()
)
BLOCKS = frozenset(
    """address article aside body center dd details dialog div dl fieldset footer form header html legend listing main
    nav optgroup option plaintext pre section summary xmp""".split()
)
SAME = frozenset("a br p ul ol li blockquote figure figcaption caption table thead tbody tfoot tr td th img".split())
RENAMED = {
    "h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4",
    "dir": "ul", "menu": "ul", "dt": "dt", "q": "q",
}  # fmt: skip
MARKS = {
    "b": ("strong", True), "strong": ("strong", True),
    "i": ("em", True), "em": ("em", True), "cite": ("em", True), "dfn": ("em", True), "var": ("em", True),
    "sub": ("script", "sub"), "sup": ("script", "sup"),
}  # fmt: skip
VOID_OF_MEANING = frozenset(("span", "font"))

# Direction overrides, soft hyphens and invisible signs have no place in prose; the joiners stay for emoji.
UNWANTED = re.compile(f"[{FORBIDDEN}\u00ad\u180e\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
MARK = re.compile(r"r-[a-z0-9]{6,12}")
"""The stable id of a table, image or live block that references lead to: the only ids there are."""
NOTE = re.compile(r"_?((?:ftn|edn|fn)[0-9]{1,4})")
NOTE_BACK = re.compile(r"#_?(?:ftn|edn|fn)ref[0-9]{1,4}")
ORDERED_MARKER = re.compile(r"\(?(?:[0-9]{1,3}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]")


class Unreadable(Exception):
    """The markup passes a limit; ``code`` is too_deep or too_many_elements."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(slots=True, eq=False)
class Node:
    """An element with a meaning. Tags are those of HTML and: mark, footnote, angka, rujuk, blok, note, noteref, item."""

    tag: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)

    def text(self) -> str:
        """The plain text below this node, without the links that lead back from a note."""
        parts: list[str] = []
        pending: list = [self]
        while pending:
            node = pending.pop()
            if isinstance(node, str):
                parts.append(node)
            elif node.tag != "back":
                pending.extend(reversed(node.children))
                if node.tag in ("p", "br", "div", "li"):
                    pending.append(" ")
        return "".join(parts)


def parse(html: str) -> Node:
    """The tree of ``html``. Raises :class:`Unreadable` when there are too many elements, or nested too deeply."""
    builder = _Builder()
    parser = etree.HTMLParser(target=builder)
    # The words before it keep an XML declaration or an empty text from confusing the parser.
    return etree.fromstring("<html><body> " + UNWANTED.sub("", html), parser)


class _Builder:
    """Receives what the parser finds; ``stack`` holds the node that takes the children of each open element."""

    def __init__(self):
        self.root = Node("root")
        self.stack = [self.root]
        self.dropping = 0
        self.elements = 0
        self.texts = 0
        self.word_lists: list[Node] = []

    def start(self, tag: str, attributes: dict) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS:
            raise Unreadable("too_many_elements")
        if self.dropping:
            self.dropping += 1
            return
        parent = self.stack[-1]
        node = _meaning(tag, attributes, parent)
        if node is None:
            self.dropping = 1
            return
        if node is not parent:
            parent.children.append(node)
            if node.tag == "item" and (not self.word_lists or self.word_lists[-1] is not parent):
                self.word_lists.append(parent)
        self.stack.append(node)
        if len(self.stack) > MAX_RAW_DEPTH:
            raise Unreadable("too_deep")

    def end(self, tag: str) -> None:
        if self.dropping:
            self.dropping -= 1
        elif len(self.stack) > 1:
            self.stack.pop()

    def data(self, text: str) -> None:
        self.texts += 1
        if self.texts > MAX_TEXTS:
            raise Unreadable("too_many_elements")
        if not self.dropping:
            self.stack[-1].children.append(UNWANTED.sub("", text))

    def comment(self, text: str) -> None:
        pass

    def pi(self, target: str, data: str | None = None) -> None:
        pass

    def close(self) -> Node:
        for parent in self.word_lists:
            parent.children = _with_lists(parent.children)
        return self.root


def _meaning(tag: str, attributes: dict, parent: Node) -> Node | None:
    """What an element stands for: a node, ``parent`` when it says nothing itself, None when it goes with its content."""
    if tag in SAME:
        if tag == "a":
            return _link(attributes)
        if tag == "p" and "mso-list" in attributes.get("style", "") and (level := _word_level(attributes["style"])):
            return Node("item", {"level": level})
        if tag == "p" and "source" in attributes.get("class", "").split():
            return Node("p", {"source": True})
        if tag in ("img", "td", "th"):
            return Node(tag, dict(attributes))
        if tag == "li" and (note := NOTE.fullmatch(attributes.get("id", ""))):
            return Node("note", {"id": note[1], "tag": "li"})
        if tag == "figure" and MARK.fullmatch(attributes.get("id", "")):
            return Node(tag, {"id": attributes["id"]})
        return Node(tag)
    if tag in RENAMED:
        return Node(RENAMED[tag])
    if tag == "span" and (node := _own_span(attributes)):
        return node
    if tag in MARKS or tag in VOID_OF_MEANING:
        return _marks(tag, attributes) or parent
    if tag in BLOCKS:
        if tag == "div" and "data-blok" in attributes:
            return Node("blok", dict(attributes))
        if note := NOTE.fullmatch(attributes.get("id", "")):
            return Node("note", {"id": note[1], "tag": "div"})
        return Node("pre" if tag in ("pre", "listing", "xmp", "plaintext") else "div")
    return None if tag in DROPPED else parent


def _own_span(attributes: dict) -> Node | None:
    if "data-angka" in attributes:
        return Node("angka", dict(attributes))
    if "data-rujuk" in attributes:
        return Node("rujuk", dict(attributes))
    if "footnote" in attributes.get("class", "").split():
        return Node("footnote")
    if re.search(r"mso-list:\s*ignore", attributes.get("style", ""), re.IGNORECASE):
        return Node("marker")
    return None


def _link(attributes: dict) -> Node:
    href = attributes.get("href", "")
    if href.startswith("#"):
        if note := NOTE.fullmatch(href[1:]):
            return Node("noteref", {"id": note[1], "href": href})
        if NOTE_BACK.fullmatch(href):
            return Node("back")
    return Node("a", {"href": href})


def _marks(tag: str, attributes: dict) -> Node | None:
    """Bold, italic, raised and lowered, said by the element or by its style; a style may also take it back."""
    marks = dict((MARKS[tag],)) if tag in MARKS else {}
    style = attributes.get("style")
    if style:
        for name, value in re.findall(r"(?:^|;)\s*([a-z-]+)\s*:\s*([a-z0-9]+)", style[:2000].lower()):
            if name == "font-weight":
                marks["strong"] = value in ("bold", "bolder") or (value.isdecimal() and int(value[:4]) >= 600)
            elif name == "font-style":
                marks["em"] = value in ("italic", "oblique")
            elif name == "vertical-align" and value in ("sub", "super"):
                marks["script"] = value[:3]
    return Node("mark", marks) if marks else None


def _word_level(style: str) -> int | None:
    match = re.search(r"mso-list:[^;]{0,60}?level([1-9])", style[:2000], re.IGNORECASE)
    return int(match[1]) if match else None


def _with_lists(children: list) -> list:
    """Word's list paragraphs, which only look like lists, as lists: one behind the other, nested by level."""
    result: list = []
    open_lists: list[tuple[int, Node]] = []
    for child in children:
        if not isinstance(child, Node) or child.tag != "item":
            if isinstance(child, Node) or child.strip():
                open_lists = []
            result.append(child)
            continue
        level = child.attributes["level"]
        marker = next((node for node in child.children if isinstance(node, Node) and node.tag == "marker"), None)
        kind = "ol" if marker and ORDERED_MARKER.match(marker.text().strip()) else "ul"
        while open_lists and open_lists[-1][0] > level:
            open_lists.pop()
        if open_lists and open_lists[-1][0] == level and open_lists[-1][1].tag != kind:
            open_lists.pop()
        if not open_lists or open_lists[-1][0] < level:
            new = Node(kind)
            if open_lists:
                open_lists[-1][1].children[-1].children.append(new)
            else:
                result.append(new)
            open_lists.append((level, new))
        open_lists[-1][1].children.append(Node("li", {}, [Node("p", {}, child.children)]))
    return result
