"""Django's admin, for administrators only and for reference data, outline and people only."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class ReferenceAdminSite(AdminSite):
    site_header = site_title = _("Administration of the masterplan")
    index_title = _("Reference data and people")

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request.user, "is_administrator", False)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what an app of ours registers: sessions, tokens and queue rows of libraries are nobody's reference data."""
        if getattr(admin_class, "is_reference", False):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Sign in by the site's own page, which knows limits and second factors."""
        target = request.GET.get("next", reverse("admin:index"))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


class ReferenceAdminConfig(AdminConfig):
    default_site = "luwu_smartcity.admin_site.ReferenceAdminSite"
