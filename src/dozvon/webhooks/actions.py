"""Webhooks are added, switched and removed here; the log of accounts notes each."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpx
from django.conf import settings
from django.db import transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.accounts.access import person_id
from dozvon.platform.accounts.changes import note
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS
from dozvon.platform.outbox import actions as outbox
from dozvon.platform.outbox.models import WAITING, Outgoing
from dozvon.platform.secrets import sealing
from dozvon.shops.models import Shop
from dozvon.webhooks import access, following
from dozvon.webhooks.errors import BadWebhook
from dozvon.webhooks.kinds import kinds
from dozvon.webhooks.models import PURPOSE, Webhook

LONGEST_URL: Final = 500
MOST: Final = 50
"""Webhooks of one installation."""


@dataclass(frozen=True, slots=True)
class Added:
    """A new webhook with its secret, which is told this once."""

    webhook: Webhook
    secret: str


def add(actor: Actor, url: str, events: Sequence[str], shop: Shop | None) -> Added:
    """A webhook that is told from now on what the actor may see. Raises NotPermitted and BadWebhook."""
    if not actor.may(MANAGE_CONNECTIONS):
        raise NotPermitted
    _check(actor, url, events, shop)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        following.begin()
        webhook = Webhook.objects.create(
            url=url.strip(),
            events=sorted(set(events)),
            shop_id=None if shop is None else shop.pk,
            creator_id=person_id(actor),
        )
        webhook.sealed_secret = sealing.seal(PURPOSE, webhook.pk, secret)
        webhook.save(update_fields=["sealed_secret"])
        note(actor, "webhook.added", webhook=webhook.pk, address=place_of(url), events=webhook.events)
    return Added(webhook, secret)


def turn(actor: Actor, webhook_id: int, *, on: bool) -> Webhook:
    """Switches it on or off; what waits is given up when it is off. Raises NotPermitted and WebhookNotFound."""
    with transaction.atomic():
        webhook = access.get(actor, webhook_id)
        if webhook.is_on != on:
            if on:
                following.begin()
            webhook.is_on = on
            webhook.save(update_fields=["is_on"])
            note(actor, "webhook.on" if on else "webhook.off", webhook=webhook.pk, address=place_of(webhook.url))
    return webhook


def remove(actor: Actor, webhook_id: int) -> None:
    """Nothing is sent to it any more, and its deliveries are forgotten. Raises NotPermitted and WebhookNotFound."""
    with transaction.atomic():
        webhook = access.get(actor, webhook_id)
        Outgoing.objects.filter(target=webhook.target).delete()
        note(actor, "webhook.removed", webhook=webhook.pk, address=place_of(webhook.url))
        webhook.delete()


def retry(actor: Actor, webhook_id: int, delivery_id: int, now: datetime) -> Outgoing:
    """Sends a delivery once more; one that arrived stays as it is. Raises NotPermitted and WebhookNotFound."""
    found = access.delivery(access.get(actor, webhook_id), delivery_id)
    outbox.retry(found, now)
    return found


def give_up(actor: Actor, webhook_id: int, delivery_id: int, now: datetime) -> None:
    """Tries a delivery no more. Raises NotPermitted and WebhookNotFound."""
    found = access.delivery(access.get(actor, webhook_id), delivery_id)
    if found.state == WAITING:
        outbox.give_up(found, now)


def place_of(url: str) -> str:
    """The address as it may be told: others put keys into its query."""
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}{parts.path}".replace(f"{parts.userinfo.decode()}@", "")


def _check(actor: Actor, url: str, events: Sequence[str], shop: Shop | None) -> None:
    found = []
    if not url.strip():
        found.append(FieldError("url", "missing"))
    elif len(url) > LONGEST_URL:
        found.append(FieldError("url", "too_long", {"limit": str(LONGEST_URL)}))
    elif not _is_address(url.strip()):
        found.append(FieldError("url", "bad_address"))
    if not events:
        found.append(FieldError("events", "missing"))
    unknown = [kind for kind in events if kind not in kinds()]
    if unknown:
        found.append(FieldError("events", "unknown", {"value": unknown[0][:40], "allowed": ", ".join(kinds())}))
    if shop is not None and not actor.sees_shop(shop.pk):
        found.append(FieldError("shop", "not_your_shop"))
    if Webhook.objects.count() >= MOST:
        found.append(FieldError("url", "too_many", {"limit": str(MOST)}))
    if found:
        raise BadWebhook(found)


def _is_address(url: str) -> bool:
    """https, or http where private networks are listed."""
    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL:
        return False
    schemes = ("https", "http") if settings.OUTBOUND_PRIVATE else ("https",)
    return parts.scheme in schemes and bool(parts.host)
