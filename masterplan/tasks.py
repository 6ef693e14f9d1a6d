"""Background work of the book. Each task takes an id, calls one deed, and ends: the row of the deed is the truth."""

from __future__ import annotations

from django_tasks import task


@task()
def make_export(export_id: str) -> None:
    """Make the file of an export, unless another worker is at it or it is finished already."""
    from .exporting import run_export

    run_export(export_id)


@task(priority=-50)
def pull_proofs() -> None:
    """Typeset the chapters that were saved, behind all other work."""
    from .proofing import pull_changed_proofs

    pull_changed_proofs()


@task()
def mail_export(export_id: str) -> None:
    """Tell those who waited long for an export that it is finished, once."""
    from .export_mail import mail_who_waited

    mail_who_waited(export_id)
