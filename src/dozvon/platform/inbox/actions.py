"""Keeping what came, as it came, in a transaction of its own; and noting what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.urls import reverse

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import FieldError
from dozvon.platform.connections.models import Connection
from dozvon.platform.database import rows
from dozvon.platform.inbox.models import DONE, FAILED, PARTLY, RECEIVED, InboxMessage
from dozvon.platform.inbox.permissions import SEE_INTAKES
from dozvon.platform.people.actions import NewNotice, notify
from dozvon.platform.people.addressees import Holders

_COLUMNS = (
    *("received_at", "kind", "state", "body", "idempotency_key", "actor_id", "actor_label", "errors", "failed_rows"),
    "tries",
)


def keep(actor: Actor, kind: str, body: bytes, key: str | None, now: datetime) -> InboxMessage:
    """Stores what an actor sent by the API."""
    new = InboxMessage(
        received_at=now,
        kind=kind,
        state=RECEIVED,
        body=body,
        idempotency_key=key,
        actor_id=actor.user_id,
        actor_label=actor.name,
    )
    values = (now, kind, RECEIVED, body, key, actor.user_id, actor.name, "[]", "[]", 0)
    new.pk = rows.add("inbox", _COLUMNS, [values])[0]
    return new


def mark_done(message: InboxMessage, now: datetime, order_id: int | None = None) -> None:
    """It became what it tells of, or was that already."""
    _close(message, DONE, now, order_id=order_id, errors=[], failed_rows=[])


def mark_failed(message: InboxMessage, errors: Sequence[FieldError], now: datetime, shop_id: int | None = None) -> None:
    """Nothing was made of it; it waits for the head to see and retry. `shop_id` is the shop that it names, if any."""
    with transaction.atomic():
        _close(message, FAILED, now, errors=[stored_error(error) for error in errors])
        _tell(message, shop_id, now)


def mark_partly(message: InboxMessage, errors: list[dict[str, Any]], rows: list[int], now: datetime) -> None:
    """Some rows of a bulk intake failed: `errors` are kept up to a hundred, `rows` all."""
    with transaction.atomic():
        _close(message, PARTLY, now, errors=errors[:100], failed_rows=rows)
        _tell(message, None, now)


def _tell(message: InboxMessage, shop_id: int | None, now: datetime) -> None:
    """Tells whoever may retry it that it failed; who tries it again sees so by themselves."""
    if message.state != RECEIVED:
        return
    sender = message.actor_label
    if message.connection_id is not None:
        source = Connection.objects.filter(pk=message.connection_id).first()
        if source is not None:
            sender, shop_id = source.code, _only(source.shop_ids)
    told = NewNotice(
        "intake.failed", {"sender": sender}, reverse("control"), key=f"intake.failed {shop_id or ''}", shop_id=shop_id
    )
    notify(SYSTEM, Holders(SEE_INTAKES, shop_id), told, now)


def _only(shop_ids: list[int] | None) -> int | None:
    return shop_ids[0] if shop_ids and len(shop_ids) == 1 else None


_CLOSE = "UPDATE inbox SET state = %s, finished_at = %s, tries = %s, {more} WHERE id = %s"


def _close(message: InboxMessage, state: str, now: datetime, **values: Any) -> None:
    more = ", ".join(f"{name} = %s" for name in values)
    given = [rows.document(value) if isinstance(value, list) else value for value in values.values()]
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE.format(more=more), [state, now, message.tries + 1, *given, message.pk])


def stored_error(error: FieldError) -> dict[str, Any]:
    """A field error for storage; jsonb holds no NUL, which a misspelt key may bring along."""
    params = {name: value.replace("\x00", "\ufffd") for name, value in error.params.items()}
    return {"field": error.field.replace("\x00", "\ufffd"), "code": error.code, "params": params}


def parse(body: bytes) -> object | FieldError:
    """The JSON in the bytes, or what is wrong with it."""
    try:
        content: object = orjson.loads(body)
        return content
    except orjson.JSONDecodeError as error:
        return FieldError("body", "not_json", {"line": str(error.lineno), "column": str(error.colno)})
