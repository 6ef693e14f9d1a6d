"""Forms of a meeting: a decision, somebody who was present, the minutes."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from formats.fields import DateField
from formats.text import clean_line, no_control_characters
from quickwins.forms import PlainHelper
from quickwins.models import Plan, Program

from .models import Attendance, Bimtek, Commitment, DataRequest, Decision
from .pointing import SectionField

MAX_TEXT, MAX_MINUTES = 2000, 20000


class DecisionForm(forms.ModelForm):
    due_on = DateField(label=gettext_lazy("Due on"), required=False)
    section_key = SectionField(label=gettext_lazy("About the section"))

    class Meta:
        model = Decision
        fields = ["text", "owner", "due_on", "section_key", "program", "commitment", "data_request"]
        labels = {
            "text": gettext_lazy("Decision"),
            "owner": gettext_lazy("Responsible"),
            "program": gettext_lazy("About the program"),
            "commitment": gettext_lazy("About the commitment"),
            "data_request": gettext_lazy("About the data request"),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 3, "maxlength": MAX_TEXT})}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].validators.append(no_control_characters)
        self.fields["owner"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.fields["program"].queryset = Program.objects.filter(plan=plan).order_by("name")  # type: ignore[attr-defined]
        self.fields["section_key"].offer(plan)  # type: ignore[attr-defined]
        commitments = Commitment.objects.filter(plan=plan).current().select_related("organisation")
        self.fields["commitment"].queryset = commitments  # type: ignore[attr-defined]
        self.fields["data_request"].queryset = DataRequest.objects.filter(plan=plan)  # type: ignore[attr-defined]
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            "text",
            Div("owner", "due_on", css_class="pair"),
            Div("section_key", "program", css_class="pair"),
            Div("commitment", "data_request", css_class="pair"),
        )

    def clean(self) -> dict[str, Any]:
        """A decision is about something: that is where it is looked for later."""
        data = super().clean() or {}
        names = ("section_key", "program", "commitment", "data_request")
        if not any(data.get(name) for name in names) and not any(name in self.errors for name in names):
            self.add_error(
                "section_key",
                _("Say what the decision is about: a section, a program, a commitment or a data request."),
            )
        return data


class AttendanceForm(forms.ModelForm):
    class Meta:
        model = Attendance
        fields = ["name", "office", "organisation", "organisation_text", "mode"]
        labels = {
            "name": gettext_lazy("Name"),
            "office": gettext_lazy("Position held"),
            "organisation": gettext_lazy("Organisation"),
            "organisation_text": gettext_lazy("Another organisation"),
            "mode": gettext_lazy("Attends"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "office", "organisation_text"):
            self.fields[name].validators.append(no_control_characters)
        self.fields["organisation"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            Div("name", "office", css_class="pair"), Div("organisation", "organisation_text", css_class="pair"), "mode"
        )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("organisation") and data.get("organisation_text"):
            self.add_error("organisation_text", _("Choose an organisation or write another one, not both."))
        return data


class MinutesForm(forms.ModelForm):
    class Meta:
        model = Bimtek
        fields = ["minutes"]
        labels = {"minutes": gettext_lazy("Minutes")}
        widgets = {"minutes": forms.Textarea(attrs={"rows": 12, "maxlength": MAX_MINUTES})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].validators.append(no_control_characters)
        self.helper = PlainHelper()


class CheckinForm(forms.Form):
    """What a guest says of himself on his phone: four short fields, the browser knows three of them."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autocapitalize": "words", "enterkeyhint": "next"}),
        validators=[no_control_characters],
    )
    organisation_text = forms.CharField(
        label=gettext_lazy("Organisation, community or company"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": "organisations", "enterkeyhint": "next"}),
        validators=[no_control_characters],
    )
    office = forms.CharField(
        label=gettext_lazy("Position held"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "enterkeyhint": "done"}),
        validators=[no_control_characters],
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        required=False,
        choices=[("", "–"), *Organisation.Category.choices],
        help_text=gettext_lazy("Only if your organisation is not in the list."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("You attend"),
        choices=[
            (Attendance.Mode.ONSITE, gettext_lazy("in the hall")),
            (Attendance.Mode.ONLINE, gettext_lazy("online")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PlainHelper()
        self.helper.layout = Layout("name", "organisation_text", "office", "category", "mode")

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if sum(sign.isalpha() for sign in name) < 2:
            raise forms.ValidationError(_("Write your full name."))
        return name

    def clean_organisation_text(self) -> str:
        return clean_line(self.cleaned_data["organisation_text"])

    def clean_office(self) -> str:
        return clean_line(self.cleaned_data["office"])
