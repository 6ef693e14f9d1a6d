"""People and organisations, for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Deputy, Organisation, User
from .unshown import UnshownForm


class AdministratorOnly:
    """Rights of the admin follow the role, not Django's table of permissions. Rows are switched off, not deleted."""

    is_reference = True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return getattr(request.user, "is_administrator", False)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReferenceAdmin(AdministratorOnly, admin.ModelAdmin):
    """A list that can be searched and ordered; every reference table uses it."""

    list_per_page = 50

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        names = {field.name for field in self.model._meta.fields}
        return ["__str__", *[name for name in ("key", "position", "is_active") if name in names]]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        names = {field.name for field in self.model._meta.fields}
        return [name for name in ("key", "name", "title", "short") if name in names]


class ReferenceInline(AdministratorOnly, admin.TabularInline):
    extra = 0


@admin.register(Organisation)
class OrganisationAdmin(ReferenceAdmin):
    list_filter = ["kind", "is_active"]


@admin.register(Deputy)
class DeputyAdmin(ReferenceAdmin):
    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["user", "organisation", "kind", "starts_on", "ends_on"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)


class PersonForm(UnshownForm, UserChangeForm):
    """An account, without showing how to reach its person."""


@admin.register(User)
class PersonAdmin(AdministratorOnly, UserAdmin):
    """Accounts. Nobody makes himself an administrator here: the own role cannot be changed (case Z10)."""

    form = PersonForm
    list_display = ["name", "username", "role", "organisation", "is_active"]
    list_filter = ["role", "is_active", "organisation"]
    # Not by e-mail: what is not shown must not be guessed at either.
    search_fields = ["name", "username", "nip"]
    ordering = ["name"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "is_active"]}),
        (_("Person"), {"fields": ["name", "email", "nip", "rank", "office", "phone", "language"]}),
        (_("Role"), {"fields": ["role", "organisation"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": [
                    "username",
                    "name",
                    "email",
                    "role",
                    "organisation",
                    "usable_password",
                    "password1",
                    "password2",
                ]
            },
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["role", "organisation"] if obj is not None and obj.pk == request.user.pk else []
