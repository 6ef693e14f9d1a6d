"""The form of a program: what it says of itself. What hangs on it has forms of its own in `part_forms`."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from formats.fields import BudgetCodeField, DateField, WholeNumberField
from formats.text import no_control_characters

from .models import (
    Mission,
    Objective,
    Plan,
    Program,
    SubDimension,
    Vision,
)

MAX_TEXT = 5000
# Two thousand million people: what a whole number of the database holds.
MAX_PEOPLE = 2_000_000_000


class PlainHelper(FormHelper):
    """The one helper: the template owns <form>, token and buttons."""

    form_tag = False
    disable_csrf = True
    include_media = False


def year_choices(plan: Plan, *kept: int | None) -> list[tuple[int, str]]:
    """From the year before the plan to the end of its longest term, and what is stored already."""
    last = max([plan.last_year, *(horizon.calendar_years()[1] for horizon in plan.horizons.select_related("plan"))])
    years = {*range(plan.first_year - 1, last + 1), *(year for year in kept if year)}
    return [(year, str(year)) for year in sorted(years)]


class YearField(forms.TypedChoiceField):
    """A year is chosen, never typed: 2026 is no number with thousands."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, years: list[tuple[int, str]]) -> None:
        self.choices = [("", "–"), *years]  # type: ignore[assignment]


class LevelField(forms.TypedChoiceField):
    """A level from 1 to 5, or nothing yet."""

    def __init__(self, **kwargs: Any) -> None:
        levels = [("", "–"), *((str(number), str(number)) for number in range(1, 6))]
        super().__init__(choices=levels, coerce=int, empty_value=None, **kwargs)


def grouped_subdimensions(plan: Plan) -> list[tuple[str, Any]]:
    """Sub-dimensions under the names of their dimensions."""
    groups: dict[str, list[tuple[int, str]]] = {}
    rows = SubDimension.objects.filter(dimension__plan=plan, is_active=True, dimension__is_active=True)
    for row in rows.select_related("dimension"):
        groups.setdefault(row.dimension.name, []).append((row.pk, row.name))
    return [("", "–"), *groups.items()]


