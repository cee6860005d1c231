"""Who works on which order next."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Who works on which order next."""

    name = "dozvon.dispatch"
    label = "dispatch"
