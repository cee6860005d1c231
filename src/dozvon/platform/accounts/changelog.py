"""Reading the log of accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts import people
from dozvon.platform.accounts.models import AccountChange
from dozvon.platform.accounts.permissions import MANAGE_USERS

AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of the log, the newest first; `older` is the id to go on before, None at the end."""

    changes: list[AccountChange]
    older: int | None


def log(actor: Actor, text: str = "", before: int | None = None) -> Lines:
    """The log of the actor's people, narrowed to a name of who did or to whom. Raises NotPermitted.

    What concerns everybody (rights, banners) is for who looks after everybody.
    """
    if not actor.may(MANAGE_USERS):
        raise NotPermitted
    found = AccountChange.objects.order_by("-id")
    if actor.shops is not None:
        found = found.filter(user_id__in=people.visible(actor).values("pk"))
    if text:
        found = found.filter(user_label__icontains=text) | found.filter(actor_label__icontains=text)
    if before is not None:
        found = found.filter(pk__lt=before)
    changes = list(found[: AT_ONCE + 1])
    return Lines(changes[:AT_ONCE], changes[AT_ONCE - 1].pk if len(changes) > AT_ONCE else None)
