"""The pages of the desk, as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Holds templates, components and translations; it has no tables."""

    name = "dozvon.web"
    label = "web"
