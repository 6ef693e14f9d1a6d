"""The canonical form of a section's text: an example of all of it, and a reader that knows nothing else."""

import html5lib

from formats.html import ALLOWED, TAGS

FILE = "/berkas/12345678-1234-1234-1234-123456789abc/"
# What may stand in what. "#" is text and inline elements.
CONTENT = {
    "root": {"p", "h3", "h4", "ul", "ol", "blockquote", "figure", "div"},
    "p": {"#"}, "h3": {"#"}, "h4": {"#"}, "figcaption": {"#"},
    "ul": {"li"}, "ol": {"li"},
    "li": {"p", "ul", "ol"}, "blockquote": {"p", "ul", "ol"}, "td": {"p", "ul", "ol"}, "th": {"p", "ul", "ol"},
    "figure": {"figcaption", "table", "img"},
    "table": {"thead", "tbody"}, "thead": {"tr"}, "tbody": {"tr"}, "tr": {"td", "th"},
    "div": set(), "img": set(), "br": set(),
    "a": {"#"}, "strong": {"#"}, "em": {"#"}, "sub": {"#"}, "sup": {"#"}, "span": {"#"},
}  # fmt: skip
INLINE = {"a", "strong", "em", "sub", "sup", "br", "span"}
CANONICAL = (
    "<h3>Dasar hukum</h3>"
    '<p>Teks <strong>tebal <em>miring</em></strong>, H<sub>2</sub>O, m<sup>2</sup>.<span class="footnote">Catatan &amp; kaki.</span><br>'
    'Lihat <span data-rujuk="section:b1.intro.legal"></span>, <a href="https://luwukab.go.id/?a=1&amp;b=2">situs</a>, '
    '<a href="mailto:a@luwukab.go.id">surat</a>, <span data-angka="quickwin_count"></span> program.</p>'
    "<ul><li><p>satu</p><ol><li><p>dalam</p></li></ol></li><li><p>dua</p><p>lagi</p></li></ul>"
    "<blockquote><p>Kutipan</p></blockquote>"
    '<figure class="table"><figcaption>Penduduk</figcaption><table><thead><tr><th scope="col"><p>Kecamatan</p></th>'
    '<th scope="col" colspan="2"><p>Jiwa</p></th></tr></thead><tbody><tr><td rowspan="2"><p>Belopa</p></td><td><p>1.234</p></td>'
    "<td><p>5</p></td></tr><tr><td><p>1</p></td><td><p></p></td></tr></tbody></table></figure>"
    '<p class="source">Sumber: BPS</p>'
    f'<figure class="image"><img src="{FILE}" alt="Peta &quot;Luwu&quot;"><figcaption>Peta</figcaption></figure>'
    '<p class="source">Sumber: Bappelitbangda</p>'
    '<div data-blok="program_matrix" data-param="dimension=governance&amp;horizon=short"></div>'
    '<p class="source">Sumber: data program</p>'
    "<h4>Penutup</h4><p></p><p>Selesai&nbsp;{{ x }} {% y %}</p>"
)


def assert_canonical(html):
    """Parsed as a browser does, the text holds nothing but the canonical form, each thing in its place."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    assert not (root.text or "").strip()
    _assert_content(root, "root", 0)


def _assert_content(element, tag, depth):
    assert depth <= 30
    allowed = CONTENT[tag]
    if "#" not in allowed:
        assert not (element.text or "").strip(), (tag, element.text)
    for child in element:
        assert isinstance(child.tag, str), "comment"
        assert child.tag in TAGS
        assert child.tag in allowed or ("#" in allowed and child.tag in INLINE), (tag, child.tag)
        if "#" not in allowed:
            assert not (child.tail or "").strip()
        for name, value in child.attrib.items():
            assert (child.tag, name) in ALLOWED and ALLOWED[child.tag, name](value), (child.tag, name, value)
            assert "javascript" not in value or name == "alt"
        if child.tag == "img":
            assert set(child.attrib) == {"src", "alt"}
        if child.tag == "span" or child.tag == "div":
            assert child.attrib
        if child.tag == "a":
            assert child.attrib["href"].startswith(("https://", "http://", "mailto:", "#"))
        if "class" in child.attrib and child.tag == "span":
            assert len(child) == 0
        _assert_content(child, child.tag, depth + 1)
