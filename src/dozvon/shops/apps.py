"""Shops, their hours and the pipelines they work by."""

from django.apps import AppConfig


class ShopsConfig(AppConfig):
    """Shops, their hours and the pipelines they work by."""

    name = "dozvon.shops"
    label = "shops"
