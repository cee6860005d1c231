"""Raw intakes that could not be read, for whoever may try them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from django.db.models import Q

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.platform.connections.models import Connection
from dozvon.platform.inbox.models import DONE, RECEIVED, InboxMessage
from dozvon.platform.inbox.permissions import SEE_INTAKES
from dozvon.shops.models import Shop

SHOWN: Final = 20
LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class FailedIntake:
    """What could not be taken in; `errors` names the first fields that are wrong, `rows` counts bad rows of a bulk."""

    intake_id: int
    received_at: datetime
    sender: str
    errors: tuple[FieldError, ...]
    rows: int
    tries: int


def failed(actor: Actor, of: Sequence[Shop]) -> list[FailedIntake]:
    """The latest intakes that failed, newest first; none without the permission. One statement.

    Who is limited to shops sees single ones that name a shop of theirs, and what connections of their shops brought:
    a bulk may hold others' orders.
    """
    if not actor.may(SEE_INTAKES):
        return []
    left = InboxMessage.objects.exclude(state=DONE).exclude(state=RECEIVED).order_by("-id")
    if actor.shops is None:
        return [_shown(raw) for raw in left.defer("body")[:SHOWN]]
    codes = {shop.code for shop in of}
    theirs = Connection.objects.filter(shop_ids__contained_by=sorted(actor.shops))
    seen = Q(kind="single") | Q(connection_id__in=theirs.values("pk"))
    return list(_named(left.filter(seen)[:LOOKED_AT], codes))[:SHOWN]


def _named(intakes: Iterable[InboxMessage], codes: set[str]) -> Iterator[FailedIntake]:
    for raw in intakes:
        if raw.connection_id is not None or _shop_code(bytes(raw.body)) in codes:
            yield _shown(raw)


def may_retry(actor: Actor, of: Sequence[Shop], intake_id: int) -> bool:
    """Whether that intake is among what the actor is shown."""
    return any(one.intake_id == intake_id for one in failed(actor, of))


def _shop_code(body: bytes) -> str:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""
    code = sent.get("shop") if isinstance(sent, dict) else None
    return code if isinstance(code, str) else ""


def _errors(kept: list[dict[str, Any]]) -> Iterator[FieldError]:
    """What is wrong, of a single intake or of each failed row of a bulk."""
    for one in kept:
        for error in one.get("errors", [one]):
            yield FieldError(error["field"], error["code"], error.get("params", {}))


def _shown(raw: InboxMessage) -> FailedIntake:
    return FailedIntake(
        raw.pk,
        raw.received_at,
        raw.actor_label,
        tuple(_errors(raw.errors))[:3],
        len(raw.failed_rows),
        raw.tries,
    )
