"""What the leader fills in to freeze and to enact an edition, and what is chosen to compare two texts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from formats.dates import say_date
from formats.text import no_control_characters
from quickwins.models import Plan

from .models import Edition

WORK = "naskah"


class FreezeForm(forms.Form):
    """`after` is the number of the last edition the leader saw: a second click finds that it was frozen meanwhile."""

    title = forms.CharField(label=_("Title"), max_length=250, validators=[no_control_characters])
    reason = forms.CharField(
        label=_("Reason for the edition"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_control_characters],
        help_text=_("For example: first edition, new RPJMD, results of the evaluation, new quick wins."),
    )
    after = forms.IntegerField(min_value=0, max_value=32_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, last: Edition | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"title": str(plan)[:250], "after": last.number if last else 0, **self.initial}


class EnactForm(forms.Form):
    regulation = forms.CharField(
        label=_("Perbup number"),
        max_length=150,
        validators=[no_control_characters],
        help_text=_("For example: Peraturan Bupati Luwu Nomor 12 Tahun 2026 (as it stands on the signed sheet)."),
    )


class ComparisonForm(forms.Form):
    """Two editions, or an edition and the text in work. `cleaned_data` has the editions, None for the text in work."""

    dari = forms.ChoiceField(label=_("Earlier text"))
    ke = forms.ChoiceField(label=_("Newer text"))

    def __init__(self, *args: Any, editions: list[Edition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editions = {edition.code: edition for edition in editions}
        choices = [(edition.code, f"{edition.code}, {say_date(edition.frozen_at, 'short')}") for edition in editions]
        self.fields["dari"].choices = choices  # type: ignore[attr-defined]
        self.fields["ke"].choices = [(WORK, _("Text in work")), *choices]  # type: ignore[attr-defined]

    def clean_dari(self) -> Edition:
        return self.editions[self.cleaned_data["dari"]]

    def clean_ke(self) -> Edition | None:
        return self.editions.get(self.cleaned_data["ke"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("dari") and data.get("dari") == data.get("ke"):
            self.add_error("ke", _("Choose two different texts."))
        return data
