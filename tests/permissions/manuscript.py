"""The manuscript. Dinkes writes `background` (a draft), `purpose` (verified) and `living` (submitted); Disdik is the stranger."""

from __future__ import annotations

import uuid
from types import SimpleNamespace

from django.utils import timezone

from accounts.models import Organisation
from masterplan import commenting
from masterplan.models import DocumentImport, Review, Revision, Section, SectionSource

from .table import SIGNED_IN, Row

DRAFT, SUBMITTED, VERIFIED = ({"key": key} for key in ("b1.one.background", "b1.two.living", "b1.one.purpose"))
CHAPTER = {"key": "b1.one"}
FIRST = {"number": 1}

WRITERS = "editor contributor head"
STRANGERS = "other_contributor other_head"
# A draft is read by its writers and the administrator; what was submitted, by reviewers and the leader too.
OF_DRAFT = "administrator editor contributor head"
NOT_OF_DRAFT = f"{STRANGERS} reviewer leader"
OF_SUBMITTED = f"{OF_DRAFT} reviewer leader"
ARRANGERS = "administrator editor"
NOT_ARRANGERS = f"contributor head {STRANGERS} reviewer leader"


def prepare(scene: SimpleNamespace) -> None:
    cast, text = scene.cast, "<p>Antrean puskesmas dimulai pukul tujuh.</p>"
    sections = Section.objects.filter(book__plan=scene.plan)
    sections.filter(key=VERIFIED["key"]).update(organisation=Organisation.objects.get(key="dinkes"))
    for place, state in ((DRAFT, "draft"), (SUBMITTED, "submitted"), (VERIFIED, "verified")):
        section = sections.get(key=place["key"])
        Revision.objects.create(
            section=section, number=1, save_id=uuid.uuid4(), html=text, word_count=5, saved_by=cast.contributor
        )
        sections.filter(pk=section.pk).update(
            html=text, word_count=5, version=1, state=state, edited_by=cast.contributor
        )
    draft, submitted = (sections.get(key=place["key"]) for place in (DRAFT, SUBMITTED))
    scene.draft_aside, scene.submitted_aside = (
        Revision.objects.create(
            section=section,
            number=None,
            save_id=uuid.uuid4(),
            html="<p>Kalah.</p>",
            kind=Revision.Kind.ASIDE,
            saved_by=cast.contributor,
        )
        for section in (draft, submitted)
    )
    scene.draft_source = SectionSource.objects.create(section=draft, file=scene.shared_file, title="Peta")
    passage = {"level": 1, "title": "Latar Belakang", "auto": "", "html": text, "words": 5, "losses": {}, "problem": ""}
    scene.waiting = DocumentImport.objects.create(
        book=draft.book, owner=cast.contributor, name="naskah.docx", passages=[passage]
    )
    scene.taken = DocumentImport.objects.create(
        book=draft.book, owner=cast.contributor, name="naskah.docx", state="taken", taken_at=timezone.now()
    )
    scene.open_review = Review.objects.create(section=submitted, version=1, submitted_by=cast.contributor)
    scene.draft_thread, scene.submitted_thread = (
        commenting.start_thread(section, by=cast.contributor, text="Sumber angka ini apa?")
        for section in (draft, submitted)
    )


def read(name: str, more: dict | None = None, **asked) -> list[Row]:
    """What is open to all who read the section: here a draft and a submitted one."""
    name, more = f"masterplan:{name}", more or {}
    return [
        Row(name, DRAFT | more, ok=OF_DRAFT, hidden=NOT_OF_DRAFT, **asked),
        Row(name, SUBMITTED | more, ok=OF_SUBMITTED, hidden=STRANGERS, **asked),
    ]


def write(name: str, more: dict | None = None, **asked) -> list[Row]:
    """What only those do who write the section; a chapter heading has no text that anybody could write."""
    name, more = f"masterplan:{name}", more or {}
    return [
        Row(name, DRAFT | more, ok=WRITERS, forbidden="administrator", hidden=NOT_OF_DRAFT, **asked),
        Row(name, SUBMITTED | more, ok=WRITERS, forbidden="administrator reviewer leader", hidden=STRANGERS, **asked),
        Row(name, CHAPTER | more, forbidden=SIGNED_IN, **asked),
    ]


def arrange(name: str, **data: str) -> list[Row]:
    """The outline: administrators and editors. Who does not see the section does not learn that it exists."""
    name = f"masterplan:{name}"
    return [
        Row(name, DRAFT, method="post", data=data, ok=ARRANGERS, forbidden="contributor head", hidden=NOT_OF_DRAFT),
        Row(name, CHAPTER, method="post", data=data, ok=ARRANGERS, forbidden=NOT_ARRANGERS),
    ]


def step(name: str, section: dict, ok: str, hidden: str = STRANGERS) -> list[Row]:
    """A step of the review: the right is asked before the form is, so an empty form changes no answer."""
    shut = hidden.split() + ok.split() + ["public"]
    forbidden = " ".join(role for role in SIGNED_IN.split() if role not in shut)
    return [
        Row(f"masterplan:{name}", section, method="post", data=data, ok=ok, forbidden=forbidden, hidden=hidden)
        for data in ({"version": 1, "reason": "Lengkapi sumbernya"}, {})
    ]


def of_import(name: str, more: dict | None = None, *, taken: bool = True, **asked) -> list[Row]:
    """A document of Dinkes' staff: while it waits his alone, once it was taken over the editors' too."""
    name, more = f"masterplan:{name}", more or {}
    others = f"administrator head {STRANGERS} reviewer leader"
    waiting = Row(
        name, lambda scene: more | {"pk": scene.waiting.pk}, ok="contributor", hidden=f"editor {others}", **asked
    )
    done = Row(name, lambda scene: more | {"pk": scene.taken.pk}, ok="contributor editor", hidden=others, **asked)
    return [waiting, done] if taken else [waiting]


