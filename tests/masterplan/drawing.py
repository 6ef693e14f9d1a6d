"""Sections as they are drawn: written into the small plan, rendered for print or screen."""

from __future__ import annotations

from datetime import UTC, datetime

from files.models import StoredFile
from masterplan.models import Section, build_outline
from masterplan.rendering import RenderContext, read_files, render_section

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TABLE = (
    '<figure class="table"><figcaption>{}</figcaption><table><thead><tr><th scope="col"><p>Nama</p></th>'
    '<th scope="col"><p>Jumlah</p></th></tr></thead><tbody><tr><td><p>Belopa</p></td><td><p>1.234,5</p></td></tr>'
    "<tr><td><p>Bua</p></td><td><p>–</p></td></tr></tbody></table></figure>"
)
MARKED = TABLE.replace('<figure class="table">', '<figure class="table" id="{}">')
IMAGE = '<figure class="image"><img src="/berkas/{}/" alt="Peta"><figcaption>{}</figcaption></figure>'


def write(key: str, html: str) -> Section:
    Section.objects.filter(key=key).update(html=html)
    return Section.objects.select_related("book__plan", "dimension", "subdimension").get(key=key)


def context_of(plan, *, is_print: bool = True, linked=None) -> RenderContext:
    sections = list(Section.objects.filter(book__plan=plan).select_related("dimension", "subdimension"))
    return RenderContext(
        plan,
        {"b1": build_outline(sections)},
        lambda section: section.html,
        is_print=is_print,
        as_of=NOW,
        linked=linked,
        files=read_files([section.html for section in sections]),
    )


def rendered(plan, key: str, **options):
    context = context_of(plan, **options)
    place = next(place for place in context.places.values() if place.node.section.key == key)
    return render_section(place.node, context)


def make_image() -> StoredFile:
    return StoredFile.objects.create(
        name="peta.png", content_type="image/png", size=10, sha256="b" * 64, width=800, height=600, file="files/x"
    )


def outline_of(plan):
    return build_outline(Section.objects.filter(book__plan=plan).select_related("book__plan"))
