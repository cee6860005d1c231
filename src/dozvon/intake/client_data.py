"""What was sent of a client, kept as it came: it stands in a dossier, and is emptied by an erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import orjson

from dozvon.core.iso import iso_utc
from dozvon.intake.actions import erase
from dozvon.platform.client_data import ClientData, PersonTraces
from dozvon.platform.inbox.models import InboxMessage


class Intakes(ClientData):
    """Kept intakes, of a bulk the rows of the client; and keys that senders made of a number or an address."""

    name: ClassVar[str] = "intakes"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """What was sent; who is limited to shops gets what orders of these shops were made of."""
        tells = person.words.in_bytes if person.actor.shops is None else lambda _body: False
        found = erase.intakes_of(set(person.order_ids), tells)
        return {"intakes": [_record(raw, rows, tells) for raw, rows in found if rows is None or rows]}

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Empties the intakes and drops the keys."""
        kept = 0
        for raw, rows in erase.intakes_of(person.order_ids, person.words.in_bytes):
            erase.blank(raw, rows, person.now)
            kept += 1
        erase.blank_keys(person.order_ids, person.words.in_bytes)
        return {"intakes": kept}


def _record(raw: InboxMessage, rows: set[int] | None, tells: erase.Tells) -> dict[str, Any]:
    """What was sent of this client alone: of what cannot be taken apart, only that it is kept."""
    sent: object
    try:
        content = orjson.loads(bytes(raw.body))
    except orjson.JSONDecodeError:
        content = None
    if isinstance(content, list):
        own = range(len(content)) if rows is None else sorted(row for row in rows if row < len(content))
        sent = [content[row] for row in own if rows is not None or tells(orjson.dumps(content[row]))]
    elif erase.is_form(raw):
        sent = erase.plain_body(raw).decode("utf-8", "replace")
    else:
        sent = content
    return {"id": raw.pk, "received_at": iso_utc(raw.received_at), "sender": raw.actor_label, "sent": sent}
