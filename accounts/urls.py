"""Signing in and out, and the own account. allauth's views under this site's Indonesian paths."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as usersessions
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path

from . import views

# allauth's own names stay without a namespace: its code reverses them.
allauth_patterns = [
    path("masuk/", login_not_required(account.login), name="account_login"),
    path("keluar/", login_not_required(account.logout), name="account_logout"),
    path("daftar/", login_not_required(account.signup), name="account_signup"),
    path("masuk/ditutup/", login_not_required(account.account_inactive), name="account_inactive"),
    path("masuk/kode/", login_not_required(mfa.authenticate), name="mfa_authenticate"),
    path("akun/konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("akun/konfirmasi/kode/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("akun/sandi/", account.password_change, name="account_change_password"),
    path("akun/sandi/baru/", account.password_set, name="account_set_password"),
    path("akun/email/", account.email, name="account_email"),
    path("akun/dua-langkah/", mfa.index, name="mfa_index"),
    path("akun/dua-langkah/aplikasi/", totp.activate_totp, name="mfa_activate_totp"),
    path("akun/dua-langkah/aplikasi/lepas/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("akun/dua-langkah/kode/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("akun/dua-langkah/kode/buat/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("akun/dua-langkah/kode/unduh/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("akun/perangkat/", usersessions.list_usersessions, name="usersessions_list"),
    path("sandi/lupa/", login_not_required(account.password_reset), name="account_reset_password"),
    path("sandi/lupa/terkirim/", login_not_required(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^sandi/lupa/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/lupa/selesai/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "email/konfirmasi/",
        login_not_required(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^email/konfirmasi/(?P<key>[-:\w]+)/$", login_not_required(account.confirm_email), name="account_confirm_email"
    ),
]

own_patterns = ([path("akun/", views.profile, name="profile")], "accounts")

urlpatterns = [*allauth_patterns, path("", include(own_patterns))]
