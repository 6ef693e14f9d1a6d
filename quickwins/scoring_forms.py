"""The sheet on which one person scores one candidate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from formats.text import no_control_characters

from .models import Criterion, Score

VALUES = [(str(value), str(value)) for value in range(5)]


class ScoreForm(forms.Form):
    """One choice from 0 to 4 and one note per criterion; what is left empty can be filled in later."""

    def __init__(self, *args: Any, criteria: list[Criterion], answers: dict[int, Score], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            row = answers.get(criterion.pk)
            self.fields[f"value_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.name,
                choices=VALUES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                initial=str(int(row.value)) if row else None,
            )
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=gettext_lazy("Note"),
                required=False,
                max_length=250,
                initial=row.note if row else "",
                validators=[no_control_characters],
            )

    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        return [(one, self[f"value_{one.pk}"], self[f"note_{one.pk}"]) for one in self.criteria]

    def answers(self) -> dict[Criterion, tuple[int, str]]:
        """The answers that were given; wants a valid form."""
        data = self.cleaned_data
        return {
            one: (data[f"value_{one.pk}"], data[f"note_{one.pk}"])
            for one in self.criteria
            if data[f"value_{one.pk}"] is not None
        }
