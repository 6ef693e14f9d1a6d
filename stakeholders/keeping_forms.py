"""The form in which an OPD tells what was reached of one item: one number, one state, one file, within a minute."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from formats.dates import Quarter
from formats.fields import NumberField
from formats.text import no_control_characters
from quickwins.forms import PlainHelper

from .models import CommitmentItem, Fulfilment

MAX_FILES = 5


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files at once; cleans to a list."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given[:MAX_FILES]]


class FulfilmentForm(forms.Form):
    quarter = forms.TypedChoiceField(label=gettext_lazy("Quarter"))
    state = forms.ChoiceField(label=gettext_lazy("Fulfilment"), choices=Fulfilment.State.choices)
    value = NumberField(label=gettext_lazy("Reached"), required=False, decimals=4, max_value=10**15)
    note = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_control_characters],
        help_text=gettext_lazy("Needed when the item is not kept in full: why, and what follows."),
    )
    evidence = FilesField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("Photos, minutes, a report: up to five files."),
    )

    def __init__(self, *args: Any, item: CommitmentItem, quarters: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {f"{one.year}-{one.number}": one for one in quarters}
        self.fields["quarter"].choices = [(key, str(one)) for key, one in known.items()]  # type: ignore[attr-defined]
        self.fields["quarter"].coerce = known.get  # type: ignore[attr-defined]
        if item.unit:
            self.fields["value"].label = _("Reached (%(unit)s)") % {"unit": item.unit}
        self.fields["value"].required = item.target is not None
        self.helper = PlainHelper()
        self.helper.layout = Layout(
            Div("quarter", "state", css_class="pair"), "value", "note", "evidence",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") and data["state"] != Fulfilment.State.FULFILLED and not data.get("note"):
            self.add_error("note", _("Say why the item is not kept in full, and what follows."))
        return data
