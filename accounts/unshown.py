"""Ways to reach somebody, in the settings: replaced, never shown. Who needs one asks for it with a reason (UU PDP)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _


def hint(value: str) -> str:
    """Enough to tell whether something is kept and roughly what: "d•••@contoh.test", "•••33"; "–" for nothing."""
    if "@" in value:
        name, _at, domain = value.partition("@")
        return f"{name[:1]}•••@{domain}"
    return f"•••{value[-2:]}" if value else "–"


class UnshownForm(forms.ModelForm):
    """A form of the settings whose fields named in `unshown` come empty: left so, what is kept stays."""

    unshown: tuple[str, ...] = ("phone", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept: dict[str, str] = {}
        if self.instance._state.adding:
            return
        for name in set(self.unshown) & set(self.fields):
            self.kept[name] = getattr(self.instance, name)
            self.initial[name] = ""
            self.fields[name].required = False
            self.fields[name].widget.attrs["autocomplete"] = "off"
            self.fields[name].help_text = _(
                "Kept now: %(hint)s. Leave it empty to keep that, or type what takes its place. "
                "To read it, open the page of the organisation and give a reason."
            ) % {"hint": hint(self.kept[name])}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, value in self.kept.items():
            data[name] = data.get(name) or value
        return data
