from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from masterplan import publishing
from masterplan.models import Export, Section
from tests.masterplan.approvals import approve_all

from .table import EVERYBODY, SIGNED_IN, Row

NOT_LEADER = "administrator editor contributor head other_contributor other_head reviewer"


def prepare(scene: SimpleNamespace) -> None:
    """A published edition with its print, and a newer one that is frozen only."""
    states = list(Section.objects.filter(book__plan=scene.plan).values_list("pk", "state"))
    approve_all(scene.plan, scene.cast.leader)
    first = publishing.freeze(scene.plan, by=scene.cast.leader, title="Satu", reason="Edisi pertama")
    scene.published_edition = publishing.enact(first, by=scene.cast.leader, regulation="Perbup 1/2026")
    Export.objects.filter(edition=first).delete()
    Section.objects.filter(key="b1.two").update(title="Strategi dan Arah")
    scene.frozen_edition = publishing.freeze(scene.plan, by=scene.cast.leader, title="Dua", reason="Perubahan")
    # The other rows of the table find the sections as they were.
    Section.objects.filter(key="b1.two").update(title="Strategi")
    for pk, state in states:
        Section.objects.filter(pk=pk).update(state=state)
    name = default_storage.save("exports/uji.pdf", ContentFile(b"%PDF-1.7"))
    done = {"state": "done", "file": name, "sha256": "a" * 64, "size": 8, "requested_by": scene.cast.leader}
    scene.published_print = Export.objects.create(plan=scene.plan, edition=first, **done)
    scene.frozen_print = Export.objects.create(plan=scene.plan, edition=scene.frozen_edition, **done)


def published(scene: SimpleNamespace) -> dict[str, object]:
    return {"code": scene.published_edition.code}


def frozen(scene: SimpleNamespace) -> dict[str, object]:
    return {"code": scene.frozen_edition.code}


CHAPTER = {"book_key": "b1", "key": "b1.two"}

ROWS = [
    Row("masterplan:edition_list", ok=EVERYBODY),
    Row("masterplan:edition_detail", published, ok=EVERYBODY),
    Row("masterplan:edition_detail", frozen, ok=SIGNED_IN, hidden="public"),
    Row("masterplan:edition_chapter", lambda scene: published(scene) | CHAPTER, ok=EVERYBODY),
    Row("masterplan:edition_chapter", lambda scene: frozen(scene) | CHAPTER, ok=SIGNED_IN, hidden="public"),
    Row("masterplan:edition_download", lambda scene: published(scene) | {"pk": scene.published_print.pk}, ok=EVERYBODY),
    Row(
        "masterplan:edition_download",
        lambda scene: frozen(scene) | {"pk": scene.frozen_print.pk},
        ok=SIGNED_IN,
        hidden="public",
    ),
    Row("masterplan:edition_freeze", method="post", ok="leader", forbidden=NOT_LEADER),
    Row("masterplan:edition_enact", frozen, method="post", ok="leader", forbidden=NOT_LEADER),
    Row(
        "masterplan:edition_changes",
        ok=SIGNED_IN,
        data=lambda scene: {"dari": scene.published_edition.code, "ke": scene.frozen_edition.code},
    ),
    Row(
        "masterplan:edition_changes_file",
        ok=SIGNED_IN,
        data=lambda scene: {"dari": scene.published_edition.code, "ke": scene.frozen_edition.code},
    ),
    Row(
        "masterplan:edition_changes_print",
        ok=SIGNED_IN,
        data=lambda scene: {"dari": scene.published_edition.code, "ke": scene.frozen_edition.code},
    ),
]
