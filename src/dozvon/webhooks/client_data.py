"""What was told outside of a client. A body is read when it is sent, so what waits tells nothing after an erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Q, QuerySet

from dozvon.core.iso import iso_utc
from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.platform.events.models import Event, told_of
from dozvon.platform.outbox.models import Attempt, Outgoing
from dozvon.webhooks.actions import place_of
from dozvon.webhooks.following import KIND
from dozvon.webhooks.models import Webhook, target_of


class Deliveries(ClientData):
    """Deliveries of events about the client. They only name the event; what receivers answered may repeat its words."""

    name: ClassVar[str] = "deliveries"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """Who was told what and when, of the shops the actor sees, the oldest first."""
        places = {target_of(one.pk): place_of(one.url) for one in Webhook.objects.all()}
        seen = _about(person).filter(Q(shop_id=None) | Q(shop_id__in=list(person.shop_codes)))
        return {"told_outside": [_record(row, places) for row in seen.prefetch_related("tries").order_by("pk")]}

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Empties what receivers answered."""
        answered = Attempt.objects.filter(outgoing__in=_about(person).values("pk")).exclude(answer="")
        return {"deliveries": answered.update(answer="")}


def _about(person: PersonTraces) -> QuerySet[Outgoing]:
    told = Event.objects.filter(told_of(person.client_ids, person.order_ids, person.lent_order_ids))
    return Outgoing.objects.filter(kind=KIND, payload__event__in=list(told.values_list("pk", flat=True)))


def _record(row: Outgoing, places: Mapping[str, str]) -> dict[str, Any]:
    return {
        "to": places.get(row.target, ""),
        "kind": row.payload["kind"],
        "order": row.payload["order"],
        "state": row.state,
        "finished_at": None if row.finished_at is None else iso_utc(row.finished_at),
        "answers": [one.answer for one in row.tries.all() if one.answer],
    }
