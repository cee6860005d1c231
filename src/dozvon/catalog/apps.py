"""What the shops sell."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What the shops sell."""

    name = "dozvon.catalog"
    label = "catalog"
