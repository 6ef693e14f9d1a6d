"""What is measured: a section of 20 KB, a large one with 300 paragraphs and a table of 150 rows, a book of 200 sections."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import Organisation, User
from formats.html import clean_html, word_count
from masterplan.models import Book, Section
from quickwins.models import Plan

SENTENCE = "Layanan publik di kecamatan didekatkan kepada warga dengan data yang terbuka dan dapat diperiksa. "
PARAGRAPH = f"<p>{SENTENCE * 5}</p>"
TWENTY_KILOBYTES = PARAGRAPH * (20_000 // len(PARAGRAPH))
ROWS, PARAGRAPHS, SECTIONS = 150, 300, 200


def large_text(change: int) -> str:
    """The large section; `change` stands in one paragraph and one cell, so that two of them differ in both."""
    paragraphs = "".join(
        f"<p>{SENTENCE * 3}Kecamatan {number}{f', perubahan {change}' if number == 120 else ''}.</p>"
        for number in range(PARAGRAPHS)
    )
    rows = "".join(
        f"<tr><td><p>{number}</p></td><td><p>Puskesmas {number}</p></td>"
        f"<td><p>{1000 + number + (change if number == 70 else 0)}</p></td></tr>"
        for number in range(ROWS)
    )
    table = f'<figure class="table"><figcaption>Kunjungan puskesmas</figcaption><table><tbody>{rows}</tbody></table></figure>'
    return clean_html(paragraphs + table)


def book_of_many_sections(plan: Plan, by: User) -> Book:
    """A further book: ten chapters with 190 sections that have a text, a state, an OPD and a last writer."""
    book = Book.objects.create(plan=plan, key="ukur", title="Buku Ukur", short="Buku Ukur", position=99)
    offices = list(Organisation.objects.opd().active()[:10])
    states = Section.State.values
    html = PARAGRAPH * 4
    for chapter in range(10):
        parent = Section.objects.create(
            book=book, key=f"ukur.{chapter}", title=f"Bab ukur {chapter}", kind=Section.Kind.CHAPTER, position=chapter
        )
        Section.objects.bulk_create(
            Section(
                book=book,
                parent=parent,
                key=f"ukur.{chapter}.{number}",
                title=f"Pelayanan terpadu di kecamatan {number}",
                position=number,
                organisation=offices[number % len(offices)],
                html=html,
                word_count=word_count(html),
                version=1,
                state=states[number % len(states)],
                edited_by=by,
                edited_at=timezone.now(),
            )
            for number in range(SECTIONS // 10 - 1)
        )
    return book
