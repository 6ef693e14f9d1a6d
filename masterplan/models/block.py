"""Kinds of live blocks: the words, columns and page of each block belong to the administrator, the figures to the code."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.reference import ReferenceRow


class BlockKind(ReferenceRow):
    """`name` is the title in captions. `columns` lists {"key", "title"} in the order of printing; one taken out is
    not printed. `params` are the defaults of its parameters; `empty` is printed when there is no data yet."""

    columns = models.JSONField(_("columns"), default=list, blank=True)
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    source = models.CharField(_("source of the data"), max_length=150, blank=True)
    is_wide = models.BooleanField(_("on a landscape page"), default=False)
    empty = models.CharField(_("text when there is no data"), max_length=200, blank=True)

    class Meta(ReferenceRow.Meta):
        verbose_name = _("kind of live block")
        verbose_name_plural = _("kinds of live blocks")
        constraints = [models.UniqueConstraint(fields=["key"], name="block_kind_key_once")]
