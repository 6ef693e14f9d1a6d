"""Books, readiness scale, glossary and evaluation schemes. Text and states of sections are never edited here (Z12)."""

from django.contrib import admin

from accounts.admin import ReferenceAdmin, ReferenceInline

from .models import (
    Book,
    EvaluationAspect,
    EvaluationQuestion,
    EvaluationScheme,
    ReadinessAspect,
    ReadinessElement,
    ReadinessLevel,
    Section,
    Term,
)


class AspectInline(ReferenceInline):
    model = ReadinessAspect
    fields = ["key", "name", "help", "position", "is_active"]


@admin.register(ReadinessElement)
class ReadinessElementAdmin(ReferenceAdmin):
    inlines = [AspectInline]


@admin.register(Section)
class SectionAdmin(ReferenceAdmin):
    """The outline's settings of a section: guidance, responsible organisation, blocks; not its text."""

    list_filter = ["book", "kind", "is_active"]
    fields = [
        "title",
        "guidance",
        "organisation",
        "contributors",
        "signatory",
        "dimension",
        "subdimension",
        "blocks",
        "min_words",
        "required",
        "due_on",
        "is_active",
    ]
    filter_horizontal = ["contributors"]

    def has_add_permission(self, request, obj=None) -> bool:
        return False


admin.site.register(
    [Book, ReadinessLevel, Term, EvaluationAspect, EvaluationQuestion, EvaluationScheme], ReferenceAdmin
)
