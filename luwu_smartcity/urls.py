"""All addresses. Paths are Indonesian, names English; each app's file reads as a map of its own part."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from . import own_data, styleguide, views

urlpatterns = [
    path("", views.home, name="home"),
    path("cari/", views.search, name="search"),
    path("panduan/", views.guide, name="guide"),
    path("sehat/", views.health, name="health"),
    path("gaya/", styleguide.styleguide, name="styleguide"),
    path("akun/data-saya/", own_data.own_data, name="own_data"),
    path("bahasa/", views.set_language, name="set_language"),
    path("js/katalog/", JavaScriptCatalog.as_view(packages=["django_prose_editor"]), name="javascript_catalog"),
    path("", include("accounts.urls")),
    path("", include("files.urls")),
    path("", include("quickwins.urls")),
    path("", include("stakeholders.urls")),
    path("", include("masterplan.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "luwu_smartcity.errors.bad_request"
handler403 = "luwu_smartcity.errors.permission_denied"
handler404 = "luwu_smartcity.errors.page_not_found"
handler500 = "luwu_smartcity.errors.server_error"
