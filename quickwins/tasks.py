"""Background work of the register. A task takes an id, calls one deed, and ends: the row of the deed is the truth."""

from __future__ import annotations

from django_tasks import task


@task()
def make_import(import_id: str) -> None:
    """Take a workbook into the register, unless another worker is at it or it is done."""
    from .intake import run_import

    run_import(import_id)
