"""What a webhook is sent: the event as JSON, signed; read when it is sent, so that what was erased is not told."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from dozvon.platform.egress.client import Call, send
from dozvon.platform.events.models import Event
from dozvon.platform.outbox.handlers import GiveUp
from dozvon.platform.outbox.models import Outgoing
from dozvon.platform.outbox.traces import CallResult, of_answer
from dozvon.platform.secrets.sealing import Unreadable
from dozvon.shops.models import Shop
from dozvon.webhooks import access
from dozvon.webhooks.actions import place_of
from dozvon.webhooks.models import Webhook

SECONDS: Final = 15.0
MOST_BYTES: Final = 64 << 10
"""Of an answer; nobody reads it but people in the trace."""


def deliver(row: Outgoing, now: datetime) -> CallResult:
    """One attempt. Raises GiveUp where the webhook is off or may no longer be told, OutsideError where nobody
    answered."""
    webhook = Webhook.objects.select_related("creator").filter(pk=row.payload["webhook"], is_on=True).first()
    event = Event.objects.get(pk=row.payload["event"])
    if webhook is None:
        raise GiveUp("webhook_off")
    if not access.may_tell(webhook, event.kind, event.shop_id):
        raise GiveUp("not_allowed")
    try:
        secret = webhook.secret()
    except Unreadable as error:
        raise GiveUp("unreadable_secret") from error
    body = orjson.dumps(event_body(event, row.key))
    headers = {
        "Content-Type": "application/json",
        "Dozvon-Event": event.kind,
        "Dozvon-Delivery": row.key,
        "Dozvon-Signature": signature(secret, int(now.timestamp()), body),
    }
    call = Call(method="POST", url=webhook.url, content=body, headers=headers, seconds=SECONDS, most_bytes=MOST_BYTES)
    outcome = of_answer(f"POST {place_of(webhook.url)}", send(call), [secret])
    # Of an event that was erased meanwhile, the answer may repeat the words.
    is_same = Event.objects.filter(pk=event.pk, body=event.body).exists()
    return outcome if is_same else replace(outcome, answer="")


def event_body(event: Event, key: str) -> dict[str, Any]:
    """The event as it is sent; `id` is the same at every attempt."""
    shop = Shop.objects.filter(pk=event.shop_id or 0).values_list("code", flat=True).first()
    return {
        "id": key,
        "kind": event.kind,
        "at": event.at.astimezone(UTC).isoformat(),
        "shop": shop,
        "order": event.order_id,
        "client": event.client_id,
        "actor": event.actor_label,
        "body": event.body,
    }


def signature(secret: str, at: int, body: bytes) -> str:
    """The header that proves who sent the body, and when: HMAC-SHA256 of the time, a dot, and the body."""
    made = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={made}"
