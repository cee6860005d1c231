"""Orders, their lines, claims and actions."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders, their lines, claims and actions."""

    name = "dozvon.orders"
    label = "orders"