class ProgramForm(forms.ModelForm):
    """What a program says of itself. State, choice and progress are not here: they change by deeds."""

    first_year = YearField(label=gettext_lazy("First year"))
    last_year = YearField(label=gettext_lazy("Last year"))
    starts_on = DateField(label=gettext_lazy("Starts on"), required=False)
    ends_on = DateField(
        label=gettext_lazy("Ends on"),
        required=False,
        help_text=gettext_lazy("A quick win is finished within 12 months."),
    )
    impact = LevelField(label=gettext_lazy("Impact, 1 little – 5 much"), required=False)
    effort = LevelField(label=gettext_lazy("Effort, 1 little – 5 much"), required=False)
    beneficiaries_count = WholeNumberField(
        label=gettext_lazy("Number of beneficiaries"), required=False, max_value=MAX_PEOPLE
    )
    budget_code = BudgetCodeField(
        label=gettext_lazy("Program or activity code"),
        required=False,
        help_text=gettext_lazy("As in SIPD, for example 2.16.03.2.02.09."),
    )

    class Meta:
        model = Program
        fields = [
            *("name", "subdimension", "lead", "supporters", "contact", "proposer", "first_year", "last_year"),
            *("starts_on", "ends_on", "stage", "summary", "objective_text", "strategy", "benefit_people"),
            *("benefit_government", "uniqueness", "beneficiaries", "beneficiaries_count", "partners_text"),
            *(
                "sustainability",
                "innovation_type",
                "innovation_kind",
                "mission",
                "objective",
                "issue",
                "impact",
                "effort",
            ),
            *("spbe", "sdg", "budget_code"),
        ]
        labels = {
            "name": gettext_lazy("Program name"),
            "subdimension": gettext_lazy("Sub-dimension"),
            "lead": gettext_lazy("Responsible OPD"),
            "supporters": gettext_lazy("Supporters"),
            "contact": gettext_lazy("Person in charge"),
            "proposer": gettext_lazy("Proposed by"),
            "stage": gettext_lazy("Stage"),
            "summary": gettext_lazy("Short explanation"),
            "objective_text": gettext_lazy("Objective of the program"),
            "strategy": gettext_lazy("Strategy"),
            "benefit_people": gettext_lazy("Benefit for the people"),
            "benefit_government": gettext_lazy("Benefit for the government"),
            "uniqueness": gettext_lazy("Uniqueness"),
            "beneficiaries": gettext_lazy("Beneficiaries"),
            "partners_text": gettext_lazy("Partnerships in words"),
            "sustainability": gettext_lazy("How it stays alive"),
            "innovation_type": gettext_lazy("Innovation type"),
            "innovation_kind": gettext_lazy("Innovation kind (PP 38/2017)"),
            "mission": gettext_lazy("RPJMD mission"),
            "objective": gettext_lazy("Smart city objective"),
            "issue": gettext_lazy("Strategic issue"),
            "spbe": gettext_lazy("SPBE link"),
            "sdg": gettext_lazy("SDGs"),
        }
        widgets = {
            "supporters": forms.CheckboxSelectMultiple,
            **{
                name: forms.Textarea(attrs={"rows": 3, "maxlength": MAX_TEXT})
                for name in (
                    *("summary", "objective_text", "strategy", "benefit_people", "benefit_government"),
                    *("uniqueness", "partners_text", "sustainability"),
                )
            },
        }

    def __init__(self, *args: Any, user: User, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.plan = user, plan
        self.instance.plan = plan
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and not isinstance(field, BudgetCodeField):
                field.validators.append(no_control_characters)
            if isinstance(field.widget, forms.Textarea):
                field.validators.append(MaxLengthValidator(MAX_TEXT))
        for name in ("first_year", "last_year"):
            self.fields[name].offer(year_choices(plan, getattr(self.instance, name)))  # type: ignore[attr-defined]
        self.fields["subdimension"].choices = grouped_subdimensions(plan)  # type: ignore[attr-defined]
        self._narrow()
        self.helper = PlainHelper()
        self.helper.layout = self._layout()

    def _narrow(self) -> None:
        """Offer only what belongs to this plan and this person."""
        opd = Organisation.objects.opd().active()
        if self.user.is_editor:
            self._offer("lead", opd)
            self._offer("contact", User.objects.active().filter(organisation__isnull=False))
        else:
            # An OPD proposes and edits its own programs only; handing one over is the editor's.
            self._offer(
                "lead", opd.filter(pk__in=[key for key in (self.user.organisation_id, self.instance.lead_id) if key])
            )
            self.fields["lead"].empty_label = None  # type: ignore[attr-defined]
            self.initial.setdefault("lead", self.user.organisation_id)
            self._offer("contact", User.objects.active().filter(organisation=self.user.organisation_id))
        self._offer("supporters", opd)
        self._offer("mission", Mission.objects.filter(vision__plan=self.plan, vision__scope=Vision.Scope.RPJMD))
        self._offer(
            "objective",
            Objective.objects.filter(
                goal__mission__vision__plan=self.plan, goal__mission__vision__scope=Vision.Scope.SMART_CITY
            ),
        )
        self._offer("issue", self.plan.issues.all())

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def _layout(self) -> Layout:
        return Layout(
            Fieldset(
                _("The program"), "name", "summary", "subdimension", Div("first_year", "last_year", css_class="pair"),
                Div("starts_on", "ends_on", css_class="pair"), "stage", css_class="part",
            ),
            Fieldset(_("Who"), "lead", "contact", Field("supporters", wrapper_class="in-columns"), "proposer", "partners_text", css_class="part"),
            Fieldset(
                _("What it brings"), "objective_text", "strategy", "benefit_people", "benefit_government", "uniqueness",
                Div("beneficiaries", "beneficiaries_count", css_class="pair"), Div("impact", "effort", css_class="pair"), "sustainability", css_class="part",
            ),
            Fieldset(
                _("Where it belongs"), "mission", "objective", "issue",
                Div("innovation_type", "innovation_kind", css_class="pair"),
                "spbe", "sdg", "budget_code", css_class="part",
            ),
        )  # fmt: skip

    def clean_lead(self) -> Organisation:
        lead = self.cleaned_data["lead"]
        if not self.user.is_editor and lead.pk not in (self.user.organisation_id, self.instance.lead_id):
            raise ValidationError(_("You can propose programs of your own OPD only."))
        return lead

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        same = Program.objects.filter(plan=self.plan, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("There is a program with this name already. Choose another name."))
        return name
