"""Bodies, regulations, clauses and holidays."""

from django.contrib import admin

from accounts.admin import ReferenceAdmin, ReferenceInline

from .models import Body, ClauseTemplate, Holiday, Membership, Regulation


class MembershipInline(ReferenceInline):
    model = Membership
    fields = ["seat", "office", "organisation", "starts_on", "ends_on", "position"]


@admin.register(Body)
class BodyAdmin(ReferenceAdmin):
    inlines = [MembershipInline]


admin.site.register([Regulation, ClauseTemplate, Holiday], ReferenceAdmin)
