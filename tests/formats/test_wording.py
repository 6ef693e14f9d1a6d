"""Words with a meaning of their own become links: each once on a page, nowhere that a link does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.wording import Vocabulary, Word, vocabulary_of

WORDS = (
    Word("Smart city", "Cara membangun daerah.", "/istilah/#arti-smart-city"),
    Word("Dewan Smart City", "Pengelola yang memberi arah.", "/istilah/#arti-dewan-smart-city"),
    Word("Dimensi", "Satu dari enam bidang.", "/istilah/#arti-dimensi"),
    Word("Sub-dimensi", "Bagian dari dimensi.", "/istilah/#arti-sub-dimensi"),
    Word("PAD", "Pendapatan Asli Daerah", "/istilah/#arti-pad"),
    Word("A & B", 'Arti "dan" <b>', "/istilah/#arti-a-b"),
)
VOCABULARY = Vocabulary(WORDS)


def linked(html: str, told: set[str] | None = None) -> list[str]:
    """The words that became links, in their order."""
    made = VOCABULARY.link(html, set() if told is None else told)
    return [part.split("</a>")[0].split(">", 1)[1] for part in made.split('<a class="term" ')[1:]]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Tiap dimensi dan tiap Dimensi</p>", ["dimensi"]),
        ("<p>Tiga sub-dimensi dari satu dimensi</p>", ["sub-dimensi", "dimensi"]),
        ("<p>Dewan&nbsp;Smart\nCity dan smart city</p>", ["Dewan&nbsp;Smart\nCity", "smart city"]),
        ("<p>multidimensi, dimensional, dimensi-dimensi, lintas-dimensi</p>", []),
        # "pad" is how people write "pada" in a hurry; only the abbreviation is one.
        ("<p>pad tahun itu PAD naik</p>", ["PAD"]),
        ("<p>A &amp; B</p>", ["A &amp; B"]),
        ("<p>&pad; &#pad;</p>", []),
        ("<h2>Dimensi</h2><p><a href='/'>dimensi</a> <button>dimensi</button></p>", []),
        ("<table><tr><td><table></table>dimensi</td></tr></table><figure><p>dimensi</p></figure>", []),
        ('<div class="blok"><div>x</div>dimensi</div><p class="source">dimensi</p>', []),
        ('<div class="blok">x</div><p title="dimensi">dimensi</p>', ["dimensi"]),
        ("<!-- dimensi --><svg><text>dimensi</text></svg><p>dimensi</p>", ["dimensi"]),
        ("<p>x<br>dimensi <img src='/a' alt='dimensi'></p>", ["dimensi"]),
        ("<select><option>Dimensi</select><textarea>dimensi</textarea><legend>Dimensi</legend>", []),
        ("dimensi > 3 dan 2 < 4 dimensi", ["dimensi"]),
    ],
)
def test_word_is_linked_where_it_does_no_harm(html, expected):
    assert linked(html) == expected


def test_word_is_told_once_on_a_page():
    told: set[str] = set()
    assert linked("<p>dimensi</p>", told) == ["dimensi"]
    assert linked("<p>Dimensi</p>", told) == []


def test_meaning_stands_in_the_link_and_is_no_markup():
    made = VOCABULARY.link("<p>A &amp; B</p>", set())
    assert 'title="Arti &quot;dan&quot; &lt;b&gt;"' in made and 'href="/istilah/#arti-a-b"' in made


def test_label_of_a_field_gets_a_sign_behind_it():
    """A link within the label would take the click from the field."""
    html = '<label class="form-label" for="a">Sub-dimensi</label><label class="form-check-label">Dimensi</label>'
    made = VOCABULARY.link(html, set(), "Arti %s")
    assert made.startswith('<label class="form-label" for="a">Sub-dimensi</label> <a class="term-mark"')
    assert 'data-word="Sub-dimensi"' in made and "Arti Sub-dimensi</span></a>" in made and made.count("<a ") == 1


@given(st.text("<>/\"'=p ah1dimens&;!-", max_size=80))
def test_any_text_keeps_its_words_and_never_gets_stuck(text):
    made = VOCABULARY.link(text, set())
    assert made.replace('<a class="term" href="/istilah/#arti-dimensi" title="Satu dari enam bidang.">', "").replace(
        "</a>", ""
    ) == text.replace("</a>", "")


def test_matcher_is_made_once():
    assert vocabulary_of(WORDS) is vocabulary_of(tuple(WORDS))
    assert linked("") == [] and Vocabulary(()).link("<p>dimensi</p>", set()) == "<p>dimensi</p>"
