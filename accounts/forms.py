"""Forms of the own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import User


class ProfileForm(forms.ModelForm):
    """What a person may change of himself; name, NIP, role and organisation belong to the administrator."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["phone", "language", "daily_digest"]
        help_texts = {
            "daily_digest": _(
                "Sections given to you, mentions, returned sections and reviews, in the morning. No mail when nothing waits."
            )
        }
