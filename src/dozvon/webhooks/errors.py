"""What can be wrong with a webhook."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.errors import FieldError


@dataclass
class BadWebhook(Exception):
    """A webhook that cannot be as asked; each error names its field."""

    errors: list[FieldError]


class WebhookNotFound(Exception):
    """There is no such webhook or delivery, or it is none of this actor's."""