def save_id() -> str:
    return str(uuid.uuid4())


def review(scene: SimpleNamespace) -> dict:
    return {"pk": scene.open_review.pk}


ROWS = [
    Row("masterplan:book_list", ok=SIGNED_IN),
    Row("masterplan:book_detail", {"book_key": "b1"}, ok=SIGNED_IN),
    Row("masterplan:book_detail", {"book_key": "b9"}, hidden=SIGNED_IN),
    # Reading
    *read("section_detail"),
    *read("section_presence", method="post", json=True, data={"editing": False}),
    *read("section_history"),
    *read("section_revision", FIRST),
    *read("section_compare"),
    *read("section_checks"),
    *read("block_preview", data={"blok": "program_matrix"}),
    *read("picker_choices"),
    *read("thread_list"),
    *read("section_sources"),
    Row("masterplan:section_detail", CHAPTER, ok=SIGNED_IN),
    Row("masterplan:section_history", {"key": "b1.none"}, hidden=SIGNED_IN),
    Row(
        "masterplan:section_aside",
        lambda scene: DRAFT | {"pk": scene.draft_aside.pk},
        ok=OF_DRAFT,
        hidden=NOT_OF_DRAFT,
    ),
    Row(
        "masterplan:section_aside",
        lambda scene: SUBMITTED | {"pk": scene.submitted_aside.pk},
        ok=OF_SUBMITTED,
        hidden=STRANGERS,
    ),
    # Writing
    *write("section_edit"),
    *write(
        "section_save",
        method="post",
        json=True,
        data={"base_version": 1, "save_id": save_id(), "html": "<p>Antrean puskesmas dimulai pukul enam.</p>"},
    ),
    *write("section_paste", method="post", json=True, data={"html": "<p>Tempel</p>"}),
    *write("section_import"),
    Row(
        "masterplan:book_import",
        {"book_key": "b1"},
        ok=f"{WRITERS} {STRANGERS}",
        forbidden="administrator reviewer leader",
    ),
    *of_import("import_detail"),
    *of_import("import_part", {"number": 0}, taken=False),
    *of_import("import_take", method="post", data={"seen": ""}),
    *of_import("import_undo", method="post"),
    *of_import("import_drop", method="post"),
    *write("section_restore", FIRST, method="post", data={"version": 1, "save_id": save_id()}),
    *write("section_name_version", FIRST, method="post", data={"name": "Rapat tim"}),
    *write("source_link", method="post"),
    Row(
        "masterplan:source_unlink",
        lambda scene: DRAFT | {"pk": scene.draft_source.pk},
        method="post",
        ok=WRITERS,
        forbidden="administrator",
        hidden=NOT_OF_DRAFT,
    ),
    # Review
    Row(
        "masterplan:review_queue",
        ok="administrator editor reviewer leader",
        forbidden=f"contributor head {STRANGERS}",
    ),
    *(
        Row(
            f"masterplan:{name}",
            review,
            method="post",
            ok="reviewer",
            forbidden="administrator editor contributor head leader",
            hidden=STRANGERS,
        )
        for name in ("review_claim", "review_release")
    ),
    *write(
        "section_live_number", method="post", data={"version": 1, "block": 1, "name": "program_count", "typed": "9"}
    ),
    *step("section_submit", DRAFT, ok=WRITERS, hidden=NOT_OF_DRAFT),
    *step("section_withdraw", SUBMITTED, ok=WRITERS),
    *step("section_return", SUBMITTED, ok="reviewer"),
    *step("section_return", DRAFT, ok="", hidden=NOT_OF_DRAFT),
    *step("section_verify", SUBMITTED, ok="reviewer"),
    *step("section_verify", DRAFT, ok="", hidden=NOT_OF_DRAFT),
    *step("section_approve", VERIFIED, ok="leader"),
    *step("section_approve", DRAFT, ok="", hidden=NOT_OF_DRAFT),
    # Comments: who reads a section may speak about it
    *read("thread_create", method="post", data={"text": "Mohon tahunnya"}),
    Row(
        "masterplan:thread_reply",
        lambda scene: {"pk": scene.draft_thread.pk},
        method="post",
        data={"text": "Dari profil kesehatan"},
        ok=OF_DRAFT,
        hidden=NOT_OF_DRAFT,
    ),
    Row(
        "masterplan:thread_reply",
        lambda scene: {"pk": scene.submitted_thread.pk},
        method="post",
        data={"text": "Dari profil kesehatan"},
        ok=OF_SUBMITTED,
        hidden=STRANGERS,
    ),
    Row(
        "masterplan:thread_resolve",
        lambda scene: {"pk": scene.submitted_thread.pk},
        method="post",
        ok=f"{WRITERS} reviewer",
        forbidden="administrator leader",
        hidden=STRANGERS,
    ),
    # Outline
    Row("masterplan:outline_edit", {"book_key": "b1"}, ok=ARRANGERS, forbidden=NOT_ARRANGERS),
    Row(
        "masterplan:outline_assign",
        {"book_key": "b1"},
        method="post",
        data={"organisation": "dinkes"},
        ok=ARRANGERS,
        forbidden=NOT_ARRANGERS,
    ),
    Row(
        "masterplan:section_add",
        {"book_key": "b1"},
        method="post",
        data={"title": "Dasar Hukum", "parent": "b1.one"},
        ok=ARRANGERS,
        forbidden=NOT_ARRANGERS,
    ),
    *arrange("section_move", direction="down"),
    *arrange("section_rename", title="Judul baru"),
    *arrange("section_retire"),
]
