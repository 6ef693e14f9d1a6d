"""Exports: each person's own; administrators make none."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from masterplan.models import Export

from .roof import NOT_ADMIN
from .table import Row

# The finished export belongs to the contributor of Dinkes, the one still waiting to the editor.
STRANGERS = "administrator editor head other_contributor other_head reviewer leader"
NOT_THE_EDITOR = "administrator contributor head other_contributor other_head reviewer leader"


def prepare(scene: SimpleNamespace) -> None:
    data = b"%PDF-1.7 uji"
    name = default_storage.save("exports/uji.pdf", ContentFile(data))
    scene.finished_export = Export.objects.create(
        plan=scene.plan,
        requested_by=scene.cast.contributor,
        book="b1",
        state=Export.State.DONE,
        file=name,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        as_of="2026-11-23T02:00:00Z",
    )
    scene.waiting_export = Export.objects.create(plan=scene.plan, requested_by=scene.cast.editor, book="b1")


def finished(scene: SimpleNamespace) -> dict[str, object]:
    return {"pk": scene.finished_export.pk}


def waiting(scene: SimpleNamespace) -> dict[str, object]:
    return {"pk": scene.waiting_export.pk}


ROWS = [
    Row("masterplan:export_list", ok=NOT_ADMIN, forbidden="administrator"),
    Row(
        "masterplan:export_create",
        method="post",
        data={"source": "draft", "book": "b1", "format": "pdf"},
        ok=NOT_ADMIN,
        forbidden="administrator",
    ),
    Row("masterplan:export_detail", finished, ok="contributor", hidden=STRANGERS),
    Row("masterplan:export_status", finished, ok="contributor", hidden=STRANGERS),
    Row("masterplan:export_download", finished, ok="contributor", hidden=STRANGERS),
    *(
        Row(f"masterplan:{name}", method=method, ok="administrator", forbidden=NOT_ADMIN)
        for name, method in (
            ("word_reference", "get"),
            ("word_reference_file", "get"),
            ("word_reference_replace", "post"),
            ("word_reference_reset", "post"),
        )
    ),
    Row("masterplan:export_cancel", waiting, method="post", ok="editor", hidden=NOT_THE_EDITOR),
]
