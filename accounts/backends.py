"""Who is signed in, together with his organisation: every page shows both, so they come with one query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from .models import User


class WithOrganisation(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None when the account is gone or was closed."""
        user = User.objects.select_related("organisation").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountBackend(WithOrganisation, AuthenticationBackend):
    """Signing in through allauth, by name or mail address."""
