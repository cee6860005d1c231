"""Imports and exports."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Imports and exports."""

    name = "dozvon.exchange"
    label = "exchange"
