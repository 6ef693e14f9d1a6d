"""The canonical HTML of a section: meaning kept, junk gone; and what is read from it (X03-X06, X09, X11, X12, I10)."""

import pytest

from formats.html import blocks, clean_html, plain_text, word_count
from tests.formats.canonical import CANONICAL, FILE, assert_canonical


def test_canonical_text_stays_as_it_is():
    """X12 (the stored form), X09."""
    assert clean_html(CANONICAL) == CANONICAL
    assert_canonical(CANONICAL)


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("teks", "<p>teks</p>"),
        ("", ""),
        ("<p></p><p> </p><p>&nbsp;</p>", ""),
        ("<p>a</p><p></p><p></p><p>b</p><p></p>", "<p>a</p><p></p><p>b</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a   b\n c</p>", "<p>a b c</p>"),
        ("<p><b>a</b><strong>b</strong><i>c</i></p>", "<p><strong>ab</strong><em>c</em></p>"),
        ("<p><em><strong>a</strong></em></p>", "<p><strong><em>a</em></strong></p>"),
        ("<p><b>a <i>b</b> c</i></p>", "<p><strong>a <em>b</em></strong> c</p>"),
        ("<h1>a</h1><h2>b</h2><h3>c</h3>", "<h3>a</h3><h3>b</h3><h3>c</h3>"),
        ("<h4>a</h4><h5>b</h5><h6>c</h6>", "<h4>a</h4><h4>b</h4><h4>c</h4>"),
        ("<h3></h3><h3> <br> </h3>", ""),
        ("<div><div>a</div><div>b<div>c</div>d</div></div>", "<p>a</p><p>b</p><p>c</p><p>d</p>"),
        ('<p><font color=red size=7>a</font><u>b</u><span lang=EN>c</span></p>', "<p>abc</p>"),
        ('<p><span style="font-weight: 700">a</span></p>', "<p><strong>a</strong></p>"),
        ('<p><span style="font-weight:bold;font-style:italic">a</span></p>', "<p><strong><em>a</em></strong></p>"),
        ("<b style='font-weight:normal' id='docs-internal-guid-1'><p>a</p></b>", "<p>a</p>"),
        ("<p>m<span style='vertical-align:super'>2</span></p>", "<p>m<sup>2</sup></p>"),
        ("<p><br>a<br><br></p>", "<p>a</p>"),
        ("<p>a <br> b</p>", "<p>a<br>b</p>"),
        ("<pre>satu\n  dua</pre>", "<p>satu<br>dua</p>"),
        ("<dl><dt>OPD<dd>Organisasi</dl>", "<p><strong>OPD</strong></p><p>Organisasi</p>"),
        ("<p>so\u00adsi\u200bal\ufeff</p>", "<p>sosial</p>"),
        ("<p>e\u0301</p>", "<p>é</p>"),
        ("<p>\u202ea\u202cb</p>", "<p>ab</p>"),
        ("<p>a\x00b\x07&#1;c\ud800d</p>", "<p>abcd</p>"),
        ("<p>👩‍👩‍👧 🇮🇩</p>", "<p>👩‍👩‍👧 🇮🇩</p>"),
        ("<p id=a class='b' style='c'>x</p>", "<p>x</p>"),
        ("<ul><li>a<ul><li>b</ul></ul>", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>"),
        ("<ul><li></li></ul>", "<ul><li><p></p></li></ul>"),
        ("<ul></ul>", ""),
        ("<li>a</li>", "<ul><li><p>a</p></li></ul>"),
        ("<blockquote><blockquote>a</blockquote></blockquote>", "<blockquote><p>a</p></blockquote>"),
        ("<p class=source>a</p>", "<p>a</p>"),
        ("<p>a<script>b</script><style>c</style></p>", "<p>a</p>"),
        ("<p><del>a</del><ins>b</ins></p>", "<p>ab</p>"),
        ("<p>{{ x }}{% y %}</p>", "<p>{{ x }}{% y %}</p>"),
        ("<p><q>a</q></p>", "<p>“a”</p>"),
        ("<p>x<span class=footnote>a <b>b</b>\n c</span>y</p>", '<p>x<span class="footnote">a b c</span>y</p>'),
        ("<p>x<span class=footnote> </span></p>", "<p>x</p>"),
        ("<p><span data-angka=a_b>7</span></p>", '<p><span data-angka="a_b"></span></p>'),
        ("<p><span data-angka='A B'>7</span></p>", "<p>7</p>"),
        ("<div data-blok='X y'>isi</div>", "<p>isi</p>"),
        ("<p>a<div data-blok=x>isi</div>b</p>", '<p>a</p><div data-blok="x"></div><p>b</p>'),
        (f"<p>a<img src={FILE}>b</p>", f'<p>a</p><figure class="image"><img src="{FILE}" alt=""></figure><p>b</p>'),
        ("<p>a <img src=https://a.id/x.png alt='peta Luwu'></p>", "<p>a peta Luwu</p>"),
        (f"<img src='{FILE}?x'><img src='{FILE.upper()}'><img src='demo:peta'>", ""),
        (
            f"<figure><img src={FILE} alt=a><figcaption><p>Peta <b>Luwu</b></p></figcaption></figure>",
            f'<figure class="image"><img src="{FILE}" alt="a"><figcaption>Peta <strong>Luwu</strong></figcaption></figure>',
        ),
        ("<figure><figcaption>Hilang</figcaption></figure>", "<p>Hilang</p>"),
    ],
)  # fmt: skip
def test_markup_is_mapped_to_its_meaning(html, clean):
    """I10, X04, X05 (ids), X11."""
    assert clean_html(html) == clean


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("https://luwukab.go.id/a?b=c#d", "https://luwukab.go.id/a?b=c#d"),
        ("HTTP://luwukab.go.id", "http://luwukab.go.id"),
        ("mailto:a@b.id", "mailto:a@b.id"),
        ("#bagian", "#bagian"),
        ("/naskah/", None),
        ("ftp://a.id", None),
        ("tel:112", None),
        ("#", None),
        ("#_Toc123", None),
        ("https://[::bad", None),
        ("https://a.id/" + "a" * 2000, None),
    ],
)
def test_link_is_kept_when_its_scheme_is_known(href, kept):
    """X03."""
    assert clean_html(f'<p><a href="{href}">x</a></p>') == (f'<p><a href="{kept}">x</a></p>' if kept else "<p>x</p>")


def test_plain_text_tells_words_rows_and_notes():
    assert plain_text(CANONICAL).split("\n") == [
        "Dasar hukum",
        "Teks tebal miring, H2O, m2. [Catatan & kaki.]",
        "Lihat , situs, surat, program.",
        "satu", "dalam", "dua", "lagi", "Kutipan", "Penduduk",
        "Kecamatan\tJiwa", "Belopa\t1.234\t5", "1",
        "Sumber: BPS", "Peta", "Sumber: Bappelitbangda", "Sumber: data program", "Penutup", "Selesai {{ x }} {% y %}",
    ]  # fmt: skip
    assert plain_text("") == ""
    assert plain_text("<p>&lt;b&gt; 1 &lt; 2</p>") == "<b> 1 < 2"


def test_word_count_counts_what_holds_letters_or_digits():
    assert word_count("<p>Tiga kata – ini &amp; 2026.</p><ul><li><p>satu</p></li></ul>") == 5
    assert word_count("") == 0


def test_blocks_are_the_top_level_pieces():
    pieces = blocks(CANONICAL)
    assert "".join(pieces) == CANONICAL
    assert len(pieces) == 13
    assert pieces[0] == "<h3>Dasar hukum</h3>"
    assert blocks("") == []
