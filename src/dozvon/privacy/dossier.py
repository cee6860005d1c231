"""All that is held of one client: what they may ask for (152-FZ art. 14, GDPR art. 15 and 20)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dozvon.core.actor import Actor
from dozvon.core.iso import iso_utc
from dozvon.platform.capabilities import client_data
from dozvon.platform.events.actions import record_access
from dozvon.privacy import access
from dozvon.privacy.person import person_of


def dossier(actor: Actor, client_id: int, now: datetime) -> dict[str, Any]:
    """The sections of every part of the program: cards, orders, history, kept intakes, who looked …

    Who is limited to shops gets the orders, history and intakes of these shops. The export itself is among the looks.
    Raises NotPermitted and ClientNotFound.
    """
    access.get(actor, client_id)
    person = person_of(actor, client_id, now, lock=False)
    for part in client_data():
        part.find(person)
    record_access(actor, now, "client.export", person.order_ids, person.client_ids)
    held: dict[str, Any] = {"made_at": iso_utc(now), "made_by": actor.name}
    for part in client_data():
        held |= part.dossier(person)
    return held
