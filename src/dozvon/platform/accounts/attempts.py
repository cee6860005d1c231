"""The sign-in log: who tried, from where, and whether it worked."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dozvon.core.actor import Actor
from dozvon.platform.accounts import people
from dozvon.platform.accounts.models import SignInAttempt

PAGE = 100


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """Attempts, newest first; `older` is the id to go on before, None at the end."""

    attempts: list[SignInAttempt]
    older: int | None


def log(actor: Actor, text: str = "", failed: bool = False, before: int | None = None) -> AttemptPage:
    """Attempts of the actor's people by the name they typed or by address. Raises NotPermitted.

    Attempts under names nobody has are for those who look after all shops.
    """
    visible = people.visible(actor)
    found = SignInAttempt.objects.select_related("user").order_by("-pk")
    if actor.shops is not None:
        found = found.filter(user__in=visible)
    text = text.strip().lower().replace("\x00", "")[:254]
    if text:
        found = found.filter(Q(name=text) | Q(ip=text))
    if failed:
        found = found.filter(succeeded=False)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: PAGE + 1])
    return AttemptPage(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)
