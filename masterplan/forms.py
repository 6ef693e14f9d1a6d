"""Forms of the manuscript: the text of a section, with the scripts and styles of the editor."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_prose_editor.widgets import importmap as prose_editor_map
from js_asset import ImportMap, Media, Script

from formats.ids import parse_uuid

from .models import Section

# One behaviour each; the map gives them names that stay the same while their files carry a hash.
MODULES = (
    "comments",
    "conflict",
    "dialogs",
    "drafts",
    "figures",
    "footnote",
    "icons",
    "keeper",
    "live-nodes",
    "others-here",
    "marks",
    "paste",
    "pickers",
    "presence",
    "schema",
    "sign-in",
    "toolbar",
    "words",
)
EDITOR_MAP = prose_editor_map | ImportMap({f"editor/{name}": f"js/editor/{name}.js" for name in MODULES})
EDITOR_MEDIA = Media(importmap=EDITOR_MAP, js=[Script("js/editor/main.js", type="module")])


class SectionTextForm(forms.Form):
    """The text of a section with the version it was made from. Without scripts it is a plain text field of HTML.

    Bound or not, `base_version` and `save_id` come along: a form without them is refused, never taken as "the newest".
    """

    base_version = forms.IntegerField(min_value=0, max_value=2**31 - 2, widget=forms.HiddenInput)
    save_id = forms.CharField(max_length=36, widget=forms.HiddenInput)
    seen_state = forms.ChoiceField(choices=Section.State.choices, required=False, widget=forms.HiddenInput)
    html = forms.CharField(label=_("Text"), required=False, strip=False, widget=forms.Textarea)

    def __init__(self, *args: Any, section: Section, nonce: str = "", plain: bool = False, **kwargs: Any) -> None:
        initial = {
            "html": section.html,
            "base_version": section.version,
            "save_id": uuid.uuid4(),
            "seen_state": section.state,
        } | kwargs.pop("initial", {})
        super().__init__(*args, **kwargs | {"initial": initial})
        self.nonce = nonce
        self.fields["html"].widget.attrs |= {"rows": 24, "class": "form-control", "spellcheck": "true", "lang": "id"}
        if plain:
            self.auto_id = False
            self.fields["html"].widget = forms.HiddenInput()

    @property
    def media(self) -> Media:
        return Media.from_media(EDITOR_MEDIA, nonce=self.nonce)

    def clean_save_id(self) -> uuid.UUID:
        save_id = parse_uuid(self.cleaned_data["save_id"])
        if save_id is None:
            raise forms.ValidationError(_("The form is out of date. Reload the page; copy your text first."))
        return save_id
