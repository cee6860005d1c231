"""From the log of events to the outbox: every event once for each webhook that wants it, in the log's order.

The log is followed, not written to twice: an action at the desk costs nothing more. Deliveries and the place in the log
are written in one transaction, so a process that dies in between loses nothing and doubles nothing.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from dozvon.platform.outbox import actions as outbox
from dozvon.webhooks import access
from dozvon.webhooks.models import LogPlace, Webhook

KIND: Final = "webhook"
BATCH: Final = 200
"""Events looked at in one transaction."""

_AFTER = """
SELECT events.xid::text AS written_by, id, kind, shop_id, order_id, client_id FROM events
WHERE (events.xid, id) > (%s::text::xid8, %s) AND events.xid < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY events.xid, id LIMIT %s
"""
_END = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS written_by"


class Followed(NamedTuple):
    """An event as the follower needs it; the names are those of the statement."""

    written_by: str
    id: int
    kind: str
    shop_id: int | None
    order_id: int | None
    client_id: int | None


def begin() -> None:
    """Begins at the end of the log where no webhook was on until now. Call it inside the transaction."""
    LogPlace.objects.get_or_create(pk=1, defaults={"place": "0-0"})
    place = LogPlace.objects.select_for_update().get(pk=1)
    if not Webhook.objects.filter(is_on=True).exists():
        with connection.cursor() as cursor:
            cursor.execute(_END)
            place.place = f"{cursor.fetchone()[0]}-0"
        place.save(update_fields=["place"])


def follow() -> bool:
    """Puts deliveries of the next events into the outbox; True when there may be more.

    Of several processes one does it, the others go on at once.
    """
    with transaction.atomic():
        place = LogPlace.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        webhooks = [] if place is None else list(Webhook.objects.filter(is_on=True).select_related("creator"))
        if place is None or not webhooks:
            return False
        events = _events_after(place.place)
        for event in events:
            for webhook in webhooks:
                if access.may_tell(webhook, event.kind, event.shop_id):
                    _put(webhook, event)
        if events:
            place.place = f"{events[-1].written_by}-{events[-1].id}"
            place.save(update_fields=["place"])
    return len(events) == BATCH


def _events_after(place: str) -> list[Followed]:
    xid, number = place.split("-")
    with connection.cursor() as cursor:
        cursor.execute(_AFTER, [xid, int(number), BATCH])
        names = [column.name for column in cursor.description]
        return [Followed(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _put(webhook: Webhook, event: Followed) -> None:
    about = f"order:{event.order_id}" if event.order_id is not None else f"client:{event.client_id}"
    payload: dict[str, Any] = {"webhook": webhook.pk, "event": event.id, "kind": event.kind, "order": event.order_id}
    outbox.add(
        KIND,
        webhook.target,
        payload,
        timezone.now(),
        key=f"webhook-{webhook.pk}-{event.id}",
        ordering=f"{webhook.target}:{about}",
        shop_id=event.shop_id,
    )
