"""Clients as they leave: by API, in exports and dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dozvon.clients.models import Client, Contact
from dozvon.core.iso import iso_utc

Record = dict[str, Any]


def client_brief(client: Client, contacts: Sequence[Contact]) -> Record:
    """A client as part of an order; `contacts` with the main ones first."""
    first = {contact.kind: contact.value for contact in reversed(contacts)}
    return {
        "id": client.pk,
        "name": client.name,
        "phone": first.get("phone"),
        "email": first.get("email"),
        "city": client.city,
        "company": client.company,
        "zone": client.zone,
    }


def client_record(client: Client, contacts: Sequence[Contact]) -> Record:
    """A client with all contacts, main ones first."""
    return client_brief(client, contacts) | {
        "kind": client.kind,
        "contacts": [{"kind": c.kind, "value": c.value, "main": c.main} for c in contacts],
        "statuses": client.statuses,
        "fields": client.fields,
        "flags": client.flags,
        "created_at": iso_utc(client.created_at),
    }
