"""Forms of a meeting that is prepared: what and where, its agenda, whom to invite."""

from __future__ import annotations

from datetime import time
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from formats.dates import UnreadableDate, format_time, parse_time
from formats.fields import DateField
from formats.text import no_control_characters
from quickwins.forms import PlainHelper

from .forms import RowsFormSet
from .inviting import Guest, NotInvited, people_of, read_guests
from .models import AgendaItem, Bimtek

MAX_DAYS, MAX_SESSIONS = 31, 60


class ClockField(forms.CharField):
    """A time of day as it is written here: "08.30"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)
        self.widget.attrs["placeholder"] = "08.30"

    def prepare_value(self, value: Any) -> Any:
        return format_time(value, zone=False) if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_time(text)
        except UnreadableDate as error:
            raise ValidationError(str(error)) from None

    def run_validators(self, value: Any) -> None:
        """The text was checked when it was read."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class MeetingForm(forms.ModelForm):
    starts_on = DateField(label=gettext_lazy("From"))
    ends_on = DateField(label=gettext_lazy("Until"))

    class Meta:
        model = Bimtek
        fields = ["kind", "phase", "title", "starts_on", "ends_on", "place", "online_link", "online_text", "purpose"]
        labels = {
            "kind": gettext_lazy("Kind"),
            "phase": gettext_lazy("Number of the Bimtek (1 to 4)"),
            "title": gettext_lazy("Title"),
            "place": gettext_lazy("Place"),
            "online_link": gettext_lazy("Link for those online"),
            "online_text": gettext_lazy("Online by"),
            "purpose": gettext_lazy("What it is for"),
        }
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3, "maxlength": 2000})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "place", "online_text", "purpose"):
            self.fields[name].validators.append(no_control_characters)
        self.fields["phase"].max_value = 4  # type: ignore[attr-defined]
        self.fields["online_text"].widget.attrs["placeholder"] = "Zoom"
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            Fieldset(
                _("What and when"), Div("kind", "phase", css_class="pair"), "title",
                Div("starts_on", "ends_on", css_class="pair"), "purpose", css_class="part",
            ),
            Fieldset(_("Where"), "place", Div("online_link", "online_text", css_class="pair"), css_class="part"),
        )  # fmt: skip

    def clean_phase(self) -> Any:
        phase = self.cleaned_data["phase"]
        if phase is not None and not 1 <= phase <= 4:
            raise ValidationError(_("There are four Bimtek: write 1 to 4, or nothing."))
        return phase

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        elif first and last and (last - first).days >= MAX_DAYS:
            self.add_error("ends_on", _("A meeting lasts at most %(count)s days.") % {"count": MAX_DAYS})
        return data


class AgendaForm(forms.ModelForm):
    day = DateField(label=gettext_lazy("Day"))
    starts_at = ClockField(label=gettext_lazy("From"))
    ends_at = ClockField(label=gettext_lazy("Until"), required=False)

    class Meta:
        model = AgendaItem
        fields = ["day", "starts_at", "ends_at", "title", "speaker"]
        labels = {"title": gettext_lazy("Session"), "speaker": gettext_lazy("Led by")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "speaker"):
            self.fields[name].validators.append(no_control_characters)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The session ends before it begins."))
        return data


class AgendaFormSet(RowsFormSet):
    def clean(self) -> None:
        """Sessions lie within the days of the meeting; the meeting's own form is checked first."""
        super().clean()
        first, last = self.instance.starts_on, self.instance.ends_on
        for form in self.forms:
            day = form.cleaned_data.get("day") if hasattr(form, "cleaned_data") else None
            if day and first and last and not form.cleaned_data.get("DELETE") and not first <= day <= last:
                form.add_error("day", _("This day is not one of the meeting."))


def agenda_rows(meeting: Bimtek, data: Any = None, *, extra: int = 1) -> AgendaFormSet:
    """The agenda as rows of a form under the prefix "acara"."""
    factory = forms.inlineformset_factory(
        Bimtek, AgendaItem, form=AgendaForm, formset=AgendaFormSet, extra=extra, can_delete=True,
        max_num=MAX_SESSIONS, absolute_max=MAX_SESSIONS + 20, validate_max=True,
    )  # fmt: skip
    return factory(data, instance=meeting, prefix="acara")  # type: ignore[return-value]


class InvitationForm(forms.Form):
    """Whom to invite: whole organisations, and addresses of guests."""

    organisations = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        label=gettext_lazy("Organisations"),
        required=False,
        help_text=gettext_lazy("Everybody of them who has an account or is a contact, with an address."),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    guests = forms.CharField(
        label=gettext_lazy("Other guests"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "Ani Rahma <ani@contoh.id>"}),
        help_text=gettext_lazy("One address in each line."),
        validators=[no_control_characters],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].queryset = Organisation.objects.active()  # type: ignore[attr-defined]
        self.helper = PlainHelper()

    def clean_guests(self) -> list[Guest]:
        try:
            return read_guests(self.cleaned_data["guests"])
        except NotInvited as error:
            raise ValidationError(str(error)) from None

    def everybody(self) -> list[Guest]:
        return [*people_of(self.cleaned_data["organisations"]), *self.cleaned_data["guests"]]
