"""Forms of what hangs on a program: rows of its parts, reports of progress, values of indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from formats.fields import DateField, NumberField, PercentField, RupiahField
from formats.text import no_control_characters

from .forms import MAX_TEXT, PlainHelper, YearField, year_choices
from .models import (
    BudgetLine,
    FundingSource,
    Indicator,
    Milestone,
    Partnership,
    Program,
    ProgressReport,
    Reading,
    Risk,
    Target,
)
from .progressing import Amount, amount_of


class RowForm(forms.ModelForm):
    """One row of a part. `shared` belongs to all rows: choices are read from the database once, not once per row."""

    def __init__(self, *args: Any, program: Program, shared: dict[str, list[tuple[Any, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program, self.plan, self.shared = program, program.plan, shared
        for field in self.fields.values():
            if type(field) is forms.CharField:
                field.validators.append(no_control_characters)
            if isinstance(field.widget, forms.Textarea):
                field.validators.append(MaxLengthValidator(MAX_TEXT))

    def offer(self, name: str, rows: Any) -> None:
        """Let the field choose among these rows."""
        if name not in self.shared:
            self.shared[name] = [(row.pk, str(row)) for row in rows]
        self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields[name].choices = [("", "–"), *self.shared[name]]  # type: ignore[attr-defined]

    def offer_years(self, name: str, stored: int | None, *, earlier: int = 0) -> None:
        if "years" not in self.shared:
            self.shared["years"] = year_choices(self.plan)
        years = dict(self.shared["years"])
        first = min(years)
        years |= {year: str(year) for year in (*range(first - earlier, first), stored) if year}
        self.fields[name].offer(sorted(years.items()))  # type: ignore[attr-defined]


class BudgetLineForm(RowForm):
    year = YearField(label=gettext_lazy("Year"))
    ceiling = RupiahField(label=gettext_lazy("Amount"))
    realised = RupiahField(label=gettext_lazy("Realised"), required=False)

    class Meta:
        model = BudgetLine
        fields = ["year", "source", "ceiling", "realised"]
        labels = {"source": gettext_lazy("Funding source")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_years("year", self.instance.year)
        self.offer("source", FundingSource.objects.filter(is_active=True))


class MilestoneForm(RowForm):
    due_on = DateField(label=gettext_lazy("Due on"))
    done_on = DateField(label=gettext_lazy("Reached on"), required=False)

    class Meta:
        model = Milestone
        fields = ["title", "due_on", "done_on", "depends_on"]
        labels = {"title": gettext_lazy("Milestone"), "depends_on": gettext_lazy("Waits for")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("depends_on", Milestone.objects.filter(program=self.program))


class RiskForm(RowForm):
    LEVELS = [(number, str(number)) for number in range(1, 6)]

    likelihood = forms.TypedChoiceField(label=gettext_lazy("Likelihood (1–5)"), choices=LEVELS, coerce=int, initial=3)
    impact = forms.TypedChoiceField(label=gettext_lazy("Impact (1–5)"), choices=LEVELS, coerce=int, initial=3)

    class Meta:
        model = Risk
        fields = ["text", "likelihood", "impact", "mitigation"]
        labels = {"text": gettext_lazy("Risk"), "mitigation": gettext_lazy("Mitigation")}
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2, "maxlength": MAX_TEXT}),
            "mitigation": forms.Textarea(attrs={"rows": 2, "maxlength": MAX_TEXT}),
        }

    def has_changed(self) -> bool:
        # The two levels have a value from the start; they alone do not make a risk.
        return bool({"text", "mitigation"} & set(self.changed_data)) or bool(self.instance.pk and self.changed_data)


class PartnershipForm(RowForm):
    class Meta:
        model = Partnership
        fields = ["organisation", "form"]
        labels = {"organisation": gettext_lazy("Partner"), "form": gettext_lazy("Form of the partnership")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("organisation", Organisation.objects.active().exclude(kind=Organisation.Kind.OPD))


class IndicatorForm(RowForm):
    """An indicator with its baseline and one field for the target of each year of the plan."""

    baseline = NumberField(label=gettext_lazy("Baseline"), required=False, min_value=None, decimals=4)
    baseline_year = YearField(label=gettext_lazy("Year of the baseline"), required=False)
    decimals = forms.TypedChoiceField(
        label=gettext_lazy("Decimals shown"), choices=[(n, str(n)) for n in range(5)], coerce=int, initial=0
    )

    class Meta:
        model = Indicator
        fields = [
            *("name", "unit", "direction", "arithmetic", "decimals", "numerator", "denominator", "scale"),
            *("baseline", "baseline_year", "owner", "source", "combining", "parts"),
        ]
        labels = {
            "name": gettext_lazy("Indicator"),
            "unit": gettext_lazy("Unit"),
            "direction": gettext_lazy("Direction"),
            "arithmetic": gettext_lazy("How periods combine"),
            "owner": gettext_lazy("Who enters the value"),
            "source": gettext_lazy("Source of the data"),
            "numerator": gettext_lazy("Ratio: what is counted above (numerator)"),
            "denominator": gettext_lazy("Ratio: what is counted below (denominator)"),
            "scale": gettext_lazy("Ratio told"),
            "combining": gettext_lazy("How OPDs combine"),
            "parts": gettext_lazy("OPDs that enter a part each"),
        }
        widgets = {"parts": forms.CheckboxSelectMultiple}
        help_texts = {
            "numerator": gettext_lazy("Leave both empty for a plain number."),
            "parts": gettext_lazy("Nobody: the responsible OPD enters the whole value."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_years("baseline_year", self.instance.baseline_year, earlier=5)
        self.offer("owner", User.objects.active().filter(organisation=self.program.lead_id))
        for name in ("scale", "combining"):
            self.fields[name].required = False  # left out, they stay as the model has them
        lead, supporters = self.program.lead, self.program.supporters.all()
        if "opds" not in self.shared:
            self.shared["opds"] = [(one.pk, str(one)) for one in (lead, *supporters)]
        self.fields["parts"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=[key for key, _name in self.shared["opds"]]
        )
        self.fields["parts"].choices = self.shared["opds"]  # type: ignore[attr-defined]
        stored = {row.year: row.value for row in self.instance.targets.all()} if not self.instance._state.adding else {}
        self.target_years = sorted({*self.plan.years, *stored})
        for year in self.target_years:
            self.fields[f"target_{year}"] = NumberField(
                label=_("Target %(year)s") % {"year": year},
                required=False,
                min_value=None,
                decimals=4,
                initial=stored.get(year),
            )

    def has_changed(self) -> bool:
        ready = {"direction", "arithmetic", "decimals", "scale", "combining"}
        return bool(set(self.changed_data) - ready) or bool(not self.instance._state.adding and self.changed_data)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        baseline_year = data.get("baseline_year")
        for one, other in (("numerator", "denominator"), ("denominator", "numerator")):
            if data.get(one) and not data.get(other) and other not in self.errors:
                self.add_error(other, _("A ratio needs both: what is counted above, and by what it is divided."))
        self._keep_what_was_read(data)
        if data.get("baseline") is not None and not baseline_year and "baseline_year" not in self.errors:
            self.add_error("baseline_year", _("Say of which year the baseline is."))
        for year in self.target_years:
            if data.get(f"target_{year}") is not None and baseline_year and year <= baseline_year:
                self.add_error(
                    "baseline_year", _("The baseline lies before the first target; there is a target for %(year)s.")
                    % {"year": year},
                )  # fmt: skip
                break
        return data

    def _keep_what_was_read(self, data: dict[str, Any]) -> None:
        """Values that stand there were entered under a rule; a rule under which they would be lost is refused."""
        if self.instance._state.adding or not {"denominator", "parts"} & set(self.changed_data):
            return
        readings = list(self.instance.readings.all())
        if any((row.denominator is not None) != bool(data.get("denominator")) for row in readings):
            self.add_error("denominator", _("There are values already. Make a new indicator for another way to count."))
        chosen = {one.pk for one in data.get("parts") or []} or {None}
        if any(row.organisation_id not in chosen for row in readings):
            self.add_error("parts", _("There are values already of an OPD that would have no part any more."))

    def save(self, commit: bool = True) -> Indicator:
        indicator = super().save(commit=commit)
        for year in self.target_years:
            value = self.cleaned_data.get(f"target_{year}")
            if value is None:
                Target.objects.filter(indicator=indicator, year=year).delete()
            else:
                Target.objects.update_or_create(indicator=indicator, year=year, defaults={"value": value})
        return indicator


class ProgressReportForm(forms.ModelForm):
    percent = PercentField(label=gettext_lazy("Progress"), decimals=0)
    reported_on = DateField(label=gettext_lazy("As of"))
    spent = RupiahField(
        label=gettext_lazy("Spent so far"), required=False, help_text=gettext_lazy("Of all years, for the S-curve.")
    )

    class Meta:
        model = ProgressReport
        fields = ["percent", "reported_on", "spent", "text"]
        labels = {"text": gettext_lazy("What happened")}
        widgets = {"text": forms.Textarea(attrs={"rows": 5, "maxlength": MAX_TEXT})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators += [no_control_characters, MaxLengthValidator(MAX_TEXT)]
        self.helper = PlainHelper()


class ReadingForm(forms.Form):
    """One number for one quarter; of a ratio its numerator and denominator. What was read last stands there already."""

    value = NumberField(label=gettext_lazy("Actual value"), min_value=None, decimals=4)
    numerator = NumberField(min_value=None, decimals=4)
    denominator = NumberField(min_value=None, decimals=4)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=250, validators=[no_control_characters]
    )

    def __init__(self, *args: Any, indicator: Indicator, last: Reading | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        for name in ("value",) if indicator.is_ratio else ("numerator", "denominator"):
            del self.fields[name]
        for name in ("value", "numerator", "denominator"):
            if name in self.fields:
                self.initial[name] = getattr(last, name) if last else None
                self.fields[name].label = getattr(indicator, name, "") or self.fields[name].label
        # What a mail asks for is one number: the field is ready to be typed into.
        next(iter(self.fields.values())).widget.attrs["autofocus"] = True
        self.helper = PlainHelper()

    def amount(self) -> Amount:
        """What was entered; wants a valid form. Raises NotAccepted."""
        data = self.cleaned_data
        if self.indicator.is_ratio:
            return amount_of(self.indicator, data["numerator"], data["denominator"])
        return Amount(data["value"])
