"""Addresses of this app."""

from django.urls import URLPattern

app_name = "masterplan"
urlpatterns: list[URLPattern] = []
