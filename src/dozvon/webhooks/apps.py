"""The Django application of webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Events sent to others."""

    name = "dozvon.webhooks"
    label = "webhooks"
