"""The row of a connection."""

from __future__ import annotations

import json
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dozvon.platform.secrets import sealing
from dozvon.platform.secrets.models import SealedField

ON: Final = "on"
OFF: Final = "off"
BROKEN: Final = "broken"
STATES: Final = (ON, OFF, BROKEN)
"""`broken` is a connection that is on and whose last calls failed one after another; the next success mends it."""


class Connection(models.Model):
    """One account with one provider. `code` names it for good; `shop_ids` is NULL where it serves every shop.

    `settings` are what the provider's `Settings` wrote; read them by `providers.settings_of`. All secrets are sealed in
    one envelope; `hook_token` is the sealed last part of the path where webhooks of the provider arrive.
    """

    code = models.SlugField(max_length=40, unique=True)
    port = models.CharField(max_length=40)
    provider = models.CharField(max_length=40)
    shop_ids = ArrayField(models.BigIntegerField(), null=True)
    settings = models.JSONField(default=dict)
    sealed_secrets = SealedField(purpose="connection", owner="code", default="", blank=True)
    sealed_hook_token = SealedField(purpose="connection.hook", owner="code", default="", blank=True)
    state = models.CharField(max_length=6, default=ON)
    last_received_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(null=True)
    last_failure = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by_id = models.BigIntegerField(null=True)
    created_by = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "connections"
        constraints = [
            models.CheckConstraint(name="connections_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="connections_secrets_are_sealed",
                condition=Q(sealed_secrets="") | Q(("sealed_secrets__regex", "^v[0-9]+:")),
            ),
            models.CheckConstraint(
                name="connections_hook_is_sealed",
                condition=Q(sealed_hook_token="") | Q(("sealed_hook_token__regex", "^v[0-9]+:")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_on(self) -> bool:
        """Whether it may be used, broken or not."""
        return self.state != OFF

    def secret(self, name: str) -> str:
        """One secret, opened; empty where it is not set. Raises Unreadable."""
        return self.opened_secrets().get(name, "")

    def opened_secrets(self) -> dict[str, str]:
        """All secrets by name. Raises Unreadable."""
        if not self.sealed_secrets:
            return {}
        found: dict[str, str] = json.loads(sealing.unseal("connection", self.code, self.sealed_secrets))
        return found

    def hook_token(self) -> str:
        """The last part of the path of its hook; empty where the provider sends nothing. Raises Unreadable."""
        if not self.sealed_hook_token:
            return ""
        return sealing.unseal("connection.hook", self.code, self.sealed_hook_token)

    def hook_path(self) -> str:
        """Where the provider's webhooks arrive; empty where it sends none. Raises Unreadable."""
        token = self.hook_token()
        return f"/hooks/{self.code}/{token}" if token else ""
