"""The capability that knows places: number ranges, cities, their clocks."""

from __future__ import annotations

from django.apps import AppConfig


class GeoConfig(AppConfig):
    """Django app `geo`."""

    name = "dozvon.geo"
    label = "geo"
