"""The form in which Kominfo reads a signature off the scan of the signed sheet."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from formats.dates import today_wita
from formats.fields import DateField
from formats.text import no_control_characters
from quickwins.forms import PlainHelper

from .models import Commitment
from .paper import MARK, OnPaper, expected, organisations_to_record

RELOAD = gettext_lazy("Reload the page and read the text again.")


class PaperForm(forms.Form):
    """Who signed, when, and that the paper bears this very text. `shown` and `scan` are hashes of what the page showed."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Signed for"), empty_label=None
    )
    name = forms.CharField(label=gettext_lazy("Name on the sheet"), max_length=150, validators=[no_control_characters])
    office = forms.CharField(label=gettext_lazy("Position held"), max_length=150, validators=[no_control_characters])
    nip = forms.RegexField(
        r"\A[0-9]{18}\Z",
        label=gettext_lazy("NIP"),
        required=False,
        error_messages={"invalid": gettext_lazy("A NIP has 18 digits.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    as_deputy = forms.BooleanField(label=gettext_lazy("Signed as deputy (PLT)"), required=False)
    signed_on = DateField(label=gettext_lazy("Date on the sheet"))
    mark = forms.CharField(
        label=gettext_lazy("Fingerprint on the sheet"),
        max_length=80,
        help_text=gettext_lazy("The first eight signs of the fingerprint at the foot of the signed sheet."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I have compared the scan: it shows exactly this text, signed by hand."),
        error_messages={"required": gettext_lazy("Compare the scan with the text, then tick the box.")},
    )
    shown = forms.RegexField(
        r"\A[0-9a-f]{64}\Z", widget=forms.HiddenInput, error_messages={"required": RELOAD, "invalid": RELOAD}
    )
    scan = forms.RegexField(
        r"\A[0-9a-f]{64}\Z", widget=forms.HiddenInput, error_messages={"required": RELOAD, "invalid": RELOAD}
    )

    def __init__(self, data: Any = None, *, commitment: Commitment, shown: str = "") -> None:
        waiting = organisations_to_record(commitment)
        first: dict[str, object] = {"shown": shown, "scan": commitment.scan.sha256 if commitment.scan else ""}
        if len(waiting) == 1:
            first |= {"organisation": waiting[0].pk} | expected(waiting[0], today_wita())
        if data is not None and " " in data.get("nip", ""):
            data = data.copy()
            data["nip"] = data["nip"].replace(" ", "")
        super().__init__(data, initial=first, auto_id="paper_%s")
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.filter(pk__in=[one.pk for one in waiting])  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        if len(waiting) == 1:
            field.widget = forms.HiddenInput()
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            "organisation", Div("name", "office", css_class="pair"), Div("nip", "signed_on", css_class="pair"),
            "as_deputy", "mark", "agree", "shown", "scan",
        )  # fmt: skip

    def clean_mark(self) -> str:
        mark = "".join(self.cleaned_data["mark"].lower().split())
        if len(mark) < MARK or set(mark) - set("0123456789abcdef"):
            raise ValidationError(_("Type at least the first eight signs: digits and the letters a to f."))
        return mark

    def read(self) -> OnPaper:
        """What was read from the paper."""
        data = self.cleaned_data
        return OnPaper(
            data["organisation"], data["name"], data["office"], data["nip"], data["as_deputy"], data["signed_on"]
        )
