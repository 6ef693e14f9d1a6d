from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FormatsConfig(AppConfig):
    """The ground floor: how numbers, dates, texts and charts are written. No models."""

    name = "formats"
    verbose_name = _("Formats")
