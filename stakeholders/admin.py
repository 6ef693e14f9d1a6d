"""Bodies, regulations, clauses and holidays."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import ReferenceAdmin, ReferenceInline
from accounts.unshown import UnshownForm

from .models import Body, ClauseTemplate, Contact, ContactAccess, Holiday, Membership, Regulation


class MembershipInline(ReferenceInline):
    model = Membership
    fields = ["seat", "office", "organisation", "starts_on", "ends_on", "position"]


@admin.register(Body)
class BodyAdmin(ReferenceAdmin):
    inlines = [MembershipInline]


admin.site.register([Regulation, ClauseTemplate, Holiday], ReferenceAdmin)


@admin.register(Contact)
class ContactAdmin(ReferenceAdmin):
    """Names and offices; how to reach somebody is replaced here and read on the page of the organisation, with a reason."""

    form = UnshownForm

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["name", "office", "organisation"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who asks to be forgotten is taken out."""
        return self.has_module_permission(request)


@admin.register(ContactAccess)
class ContactAccessAdmin(ReferenceAdmin):
    """Who looked at whose contact, when and why. Nobody adds, changes or removes a line."""

    date_hierarchy = "at"
    list_filter = ["organisation"]

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return ["at", "by", "organisation", "shown", "reason"]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["by__name", "shown", "reason"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
