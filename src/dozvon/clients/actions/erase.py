"""A client's card emptied: what remains is a number that orders can point to. Called by `client_data`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Q

from dozvon.clients.models import Client, Contact, Merge


def lock(client_ids: Sequence[int]) -> list[Client]:
    """The cards and their contacts, locked: an intake that would recognise them waits, and then knows nobody."""
    clients = list(Client.objects.filter(pk__in=client_ids).order_by("pk").select_for_update(no_key=True))
    list(Contact.objects.filter(client_id__in=client_ids).order_by("kind", "value").select_for_update())
    return clients


def blank(client_ids: Sequence[int], now: datetime) -> None:
    """Empties the cards, drops their contacts, and what merges kept of how the cards were before."""
    Contact.objects.filter(client_id__in=client_ids).delete()
    Merge.objects.filter(Q(source_id__in=client_ids) | Q(target_id__in=client_ids)).update(before={})
    Client.objects.filter(pk__in=client_ids).update(
        name="",
        last_name="",
        first_name="",
        middle_name="",
        gender="",
        company="",
        city="",
        statuses=[],
        fields={},
        flags=[],
        erased_at=now,
        version=F("version") + 1,
    )
