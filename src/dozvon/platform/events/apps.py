"""Events: the append-only history, and the log of access to personal data."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What happened, and who looked at whose data."""

    name = "dozvon.platform.events"
    label = "events"
