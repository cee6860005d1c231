"""What came from outside."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """What came from outside."""

    name = "dozvon.platform.inbox"
    label = "inbox"
