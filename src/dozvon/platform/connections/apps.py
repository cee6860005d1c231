"""The Django application of connections."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    """Connections to the outside."""

    name = "dozvon.platform.connections"
    label = "connections"
