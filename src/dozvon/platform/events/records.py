"""Events as they leave in exports and dossiers."""

from __future__ import annotations

from typing import Any

from dozvon.core.iso import iso_utc
from dozvon.platform.events.models import Event


def event_record(event: Event, shop_code: str | None) -> dict[str, Any]:
    """An event with the shop, order and client it tells of."""
    return {
        "id": event.pk,
        "at": iso_utc(event.at),
        "kind": event.kind,
        "actor": event.actor_label,
        "shop": shop_code,
        "order_id": event.order_id,
        "client_id": event.client_id,
        "body": event.body,
    }
