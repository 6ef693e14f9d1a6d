"""Clauses that are offered for a new commitment, kept by the administrator."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.reference import ReferenceRow


class ClauseTemplate(ReferenceRow):
    """An opening clause offered for a new commitment; the text is copied and then belongs to the document."""

    text = models.TextField(_("clause"))

    class Meta(ReferenceRow.Meta):
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.UniqueConstraint(fields=["key"], name="clause_key_once")]
