"""How allauth behaves here: nobody signs up; an administrator makes the accounts."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.db.models import Q
from django.http import HttpRequest

from .models import User

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep who was tried from where (case R02), never what was typed: people type passwords into the wrong field."""
        typed = str(credentials.get("username") or credentials.get("email") or "")[:254]
        user = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).first() if typed else None
        told = f"user {user.pk}" if user else "an unknown name"
        logger.warning("failed sign-in: %s from %s", told, self.get_client_ip(request))
        super().authentication_failed(request, **credentials)
