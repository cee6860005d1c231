"""Who may see and keep which webhooks, and what a webhook itself may tell."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import SEE_ORDERS
from dozvon.platform.accounts.access import actor_of
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS
from dozvon.platform.outbox.models import Outgoing
from dozvon.webhooks.errors import WebhookNotFound
from dozvon.webhooks.models import Webhook


def visible(actor: Actor) -> QuerySet[Webhook]:
    """The webhooks of all for who sees all shops, else their own and those of their shops. Raises NotPermitted."""
    if not actor.may(MANAGE_CONNECTIONS):
        raise NotPermitted
    found = Webhook.objects.select_related("creator").order_by("-pk")
    if actor.shops is None:
        return found
    return found.filter(Q(creator_id=actor.user_id) | Q(shop_id__in=sorted(actor.shops)))


def get(actor: Actor, webhook_id: int) -> Webhook:
    """One of the actor's webhooks. Raises NotPermitted and WebhookNotFound."""
    found = visible(actor).filter(pk=webhook_id).first()
    if found is None:
        raise WebhookNotFound
    return found


def deliveries(webhook: Webhook) -> QuerySet[Outgoing]:
    """What was and is to be sent to it, the newest first."""
    return Outgoing.objects.filter(target=webhook.target).prefetch_related("tries").order_by("-pk")


def delivery(webhook: Webhook, delivery_id: int) -> Outgoing:
    """One delivery. Raises WebhookNotFound."""
    found = deliveries(webhook).filter(pk=delivery_id).first()
    if found is None:
        raise WebhookNotFound
    return found


def may_tell(webhook: Webhook, kind: str, shop_id: int | None) -> bool:
    """Whether the webhook is told of such an event: what its creator may see now, in its shop."""
    if kind not in webhook.events or (webhook.shop_id is not None and webhook.shop_id != shop_id):
        return False
    creator = webhook.creator
    if not creator.active:
        return False
    actor = actor_of(creator)
    seen = SEE_CLIENTS if kind.startswith("client.") else SEE_ORDERS
    return actor.may(seen) and (actor.shops is None or (shop_id is not None and shop_id in actor.shops))
