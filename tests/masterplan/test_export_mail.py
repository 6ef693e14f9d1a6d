"""Who waited long for a file is told by mail, once, and also when the mail server comes back later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from masterplan import exporting
from masterplan.export.make import Product
from masterplan.export.manuscript import Manuscript
from masterplan.export_mail import mail_told, mail_who_waited, promise_mails
from masterplan.exporting import run_export
from masterplan.models import Export, ExportMail
from masterplan.models.export_mail import MAIL_WAITS

from .approvals import approve_all
from .test_export_sharing import State, ask, ended


@pytest.fixture
def away(monkeypatch):
    """A mail server that is away; `away()` lets it come back."""
    from django.core.mail import EmailMessage

    real = EmailMessage.send

    def refuse(self, *args, **kwargs):
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    return lambda: monkeypatch.setattr(EmailMessage, "send", real)


def made(monkeypatch, plan, waited: int, **wish) -> Export:
    """An export that is made in a moment, asked for so many seconds ago."""
    manuscript = Manuscript.__new__(Manuscript)
    object.__setattr__(manuscript, "as_of", timezone.now())
    monkeypatch.setattr(exporting, "produce", lambda export, run: (Product(b"%PDF-1.7", 3), manuscript))
    monkeypatch.setattr(exporting, "problems_of", lambda *args: [])
    export = ask(**wish, plan=plan)
    Export.objects.filter(pk=export.pk).update(created_at=timezone.now() - timedelta(seconds=waited))
    return export


def test_who_waited_long_gets_one_mail_with_text_html_and_link(plan, cast, monkeypatch, mailoutbox, settings):
    approve_all(plan, cast.leader)
    cast.reviewer.language = "en"
    cast.reviewer.save()
    export = made(monkeypatch, plan, 61, user=cast.editor)
    ask(cast.reviewer, plan)
    run_export(str(export.pk))
    assert DBTaskResult.objects.filter(task_path__endswith="mail_export").count() == 1
    assert mail_who_waited(str(export.pk)) == 2 and mail_who_waited(str(export.pk)) == 0
    mails = {mail.to[0]: mail for mail in mailoutbox}
    mine, his = mails[cast.editor.email], mails[cast.reviewer.email]
    link = f"{settings.SITE_URL}{reverse('masterplan:export_download', args=[export.pk])}"
    export.refresh_from_db()
    for mail in (mine, his):
        ((html, kind),) = mail.alternatives
        assert link in mail.body and link in html and kind == "text/html" and export.sha256 in mail.body
    assert "siap diunduh" in mine.subject and "is ready" in his.subject and "\n" not in mine.subject


def test_who_waited_a_moment_gets_no_mail(plan, cast, monkeypatch, settings):
    export = made(monkeypatch, plan, 30, user=cast.editor)
    run_export(str(export.pk))
    tasks = DBTaskResult.objects.filter(task_path__endswith="mail_export")
    assert not tasks.exists()
    settings.EXPORT_MAIL_AFTER_SECONDS = 20
    second = made(monkeypatch, plan, 30, user=cast.editor)
    run_export(str(second.pk))
    assert tasks.count() == 1


def test_a_failure_after_a_long_wait_is_told_too(plan, cast, mailoutbox):
    export = ended(plan, cast.editor, seconds=90, state=State.FAILED, error="Penata halaman tidak bekerja.")
    promise_mails(export)
    assert mail_who_waited(str(export.pk)) == 1
    assert "Penata halaman tidak bekerja." in mailoutbox[0].body and "unduh" not in mailoutbox[0].body


def tries() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path__endswith="mail_export").order_by("enqueued_at"))


def later(mail: ExportMail) -> None:
    """The next try is due."""
    ExportMail.objects.filter(pk=mail.pk).update(next_at=timezone.now())


def test_a_mail_server_that_is_away_costs_no_file_and_the_mail_is_tried_again(
    plan, cast, monkeypatch, mailoutbox, away, client
):
    export = made(monkeypatch, plan, 61, user=cast.editor)
    run_export(str(export.pk))
    export.refresh_from_db()
    assert export.state == State.DONE and len(tries()) == 1
    began = timezone.now()
    assert mail_who_waited(str(export.pk)) == 0 and not mailoutbox
    mail = ExportMail.objects.get()
    assert mail.attempts == 1 and "Connection refused" in mail.error
    assert [task.run_after for task in tries()[1:]] == [mail.next_at]
    assert began + MAIL_WAITS[0] <= mail.next_at <= timezone.now() + MAIL_WAITS[0]
    client.force_login(cast.editor)
    page = client.get(export.get_absolute_url()).content.decode()
    assert "Belum dapat dikirim" in page
    # Before its time nothing is sent, however often the task runs.
    away()
    assert mail_who_waited(str(export.pk)) == 0 and len(tries()) == 2
    later(mail)
    assert mail_who_waited(str(export.pk)) == 1 and mail_who_waited(str(export.pk)) == 0
    assert [each.to for each in mailoutbox] == [[cast.editor.email]]
    assert "Terkirim" in client.get(export.get_absolute_url()).content.decode()


def test_the_waits_grow_and_after_the_last_try_the_page_says_so(plan, cast, mailoutbox, away):
    export = ended(plan, cast.editor, seconds=90)
    promise_mails(export)
    waits = []
    for _ in range(20):
        mail = ExportMail.objects.get()
        later(mail)
        before = len(tries())
        mail_who_waited(str(export.pk))
        added = tries()[before:]
        if not added:
            break
        waits.append(added[0].run_after - timezone.now())
    assert waits == sorted(waits) and len(waits) == len(MAIL_WAITS) and waits[-1] > timedelta(hours=7)
    mail.refresh_from_db()
    assert mail.attempts == len(MAIL_WAITS) + 1 and mail.is_given_up
    with translation.override("id"):
        assert mail_told(export, cast.editor) == "Tidak terkirim setelah 6 kali dicoba. Berkasnya menunggu di sini."
        assert mail_told(export, cast.reviewer) == ""
    away()
    later(mail)
    assert mail_who_waited(str(export.pk)) == 0 and not mailoutbox


def test_one_address_that_is_refused_costs_the_others_nothing(plan, cast, monkeypatch, mailoutbox):
    from django.core.mail import EmailMessage

    export = ended(plan, cast.editor, seconds=90)
    export.also_for.add(cast.reviewer, cast.leader)
    promise_mails(export)
    real = EmailMessage.send

    def picky(self, *args, **kwargs):
        if cast.reviewer.email in self.to:
            raise ValueError("no such mailbox")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", picky)
    assert mail_who_waited(str(export.pk)) == 2
    assert {mail.to[0] for mail in mailoutbox} == {cast.editor.email, cast.leader.email}
    assert list(ExportMail.objects.filter(sent_at=None).values_list("user", flat=True)) == [cast.reviewer.pk]


def test_a_worker_killed_between_claim_and_mail_leaves_a_try_behind(plan, cast, monkeypatch, mailoutbox):
    from django.core.mail import EmailMessage

    export = ended(plan, cast.editor, seconds=90)
    promise_mails(export)

    def killed(self, *args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(EmailMessage, "send", killed)
        mail_who_waited(str(export.pk))
    mail = ExportMail.objects.get()
    assert mail.sent_at is None and tries()[-1].run_after == mail.next_at
    later(mail)
    assert mail_who_waited(str(export.pk)) == 1
    first = mailoutbox[0].extra_headers["Message-ID"]
    assert str(export.pk) in first and "\n" not in first


def test_who_left_meanwhile_and_who_has_no_address_is_sent_nothing(plan, cast, mailoutbox):
    export = ended(plan, cast.editor, seconds=90)
    export.also_for.add(cast.reviewer)
    type(cast.reviewer).objects.filter(pk=cast.reviewer.pk).update(email="")
    promise_mails(export)
    type(cast.editor).objects.filter(pk=cast.editor.pk).update(is_active=False)
    assert ExportMail.objects.count() == 1 and mail_who_waited(str(export.pk)) == 0 and not mailoutbox


def test_the_page_asks_once_for_the_mail(plan, cast, client):
    export = ended(plan, cast.editor, seconds=9)
    client.force_login(cast.editor)
    with CaptureQueriesContext(connection) as captured:
        client.get(export.get_absolute_url())
    assert sum("exportmail" in row["sql"] for row in captured) == 1
