"""Manuscripts of invented content, deterministic for each chapter: prose, tables short and long, wide ones, figures,
footnotes, links between chapters. `build(6)` has about forty pages; an edit of one chapter leaves the others as they are."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

from PIL import Image, ImageDraw

from formats.numbers import roman
from masterplan.export.manuscript import Book, Caption, Chapter, DataTable, Heading, Manuscript, Signatory

WORDS = """layanan warga kecamatan data program indikator anggaran sungai kakao nelayan puskesmas sekolah jaringan desa
pesisir pegunungan jalan pasar perempuan pemuda koperasi sampah energi listrik kesehatan pendidikan wisata budaya pajak
retribusi aplikasi pelatihan pendamping evaluasi pemantauan kerja sama mitra kampus komunitas media informasi keamanan
terpadu terbuka cepat bersama bertahap menyeluruh mudah murah dekat aman tertib dan yang di untuk pada dengan dalam oleh
sebagai serta dari ke melalui terhadap antara adalah merupakan akan dapat perlu harus dilaksanakan ditetapkan diarahkan
mewujudkan meningkatkan memperkuat menyediakan tahun tahap utama""".split()
MOMENT = datetime(2026, 11, 23, 2, 41, tzinfo=UTC)
SUBJECTS = ("Analisis Strategis Smart City", "Masterplan Smart City Daerah", "Ringkasan Eksekutif")


class Writer:
    """Writes one chapter, counting its tables and figures."""

    def __init__(self, book: str, number: int, chapters: int, seed: int = 1) -> None:
        self.random = random.Random(f"{seed}/{book}/{number}")
        self.key, self.number, self.chapters, self.book = f"{book}.bab{number}", number, chapters, book
        self.pieces: list[str] = []
        self.headings = [Heading(self.key, 1, f"BAB {roman(number)}", self.title(4))]
        self.tables: list[Caption] = []
        self.figures: list[Caption] = []
        self.data: list[DataTable] = []
        self.media: dict[str, str] = {}

    def words(self, count: int) -> str:
        return " ".join(self.random.choices(WORDS, k=count))

    def sentence(self) -> str:
        text = self.words(self.random.randint(9, 20))
        return f"{text[0].upper()}{text[1:]}."

    def title(self, count: int) -> str:
        return " ".join(word.capitalize() for word in self.random.choices(WORDS[:60], k=count))

    def heading(self, level: int, number: str) -> None:
        anchor, title = f"{self.key}-{number}", self.title(3)
        self.headings.append(Heading(anchor, level, number, title))
        self.pieces.append(f'<h{level} id="{anchor}"><span class="no">{number}</span> {title}</h{level}>')

    def paragraph(self, *, note: bool = False, link: str = "") -> None:
        text = " ".join(self.sentence() for _ in range(self.random.randint(3, 6)))
        if note:
            text += f'<span class="footnote">{self.sentence()}</span>'
        if link:
            text += f' Lihat <a href="#{link}">Bab {link[-1]}</a>.'
        self.pieces.append(f"<p>{text} <strong>{self.words(2)}</strong> dan <em>{self.words(2)}</em> ≥ 10.</p>")

    def table(self, rows: int, columns: int, *, wide: bool = False) -> None:
        number = f"{self.number}.{len(self.tables) + 1}"
        anchor, text = f"{self.key}-tabel-{number}", self.title(5)
        heads = ("No", *(self.title(1) for _ in range(columns - 1)))
        body = tuple(
            (row + 1, self.title(3), *(self.random.randint(1, 99999) for _ in range(columns - 2)))
            for row in range(rows)
        )
        self.tables.append(Caption(anchor, number, text))
        self.data.append(DataTable(anchor, text, heads, body, "data contoh"))
        head = "".join(f'<th scope="col"{" class=n" if at > 1 else ""}>{name}</th>' for at, name in enumerate(heads))
        cells = "".join(
            "<tr>"
            + "".join(f"<td{' class=n' if at > 1 else ''}>{value}</td>" for at, value in enumerate(row))
            + "</tr>"
            for row in body
        )
        drawn = (
            f'<figure class="table" id="{anchor}"><figcaption><b>Tabel {number}</b> {text}</figcaption>'
            f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table></figure>"
            '<p class="source">Sumber: data contoh.</p>'
        )
        self.pieces.append(f'<div class="wide">{drawn}</div>' if wide else drawn)

    def figure(self, name: str) -> None:
        number = f"{self.number}.{len(self.figures) + 1}"
        anchor, text = f"{self.key}-gambar-{number}", self.title(5)
        self.figures.append(Caption(anchor, number, text))
        self.media[name] = hashlib.sha256(PICTURES[name]).hexdigest()
        self.pieces.append(
            f'<figure class="image" id="{anchor}"><img src="mp://media/{name}" alt="{escape(text)}">'
            f"<figcaption><b>Gambar {number}</b> {text}</figcaption></figure>"
            '<p class="source">Sumber: gambar contoh.</p>'
        )

    def chapter(self, revision: int = 0) -> Chapter:
        """Three sections; revision 1 adds a sentence, revision 10 about a page."""
        self.paragraph()
        for section in range(1, 4):
            self.heading(2, f"{self.number}.{section}")
            other = f"{self.book}.bab{self.random.randint(1, self.chapters)}"
            self.paragraph(note=section < 3, link=other if section == 1 else "")
            self.heading(3, f"{self.number}.{section}.1")
            self.paragraph()
            self.table((4, 30, 9)[section - 1], 4 if section != 2 else 6)
            self.paragraph()
            if section == 1:
                self.figure(f"gambar-{(self.number + section) % len(PICTURES)}")
            if section == 2:
                self.pieces.append("<ul>" + "".join(f"<li><p>{self.sentence()}</p></li>" for _ in range(4)) + "</ul>")
            self.paragraph(note=section == 3)
        if self.number % 3 == 0:
            self.table(9, 12, wide=True)
            self.paragraph()
        if revision:
            extra = random.Random(revision)
            lines = [" ".join(extra.choices(WORDS, k=14)) for _ in range(1 if revision < 10 else 40)]
            self.pieces.insert(3, "".join(f"<p>Suntingan {revision}: {line}.</p>" for line in lines))
        first = self.headings[0]
        return Chapter(
            self.key, "chapter", roman(self.number), first.number, first.title, "\n".join(self.pieces),
            tuple(self.headings), tuple(self.tables), tuple(self.figures), tuple(self.data), self.media,
        )  # fmt: skip


def picture(number: int) -> bytes:
    """A chart-like picture of 1200 x 700 px; the same number gives the same bytes."""
    image = Image.new("P", (1200, 700), 0)
    image.putpalette([255, 255, 255, 39, 66, 122, 134, 131, 122])
    draw, sizes = ImageDraw.Draw(image), random.Random(number)
    for column in range(12):
        height = sizes.randint(50, 600)
        draw.rectangle((60 + column * 95, 650 - height, 120 + column * 95, 650), fill=1 + column % 2)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


PICTURES = {f"gambar-{number}": picture(number) for number in range(4)}


def read_media(name: str) -> bytes:
    return PICTURES[name]


def foreword(book: str) -> Chapter:
    html = "".join(
        f"<p>Sambutan {number}: {'rencana ini disusun bersama untuk semua warga ' * 6}.</p>" for number in (1, 2)
    )
    return Chapter(f"{book}.front.foreword", "front", "", "", "Sambutan Bupati", html)


def build(
    chapters: int = 3, *, books: int = 1, edits: dict[int, int] | None = None, draft: bool = True, seed: int = 1
) -> Manuscript:
    """`chapters` in all, spread over `books`; `edits` maps the number of a chapter (counted over all) to a revision."""
    share = -(-chapters // books)
    made, count = [], 0
    for at in range(1, books + 1):
        key = f"b{at}"
        inside = []
        mine = min(share, chapters - count)
        for number in range(1, mine + 1):
            count += 1
            inside.append(Writer(key, number, mine, seed).chapter((edits or {}).get(count, 0)))
        subject = f"{SUBJECTS[(at - 1) % 3]} Kabupaten Luwu"
        made.append(Book(key, f"Buku {at}", f"Buku {at}: {subject}", subject, (foreword(key), *inside)))
    return Manuscript(
        plan_title="Masterplan Smart City Kabupaten Luwu 2026–2030",
        region="Kabupaten Luwu",
        province="Sulawesi Selatan",
        capital="Belopa",
        office="Dinas Komunikasi, Informatika, Statistik dan Persandian",
        period="2026–2030",
        books=tuple(made),
        as_of=MOMENT,
        printed_on=date(2026, 11, 23),
        edition="" if draft else "2026-1",
        edition_date=None if draft else date(2026, 11, 23),
        verify_url="" if draft else "http://localhost:8000/edisi/LWU-2026-1/",
        content_hash="" if draft else "ab" * 32,
        is_draft=draft,
        is_demo=True,
        signatories=(
            Signatory("Belopa, 23 November 2026", "Ketua Tim Pelaksana Smart City,", "Drs. Contoh Nama, M.Si.", "196803121994031002"),
            Signatory("Ditetapkan oleh", "Bupati Luwu,"),
        ),
    )  # fmt: skip


def with_chapter(manuscript: Manuscript, **changes: object) -> Manuscript:
    """The manuscript with its first real chapter changed."""
    book = manuscript.books[0]
    at = next(index for index, chapter in enumerate(book.chapters) if chapter.kind == "chapter")
    chapters = (*book.chapters[:at], replace(book.chapters[at], **changes), *book.chapters[at + 1 :])
    return replace(manuscript, books=(replace(book, chapters=chapters), *manuscript.books[1:]))
