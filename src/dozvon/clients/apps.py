"""Clients, how to reach them, and merging of doubles."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """Clients, how to reach them, and merging of doubles."""

    name = "dozvon.clients"
    label = "clients"
