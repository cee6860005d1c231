"""The Django application of sealed secrets."""

from django.apps import AppConfig


class SecretsConfig(AppConfig):
    """Versions of the key that secrets are sealed with."""

    name = "dozvon.platform.secrets"
    label = "secrets"
