"""What the history and the access log hold of a client. A merge moves nothing: events stay with whom they told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from dozvon.core.iso import iso_utc
from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.platform.events import erasure
from dozvon.platform.events.models import Access, Erasure, Event, told_of
from dozvon.platform.events.records import event_record


class History(ClientData):
    """Events of the client and their orders; an erasure leaves the declared fields."""

    name: ClassVar[str] = "events"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """Those of the shops the actor sees, the oldest first."""
        codes = person.shop_codes
        events = Event.objects.filter(told_of(person.client_ids, person.order_ids, person.lent_order_ids))
        told = [
            event_record(event, codes.get(event.shop_id or 0))
            for event in events.order_by("pk")
            if event.shop_id is None or event.shop_id in codes
        ]
        return {"history": told}

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Takes words out of them."""
        return {"events": erasure.blank_events(person.client_ids, person.order_ids, person.lent_order_ids)}


class AccessLog(ClientData):
    """Who looked at the client; what was typed to find them is erased. Acts of erasure stay."""

    name: ClassVar[str] = "access_log"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """The looks and the acts of erasure, the oldest first."""
        looks = Access.objects.filter(client_ids__overlap=person.client_ids).order_by("at", "pk")
        acts = Erasure.objects.filter(client_ids__overlap=person.client_ids).order_by("pk")
        return {
            "looks": [{"at": iso_utc(look.at), "who": look.actor_label, "what": look.what} for look in looks],
            "erasures": [
                {"id": act.pk, "at": iso_utc(act.at), "who": act.actor_label, "reason": act.reason} for act in acts
            ],
        }

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Empties searches that tell of the person."""
        return {"searches": erasure.blank_searches(person.client_ids, person.words.in_search)}
