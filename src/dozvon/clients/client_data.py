"""The cards themselves: what a dossier shows and an erasure empties. `actions.merge` moves the contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Q

from dozvon.clients.actions import erase
from dozvon.clients.models import Client, Contact, Merge
from dozvon.clients.queries import contacts_of
from dozvon.clients.records import Record, client_record
from dozvon.core.errors import FieldError
from dozvon.core.iso import iso_utc
from dozvon.platform.client_data import ClientData, PersonTraces


class Cards(ClientData):
    """Cards with their contacts, and the merges that joined them."""

    name: ClassVar[str] = "clients"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """All cards, whichever was kept, and their merges."""
        ids = person.client_ids
        contacts = contacts_of(ids)
        merges = Merge.objects.filter(Q(source_id__in=ids) | Q(target_id__in=ids))
        return {
            "clients": [_card(card, contacts[card.pk]) for card in Client.objects.filter(pk__in=ids).order_by("pk")],
            "merges": [_merge(done) for done in merges],
        }

    def obstacles(self, person: PersonTraces, *, lock: bool) -> Sequence[FieldError]:
        """Cards that are empty already."""
        full = Client.objects.filter(pk__in=person.client_ids, erased_at__isnull=True)
        return [] if full.exists() else [FieldError("client", "erased")]

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Empties the cards."""
        erase.blank(person.client_ids, person.now)
        return {"clients": len(person.client_ids)}


def _card(client: Client, contacts: Iterable[Contact]) -> Record:
    own = list(contacts)
    return client_record(client, own) | {
        "last_name": client.last_name,
        "first_name": client.first_name,
        "middle_name": client.middle_name,
        "gender": client.gender,
        "country": client.country,
        "merged_into": client.merged_into_id,
        "erased_at": iso_utc(client.erased_at),
        "contacts": [{"kind": c.kind, "value": c.value, "written": c.raw, "main": c.main} for c in own],
    }


def _merge(done: Merge) -> Record:
    return {
        "id": done.pk,
        "at": iso_utc(done.at),
        "source": done.source_id,
        "target": done.target_id,
        "before": done.before,
        "undone_at": iso_utc(done.undone_at),
    }
