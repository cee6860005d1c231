"""The Django application of the outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Calls to the outside, their attempts, and the breakers."""

    name = "dozvon.platform.outbox"
    label = "outbox"
