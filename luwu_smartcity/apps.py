from django.apps import AppConfig


class RoofConfig(AppConfig):
    """The roof: settings, addresses, home, search, health. Imports every floor, imported by none."""

    name = "luwu_smartcity"
    label = "roof"
