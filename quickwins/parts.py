"""The parts of a program that are edited as rows: budget, indicators, milestones, risks, partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .forms import PlainHelper
from .models import BudgetLine, Indicator, Milestone, Partnership, Program, Risk
from .part_forms import BudgetLineForm, IndicatorForm, MilestoneForm, PartnershipForm, RiskForm

MOST_ROWS = 60


class PartFormSet(BaseInlineFormSet):
    """Rows of one part. `copy_with_one_more` is what "Tambah baris" asks for, with what was typed kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove this row")

    def refuse_repeats(self, names: tuple[str, ...], message: str) -> None:
        """Add an error to the second row with the same values: the database refuses it, this says so in words."""
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", None)
            if not data or data.get("DELETE") or not all(data.get(name) for name in names):
                continue
            key = tuple(data[name] for name in names)
            if key in seen:
                form.add_error(names[-1], message)
            seen.add(key)

    def get_unique_error_message(self, unique_check: Any) -> str:
        return _("This row repeats another one. Remove one of them.")

    def get_form_error(self) -> str:
        return _("This row repeats another one. Remove one of them.")


class BudgetFormSet(PartFormSet):
    def clean(self) -> None:
        super().clean()
        self.refuse_repeats(
            ("year", "source"), _("This year and source stand in a row above. Put both amounts together.")
        )


class PartnerFormSet(PartFormSet):
    def clean(self) -> None:
        super().clean()
        self.refuse_repeats(("organisation",), _("This partner stands in a row above."))


class MilestoneFormSet(PartFormSet):
    def clean(self) -> None:
        """A milestone must not wait for itself, not even over others."""
        super().clean()
        waits: dict[int, int] = {}
        owners: dict[int, forms.ModelForm] = {}
        for form in self.forms:
            data = getattr(form, "cleaned_data", None)
            if data and form.instance.pk and data.get("depends_on") and not data.get("DELETE"):
                waits[form.instance.pk] = data["depends_on"].pk
                owners[form.instance.pk] = form
        for start in waits:
            at, steps = waits.get(start), 0
            while at is not None and at != start and steps <= len(waits):
                at, steps = waits.get(at), steps + 1
            if at == start:
                owners[start].add_error("depends_on", _("These milestones wait for each other in a circle."))
                return


@dataclass(frozen=True)
class Part:
    """One tab of the editing pages. `order` names the field that keeps the rows in the order of the page."""

    slug: str
    label: Any
    model: type
    form: type[forms.ModelForm]
    formset: type[PartFormSet]
    row: Any
    keeps_order: bool = False
    empty: Any = ""

    def build(self, program: Program, data: Mapping[str, Any] | None = None, *, extra: int = 1) -> PartFormSet:
        factory: Any = forms.inlineformset_factory(
            Program,
            self.model,
            form=self.form,
            formset=self.formset,
            extra=extra,
            can_delete=True,
            max_num=MOST_ROWS,
            absolute_max=MOST_ROWS + 20,
            validate_max=True,
            fk_name="program",
        )
        given: dict[str, Any] = {"program": program, "shared": {}}
        rows = self.model.objects.filter(program=program)  # type: ignore[attr-defined]
        if self.model is Indicator:
            rows = rows.prefetch_related("targets", "readings", "parts")
        return factory(data, instance=program, queryset=rows, prefix="baris", form_kwargs=given)


PARTS = {
    part.slug: part
    for part in (
        Part("anggaran", gettext_lazy("Budget"), BudgetLine, BudgetLineForm, BudgetFormSet, gettext_lazy("Budget line")),
        Part(
            "indikator", gettext_lazy("Indicators"), Indicator, IndicatorForm, PartFormSet, gettext_lazy("Indicator"),
            keeps_order=True,
        ),
        Part(
            "tonggak", gettext_lazy("Milestones"), Milestone, MilestoneForm, MilestoneFormSet, gettext_lazy("Milestone"),
            keeps_order=True,
        ),
        Part("risiko", gettext_lazy("Risks"), Risk, RiskForm, PartFormSet, gettext_lazy("Risk"), keeps_order=True),
        Part(
            "mitra", gettext_lazy("Partners"), Partnership, PartnershipForm, PartnerFormSet, gettext_lazy("Partner"),
        ),
    )
}  # fmt: skip


def one_more_row(data: Any) -> Any:
    """The sent form with one empty row more. Raises ValidationError when the count cannot be read."""
    copy = data.copy()
    try:
        total = int(copy.get("baris-TOTAL_FORMS", "0"))
    except ValueError:
        raise ValidationError(_("The rows could not be counted. Reload the page."))
    copy["baris-TOTAL_FORMS"] = str(min(total + 1, MOST_ROWS))
    return copy


def save_part(part: Part, formset: PartFormSet, program: Program) -> None:
    """Write the rows of a valid formset: removed ones go, changed ones stay in their place, new ones come last."""
    last = max((form.instance.position for form in formset.initial_forms), default=0) if part.keeps_order else 0
    for form in formset.forms:
        row = form.instance
        if form in formset.initial_forms and row._state.adding:
            continue  # a row of somewhere else, or one that is gone
        if form in formset.deleted_forms:
            if not row._state.adding:
                row.delete()
        elif form.has_changed():
            if row._state.adding and part.keeps_order:
                last += 1
                row.position = last
            if part.model is Indicator:
                row.plan = program.plan
                row.producer_id = row.producer_id or program.lead_id
            form.save()
