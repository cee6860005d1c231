"""The client card: name, city, zone, statuses, the shop's own fields, more ways to reach them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from dozvon.clients import access
from dozvon.clients.actions.match import NewContact
from dozvon.clients.errors import BadClient, BadMerge
from dozvon.clients.events import ClientEdited
from dozvon.clients.models import Client, ClientField, Contact
from dozvon.clients.rules import typed_field
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.fields import read, to_json
from dozvon.core.hours import zones
from dozvon.geo import queries as geo
from dozvon.platform.events.actions import record
from dozvon.platform.events.schema import Subject


@dataclass(frozen=True, slots=True)
class ClientChanges:
    """What is to be changed; None leaves as it is. `zone` set by hand wins over any other sign.

    `region` tells namesakes of `city` apart; `dropped` are (kind, value) of contacts that are no longer theirs.
    """

    name: str | None = None
    last_name: str | None = None
    first_name: str | None = None
    middle_name: str | None = None
    gender: str | None = None
    company: str | None = None
    city: str | None = None
    zone: str | None = None
    statuses: Sequence[str] | None = None
    fields: Mapping[str, Any] | None = None
    contacts: Sequence[NewContact] = ()
    region: str = ""
    dropped: Sequence[tuple[str, str]] = ()


_PLAIN = ("name", "last_name", "first_name", "middle_name", "gender", "company", "city")


def edit(actor: Actor, client_id: int, changes: ClientChanges, now: datetime) -> Client:
    """Changes the card. Call `orders.actions.client.edit_client`, which moves the client's open orders along.

    Raises ClientNotFound, BadMerge for a merged or an erased one, and BadClient naming each wrong field.
    """
    try:
        with transaction.atomic():
            client = access.locked(actor, [client_id])[client_id]
            if client.merged_into_id is not None:
                raise BadMerge("merged")
            if client.erased_at is not None:
                raise BadMerge("erased")
            _apply(client, changes, _checked_fields(client, changes))
            client.save()
            _drop_contacts(client, changes.dropped)
            _add_contacts(client, changes.contacts)
            changed = [item.name for item in fields(changes) if getattr(changes, item.name) not in (None, (), "")]
            record(actor, now, [ClientEdited(Subject(client_id=client.pk), changed=changed)])
    except IntegrityError as error:
        raise BadClient([FieldError("contacts", "contact_taken")]) from error
    return client


def _checked_fields(client: Client, changes: ClientChanges) -> dict[str, Any]:
    """The shops' own fields as the card keeps them; raises BadClient for these, and for a zone that is none."""
    values, errors = _own_values(client, changes.fields or {})
    if changes.zone is not None and changes.zone not in zones():
        errors.append(FieldError("zone", "unknown_zone", {"value": changes.zone[:80]}))
    if errors:
        raise BadClient(errors)
    return values


def _apply(client: Client, changes: ClientChanges, own: Mapping[str, Any]) -> None:
    for name in _PLAIN:
        value = getattr(changes, name)
        if value is not None:
            setattr(client, name, value)
    parts = (changes.last_name, changes.first_name, changes.middle_name)
    if changes.name is None and any(part is not None for part in parts):
        whole = (client.last_name, client.first_name, client.middle_name)
        client.name = " ".join(part for part in whole if part)
    if changes.statuses is not None:
        client.statuses = list(dict.fromkeys(changes.statuses))
    if changes.fields is not None:
        client.fields = {**client.fields, **own}
    if changes.zone is not None:
        client.zone, client.zone_source = changes.zone, "manual"
    elif changes.city is not None and client.zone_source != "manual":
        zone = geo.zone_of_settlement(changes.city, changes.region, client.country or None)
        if zone is not None:
            client.zone, client.zone_source = zone, "city"
    client.version += 1


def _drop_contacts(client: Client, dropped: Sequence[tuple[str, str]]) -> None:
    """Takes them off; of what remains of a kind one is the main one again."""
    for kind, value in dropped:
        Contact.objects.filter(client=client, kind=kind, value=value).delete()
        left = Contact.objects.filter(client=client, kind=kind).order_by("-main", "id").first()
        if left is not None and not left.main:
            Contact.objects.filter(pk=left.pk).update(main=True)


def _add_contacts(client: Client, contacts: Sequence[NewContact]) -> None:
    have = set(Contact.objects.filter(client=client).values_list("kind", "value"))
    kinds = {kind for kind, _ in have}
    can_call = any(contact.kind == "phone" and contact.matches for contact in contacts)
    # A number that cannot be called makes way for one that can.
    if can_call and Contact.objects.filter(client=client, kind="phone", main=True, matches=False).update(main=False):
        kinds.discard("phone")
    for contact in contacts:
        if (contact.kind, contact.value) not in have:
            have.add((contact.kind, contact.value))
            Contact.objects.create(
                client=client,
                kind=contact.kind,
                value=contact.value,
                raw=contact.raw,
                matches=contact.matches,
                main=contact.kind not in kinds,
            )
            kinds.add(contact.kind)


def _own_values(client: Client, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    """Typed values and what is wrong with others; an unknown code is an error. What the card has already may stay."""
    found: dict[str, Any] = {}
    errors: list[FieldError] = []
    known = {item.code: item for item in ClientField.objects.filter(code__in=list(values))} if values else {}
    for code, raw in values.items():
        value = _own_value(client, known.get(code), f"fields.{code[:60]}", raw, client.fields.get(code))
        if isinstance(value, FieldError):
            errors.append(value)
        else:
            found[code] = value
    return found, errors


def _own_value(client: Client, item: ClientField | None, name: str, raw: Any, kept: Any) -> Any:
    if item is None:
        return FieldError(name, "unknown_field")
    if raw == kept:
        return raw
    if item.retired:
        return FieldError(name, "retired_field")
    value = None if raw is None else read(typed_field(item, name, client), raw)
    return value if value is None or isinstance(value, FieldError) else to_json(value)
