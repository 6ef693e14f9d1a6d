"""Signing in: closed sign-up, reset by mail, limits of time; no door for guests (cases K05-K11)."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Deputy, User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db


def test_person_signs_in_with_the_username(client, cast):
    response = client.post(reverse("account_login"), {"login": "kominfo", "password": PASSWORD})
    assert response.status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_wrong_password_is_refused_without_a_hint(client, cast):
    known = client.post(reverse("account_login"), {"login": "kominfo", "password": "salah"}).content.decode()
    unknown = client.post(reverse("account_login"), {"login": "siapa", "password": "salah"}).content.decode()
    strip = lambda html: re.sub(r"kominfo|siapa|value=\"[^\"]*\"|nonce-?=?\"?[^\" ]*", "", html)  # noqa: E731
    assert len(strip(known)) == len(strip(unknown))


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    assert page.status_code == 200 and "password1" not in page.content.decode()
    client.post(
        reverse("account_signup"), {"username": "baru", "password1": "Sandi-Panjang-1", "password2": "Sandi-Panjang-1"}
    )
    assert not User.objects.filter(username="baru").exists()


def test_guests_are_led_to_the_door(client):
    response = client.get("/cari/?q=a")
    assert response.status_code == 302 and response.headers["Location"].startswith("/masuk/")


def test_password_reset_goes_by_mail_once(client, cast):
    client.post(reverse("account_reset_password"), {"email": cast.editor.email})
    assert len(mail.outbox) == 1
    path = re.search(r"https?://[^/]+(/sandi/lupa/\S+)", mail.outbox[0].body)[1]
    form = client.get(path, follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": "Sandi-Baru-2026", "password2": "Sandi-Baru-2026"})
    assert done.status_code == 302
    cast.editor.refresh_from_db()
    assert cast.editor.check_password("Sandi-Baru-2026")
    assert "password1" not in client.get(path, follow=True).content.decode()


def test_unknown_mail_gets_the_same_answer(client, cast):
    known = client.post(reverse("account_reset_password"), {"email": cast.editor.email})
    unknown = client.post(reverse("account_reset_password"), {"email": "tidak@ada.test"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


def test_session_ends_after_its_absolute_age(client, cast, settings):
    client.force_login(cast.editor)
    assert client.get("/cari/").status_code == 200
    session = client.session
    session["signed_in_at"] = int(timezone.now().timestamp()) - settings.SESSION_ABSOLUTE_AGE - 1
    session.save()
    assert client.get("/cari/").status_code == 302


def test_disabled_person_is_out_at_the_next_request(client, cast):
    client.force_login(cast.editor)
    User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    assert client.get("/cari/").status_code == 302


@pytest.mark.parametrize("target", ["//evil.test/", "https://evil.test/", "\\\\evil.test", "javascript:alert(1)"])
def test_sign_in_leads_only_inside(client, cast, target):
    response = client.post(reverse("account_login"), {"login": "kominfo", "password": PASSWORD, "next": target})
    assert "evil" not in response.headers.get("Location", "") and "javascript" not in response.headers.get(
        "Location", ""
    )


def test_language_follows_the_account_not_the_browser(client, cast):
    client.force_login(cast.editor)
    assert 'lang="id"' in client.get("/cari/", headers={"accept-language": "en-US"}).content.decode()
    client.post("/bahasa/", {"language": "en"})
    assert 'lang="en"' in client.get("/cari/").content.decode()


def test_contributor_without_organisation_is_refused(db):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("sendiri", "contributor")


def test_deputy_signs_only_within_his_dates(cast, organisations):
    today = timezone.localdate()
    Deputy.objects.create(user=cast.contributor, organisation=organisations.dinkes, starts_on=today, ends_on=today)
    assert cast.contributor.may_sign_for(organisations.dinkes)
    assert not cast.head.may_sign_for(organisations.dinkes)
    tomorrow = today + timezone.timedelta(days=1)
    assert cast.head.may_sign_for(organisations.dinkes, on=tomorrow)


@pytest.mark.parametrize(
    "path", ["/cari/?q=%00", "/cari/?q=%ff%fe", "/berkas/99999999999999999999/", "/naskah/bagian/%00/"]
)
def test_unreadable_address_is_refused_plainly(client, cast, path):
    client.force_login(cast.editor)
    assert client.get(path).status_code in {400, 404}


def test_nul_in_a_form_is_refused_plainly(client, cast):
    client.force_login(cast.editor)
    response = client.post("/akun/", {"phone": "0471\x00", "language": "id"})
    assert response.status_code == 400
