"""Reference rows: values that a data file gives first and an administrator owns afterwards.

`load_rows` is repeatable. It keeps, beside each row, the hash of the values it wrote. A row whose present values still
have that hash was touched by nobody and follows the file; any other row belongs to the administrator and is left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferenceRow(models.Model):
    """Base of the small tables that ministries change: a stable key, a name, an order, on or off."""

    key = models.SlugField(_("key"), max_length=60)
    name = models.CharField(_("name"), max_length=200)
    help = models.TextField(_("help"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)
    reference_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


@dataclass
class LoadReport:
    """How many rows a load created, updated, found unchanged, and left alone because an administrator edited them."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0

    def add(self, other: LoadReport) -> None:
        for name in ("created", "updated", "unchanged", "kept"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def fingerprint(values: Mapping[str, Any]) -> str:
    """SHA-256 over field values; related objects count by primary key."""
    plain = {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def load_row(
    model: type[models.Model], lookup: Mapping[str, Any], values: Mapping[str, Any], report: LoadReport
) -> models.Model:
    """Create or update the row found by `lookup` so that it holds `values`, unless an administrator changed it."""
    row = model._default_manager.filter(**lookup).first()
    if row is None:
        report.created += 1
        row = model(**lookup, **values)
        row.reference_hash = fingerprint(values)  # type: ignore[attr-defined]
        row.save()
        return row
    present = fingerprint({name: getattr(row, name) for name in values})
    wanted = fingerprint(values)
    if present == wanted and row.reference_hash == wanted:  # type: ignore[attr-defined]
        report.unchanged += 1
    elif row.reference_hash != present:  # type: ignore[attr-defined]
        report.kept += 1
    else:
        for name, value in values.items():
            setattr(row, name, value)
        row.reference_hash = wanted  # type: ignore[attr-defined]
        row.save()
        report.updated += 1
    return row
