"""Tables put in order, and what is pasted from Word, Google Docs and pandoc (I10, X10, P08)."""

import pytest

from formats.html import clean_html


def table(*rows, head=""):
    return f"<table>{head}<tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        # leading rows of headings become the head that is repeated on each page
        (
            "<table><tr><th>a<th>b<tr><th>c<td>1</table>",
            '<table><thead><tr><th scope="col"><p>a</p></th><th scope="col"><p>b</p></th></tr></thead>'
            '<tbody><tr><th scope="row"><p>c</p></th><td><p>1</p></td></tr></tbody></table>',
        ),
        # cells of a head are headings
        (
            "<table><thead><tr><td>a</td></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
            '<table><thead><tr><th scope="col"><p>a</p></th></tr></thead><tbody><tr><td><p>1</p></td></tr></tbody></table>',
        ),
        # nothing but headings: one row of them
        (
            "<table><tr><th>a<tr><th>b</table>",
            '<table><thead><tr><th scope="col"><p>a</p></th></tr></thead>'
            '<tbody><tr><th scope="row"><p>b</p></th></tr></tbody></table>',
        ),
        # a heading that reaches into the body
        (
            "<table><tr><th rowspan=2>a<th>b<tr><td>1</table>",
            table('<th scope="row" rowspan="2"><p>a</p></th><th scope="row"><p>b</p></th>', "<td><p>1</p></td>"),
        ),
        # spans: absurd, zero, not a number, beyond the table
        ("<table><tr><td colspan=65534>a</table>", table("<td><p>a</p></td>")),
        ("<table><tr><td colspan=65534>a<td>b</table>", table("<td><p>a</p></td><td><p>b</p></td>")),
        (
            "<table><tr><td colspan=2>a<td>b<tr><td>1<td>2<td>3</table>",
            table(
                '<td colspan="2"><p>a</p></td><td><p>b</p></td>', "<td><p>1</p></td><td><p>2</p></td><td><p>3</p></td>"
            ),
        ),
        (
            "<table><tr><td rowspan=65534>a<td colspan=x rowspan=-1>b</table>",
            table("<td><p>a</p></td><td><p>b</p></td>"),
        ),
        ("<table><tr><td rowspan=0 colspan='２'>a</table>", table("<td><p>a</p></td>")),
        # footers stand last, several bodies are one
        (
            "<table><tfoot><tr><td>z</tfoot><tbody><tr><td>a<tbody><tr><td>b</table>",
            table("<td><p>a</p></td>", "<td><p>b</p></td>", "<td><p>z</p></td>"),
        ),
        ("<table><colgroup><col width=9></colgroup><tr><td width=9 align=right>1</table>", table("<td><p>1</p></td>")),
        ("<table><tr></tr><tr><td></td></tr></table>", table("<td><p></p></td>")),
        ("<table><tr><td><h2>a</h2><ul><li>b</ul></table>", table("<td><p>a</p><ul><li><p>b</p></li></ul></td>")),
        ("<td>a</td>", None),
    ],
)
def test_table_is_put_in_order(html, clean):
    """Merged cells, spans and heads; X10, P08."""
    expected = f'<figure class="table">{clean}</figure>' if clean else "<p>a</p>"
    assert clean_html(html) == expected


def test_table_takes_its_caption_and_source():
    html = clean_html("<table><caption>Penduduk</caption><tr><td>1</table><p>&nbsp;</p><p class=source>Sumber: BPS</p>")
    assert html == (
        '<figure class="table"><figcaption>Penduduk</figcaption>' + table("<td><p>1</p></td>")
        + '</figure><p class="source">Sumber: BPS</p>'
    )  # fmt: skip


