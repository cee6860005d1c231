"""Figures for the head."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures for the head."""

    name = "dozvon.reports"
    label = "reports"
