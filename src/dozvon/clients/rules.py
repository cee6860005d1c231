"""Rules of the client card without storage."""

from __future__ import annotations

from dozvon.clients.models import Client, ClientField
from dozvon.core.fields import FieldType, TypedField


def typed_field(item: ClientField, name: str, client: Client, zone: str = "UTC") -> TypedField:
    """What the shops' own field asks for of this client; `name` is how errors call it, `zone` that of a moment typed
    without one."""
    return TypedField(name, FieldType(item.type), tuple(item.choices), country=client.country or "RU", zone=zone)