def test_table_or_image_in_a_list_cell_or_quotation_moves_behind_it():
    cell = table("<td><p>1</p></td>")
    assert clean_html("<ul><li>a<table><tr><td>1</table></li><li>b</li></ul>") == (
        f'<ul><li><p>a</p></li><li><p>b</p></li></ul><figure class="table">{cell}</figure>'
    )
    assert clean_html("<table><tr><td>a<table><tr><td>1</table></table>") == (
        f'<figure class="table">{table("<td><p>a</p></td>")}</figure><figure class="table">{cell}</figure>'
    )
    assert clean_html("<blockquote>a<div data-blok=x></div></blockquote>") == (
        '<blockquote><p>a</p></blockquote><div data-blok="x"></div>'
    )


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset=windows-1252><title>x</title>
<style><!-- p.MsoNormal {margin:0cm} --></style><!--[if gte mso 9]><xml><o:x>junk</o:x></xml><![endif]--></head>
<body lang=IN style='tab-interval:36.0pt'><div class=WordSection1>
<h1 style='margin-left:1cm'><b style='mso-bidi-font-weight:normal'><span style='font-family:Arial'>Latar belakang<o:p></o:p></span></b></h1>
<p class=MsoNormal style='text-align:justify'><span style='mso-tab-count:1'> </span>Kabupaten <b>Luwu</b><a style='mso-footnote-id:ftn1'
href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><sup>[1]</sup></span></a> maju.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>Satu</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;
</span></span><![endif]>Dalam satu</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2.<span>&nbsp;
</span></span><![endif]>Dua</p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='mso-yfti-irow:0'><th><p class=MsoNormal>No<o:p></o:p></p></th></tr>
<tr><td width=100 style='border:solid windowtext 1.0pt'><p class=MsoNormal>1</p></td></tr></table>
<div style='mso-element:footnote-list'><![if !supportFootnotes]><hr align=left size=1 width="33%"><![endif]>
<div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1"
title=""><span class=MsoFootnoteReference>[1]</span></a> Permendagri 86/2017.<o:p></o:p></p></div></div>
</div></body></html>"""


def test_word_paste_keeps_meaning_and_loses_junk():
    """I10: headings, lists, tables and footnotes of Word."""
    assert clean_html(WORD) == (
        "<h3><strong>Latar belakang</strong></h3>"
        '<p>Kabupaten <strong>Luwu</strong><span class="footnote">Permendagri 86/2017.</span> maju.</p><p></p>'
        "<ol><li><p>Satu</p><ul><li><p>Dalam satu</p></li></ul></li><li><p>Dua</p></li></ol>"
        '<figure class="table"><table><thead><tr><th scope="col"><p>No</p></th></tr></thead>'
        "<tbody><tr><td><p>1</p></td></tr></tbody></table></figure>"
    )


def test_footnotes_of_pandoc_move_to_their_place():
    html = (
        '<p>a<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a> b</p>'
        '<section id="footnotes" role="doc-endnotes"><hr /><ol><li id="fn1"><p>Catatan<a href="#fnref1" '
        'class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>'
    )
    assert clean_html(html) == '<p>a<span class="footnote">Catatan</span> b</p>'


def test_note_without_a_mark_stays_as_text_and_a_note_is_never_multiplied():
    assert clean_html("<p>a</p><div id=ftn1>catatan</div>") == "<p>a</p><p>catatan</p>"
    html = clean_html("<p>" + "a<a href='#_ftn1'>1</a>" * 3 + "</p><div id=ftn1>catatan</div>")
    assert html == '<p>a<span class="footnote">catatan</span>a1a1</p>'


def test_google_docs_paste_keeps_meaning():
    html = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5"><h2 dir="ltr"><span style="font-weight:400;">'
        'Judul</span></h2><p dir="ltr"><span style="font-weight:700;white-space:pre-wrap;">tebal</span><span style="font-weight:400;">'
        ' biasa</span></p><ul><li dir="ltr" aria-level="1"><p role="presentation"><span>satu</span></p></li><ul><li aria-level="2"><p>'
        "dalam</p></li></ul></ul><br></b>"
    )
    assert clean_html(html) == (
        "<h3>Judul</h3><p><strong>tebal</strong> biasa</p><ul><li><p>satu</p><ul><li><p>dalam</p></li></ul></li></ul>"
    )
