"""A line in the log of accounts: who gave or took which role, right, token, absence or banner. Only ever added to."""

from __future__ import annotations

from typing import Any

from dozvon.core.actor import Actor
from dozvon.platform.accounts.models import AccountChange, User


def note(actor: Actor, kind: str, user: User | None = None, **body: Any) -> None:
    """Adds a line, in the transaction of the change it tells of."""
    AccountChange.objects.create(
        kind=kind,
        actor_id=actor.user_id,
        actor_label=actor.name[:120],
        user_id=None if user is None else user.pk,
        user_label="" if user is None else user.name,
        body=body,
    )
