"""Orders coming in: every raw intake is kept."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Orders coming in: every raw intake is kept."""

    name = "dozvon.intake"
    label = "intake"
