"""A client's words taken out of the intakes that were kept as they came. Called by `client_data`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from django.db.models import Q

from dozvon.intake.models import IntakeKey
from dozvon.orders.models import Order
from dozvon.platform.inbox.models import DONE, InboxMessage

Tells = Callable[[bytes], bool]
"""Whether bytes hold one of the client's contacts."""
EMPTY = b"{}"


def intakes_of(order_ids: Collection[int], tells: Tells) -> Iterator[tuple[InboxMessage, set[int] | None]]:
    """Intakes that hold the client, with the rows of a bulk that do, None for all of it.

    An order names the intake it was made of. One that was sent again, or never became an order, is known only by
    what is in it: bulks, unfinished ones, and what a connection told of no order are read for that.
    """
    made: dict[int, set[int]] = {}
    rows = Order.objects.filter(pk__in=order_ids, intake_id__isnull=False).values_list("intake_id", "intake_row")
    for intake_id, row in rows:
        made.setdefault(intake_id or 0, set()).add(row or 0)
    unnamed = Q(kind="bulk") | ~Q(state=DONE) | Q(connection_id__isnull=False, order_id__isnull=True)
    wanted = Q(pk__in=list(made)) | Q(order_id__in=order_ids) | unnamed
    for pk in list(InboxMessage.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)):
        raw = InboxMessage.objects.get(pk=pk)
        body = bytes(raw.body)
        if raw.kind != "bulk":
            if pk in made or raw.order_id in order_ids or tells(plain_body(raw)):
                yield raw, None
        elif pk in made or tells(body):
            yield raw, _rows(body, made.get(pk, set()), tells)


def is_form(raw: InboxMessage) -> bool:
    """Whether its body is a form, which spells signs and letters beyond ASCII by numbers."""
    return str((raw.sent or {}).get("content_type", "")).startswith("application/x-www-form-urlencoded")


def plain_body(raw: InboxMessage) -> bytes:
    """The body with a form's numbers read as what they stand for."""
    body = bytes(raw.body)
    return unquote_to_bytes(body.replace(b"+", b" ")) if is_form(raw) else body


def _rows(body: bytes, made: set[int], tells: Tells) -> set[int] | None:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(content, list):
        return None
    return made | {index for index, row in enumerate(content) if tells(orjson.dumps(row))}


def blank(raw: InboxMessage, rows: set[int] | None, now: datetime) -> None:
    """Empties the intake, or those rows of it; what could not be read is not read again."""
    if rows is None:
        raw.body, raw.errors, raw.failed_rows = EMPTY, [], []
    else:
        content: list[Any] = orjson.loads(bytes(raw.body))
        raw.body = orjson.dumps([None if index in rows else row for index, row in enumerate(content)])
        raw.errors = [error for error in raw.errors if error.get("index") not in rows]
        raw.failed_rows = [row for row in raw.failed_rows if row not in rows]
    if not raw.failed_rows and (rows is None or raw.state != "received"):
        raw.state, raw.finished_at = DONE, raw.finished_at or now
    raw.save(update_fields=["body", "errors", "failed_rows", "state", "finished_at"])


def blank_keys(order_ids: Collection[int], tells: Tells) -> None:
    """Drops idempotency keys that a sender made of the client's number or address."""
    keys = IntakeKey.objects.filter(order_id__in=order_ids)
    keys.filter(pk__in=[key.pk for key in keys if tells(key.key.encode())]).delete()
    raws = InboxMessage.objects.filter(order_id__in=order_ids, idempotency_key__isnull=False)
    telling = [raw.pk for raw in raws.defer("body") if tells((raw.idempotency_key or "").encode())]
    InboxMessage.objects.filter(pk__in=telling).update(idempotency_key=None)
