"""Accounts: people, their sign-ins and tokens."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who work here and programs that speak for them."""

    name = "dozvon.platform.accounts"
    label = "accounts"
