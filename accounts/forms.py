"""Forms of the own account."""

from django import forms

from .models import User


class ProfileForm(forms.ModelForm):
    """What a person may change of himself; name, NIP, role and organisation belong to the administrator."""

    class Meta:
        model = User
        fields = ["phone", "language", "daily_digest"]
