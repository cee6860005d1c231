"""Joining doubles, and taking it back: a merge keeps what it needs to be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from dozvon.clients import access
from dozvon.clients.errors import BadMerge, ClientNotFound
from dozvon.clients.events import ClientsMerged, MergeUndone
from dozvon.clients.models import Client, Contact, Merge
from dozvon.clients.permissions import MERGE_CLIENTS
from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.capabilities import client_data
from dozvon.platform.events.actions import record
from dozvon.platform.events.schema import Subject

FILLED = (
    "name",
    "last_name",
    "first_name",
    "middle_name",
    "gender",
    "company",
    "country",
    "city",
)
"""Fields of the kept client that are filled from the other one where they are empty."""


def merge(actor: Actor, source_id: int, target_id: int, now: datetime) -> Merge:
    """Joins `source` into `target`: contacts and what other parts hold move, empty fields are filled, statuses united.

    Raises NotPermitted, ClientNotFound and BadMerge.
    """
    if not actor.may(MERGE_CLIENTS):
        raise NotPermitted
    if source_id == target_id:
        raise BadMerge("same")
    with transaction.atomic():
        clients = access.locked(actor, [source_id, target_id])
        source, target = clients[source_id], clients[target_id]
        if source.merged_into_id is not None or target.merged_into_id is not None:
            raise BadMerge("merged")
        if source.erased_at is not None or target.erased_at is not None:
            raise BadMerge("erased")
        contacts = _locked_contacts(source)
        before, mains = _fields(target), [contact.pk for contact in contacts if contact.main]
        moved = _move_contacts(contacts, target)
        shared = _shared(contacts, moved, target)
        _recognise(shared, by_source=False)
        parts = _move_parts(source.pk, target.pk)
        _fill(target, source)
        source.merged_into = target
        source.version += 1
        source.save(update_fields=["merged_into", "version"])
        done = Merge.objects.create(
            source=source,
            target=target,
            at=now,
            actor_id=actor.user_id,
            moved=parts,
            contact_ids=moved,
            before={
                "target": before,
                "after": _fields(target),
                "mains": mains,
                "shared": shared,
            },
        )
        _tell(ClientsMerged, actor, done, now)
    return done


def undo(actor: Actor, merge_id: int, now: datetime) -> Merge:
    """Takes a merge back: what it moved returns, as far as it is still where the merge put it.

    Fields of the kept client go back unless they were changed since. Raises NotPermitted, ClientNotFound and BadMerge.
    """
    if not actor.may(MERGE_CLIENTS):
        raise NotPermitted
    with transaction.atomic():
        done = Merge.objects.select_for_update().filter(pk=merge_id).first()
        if done is None:
            raise ClientNotFound
        clients = _both(actor, done)
        source, target = clients[done.source_id], clients[done.target_id]
        if done.undone_at is not None or source.merged_into_id != target.pk:
            raise BadMerge("undone")
        if target.merged_into_id is not None:
            raise BadMerge("not_last")
        if target.erased_at is not None:
            raise BadMerge("erased")
        for part in client_data():
            part.give_back(done.source_id, done.target_id, done.moved.get(part.name))
        _return_contacts(done)
        _recognise(done.before.get("shared", []), by_source=True)
        _restore(target, done.before["target"], done.before["after"])
        source.merged_into = None
        source.version += 1
        source.save(update_fields=["merged_into", "version"])
        done.undone_at = now
        done.save(update_fields=["undone_at"])
        _tell(MergeUndone, actor, done, now)
    return done


def _tell(kind: type[ClientsMerged | MergeUndone], actor: Actor, done: Merge, now: datetime) -> None:
    """On both cards."""
    both = (done.target_id, done.source_id)
    of = {"merge": done.pk, "source": done.source_id, "target": done.target_id}
    record(actor, now, [kind(Subject(client_id=pk), **of) for pk in both])


def _both(actor: Actor, done: Merge) -> dict[int, Client]:
    """Source and target, locked by id as a merge does; only the target can be seen to be the actor's."""
    ids = [done.source_id, done.target_id]
    rows = Client.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    found = {client.pk: client for client in rows}
    return found | access.locked(actor, [done.target_id])


def _locked_contacts(client: Client) -> list[Contact]:
    """All contacts of the client, locked; asked again while an intake that was waited for has added some."""
    seen: list[Contact] = []
    while True:
        contacts = list(Contact.objects.select_for_update().filter(client=client).order_by("id"))
        if len(contacts) == len(seen):
            return contacts
        seen = contacts


def _fields(client: Client) -> dict[str, Any]:
    kept = {name: getattr(client, name) for name in FILLED}
    return kept | {"statuses": list(client.statuses), "fields": dict(client.fields)}


def _fill(target: Client, source: Client) -> None:
    for name in FILLED:
        if not getattr(target, name):
            setattr(target, name, getattr(source, name))
    target.statuses = list(dict.fromkeys([*target.statuses, *source.statuses]))
    target.fields = {**source.fields, **target.fields}
    target.version += 1
    target.save(update_fields=[*FILLED, "statuses", "fields", "version"])


def _restore(target: Client, before: dict[str, Any], after: dict[str, Any]) -> None:
    for name, value in before.items():
        if getattr(target, name) == after[name]:
            setattr(target, name, value)
    target.version += 1
    target.save(update_fields=[*before, "version"])


def _move_contacts(contacts: list[Contact], target: Client) -> list[int]:
    """Moves what the target does not have; a moved main one is an ordinary one there."""
    have = set(Contact.objects.filter(client=target).values_list("kind", "value"))
    moved = [contact for contact in contacts if (contact.kind, contact.value) not in have]
    for contact in moved:
        contact.client, contact.main = target, False
    Contact.objects.bulk_update(moved, ["client", "main"])
    return [contact.pk for contact in moved]


def _shared(contacts: list[Contact], moved: list[int], target: Client) -> list[list[int]]:
    """Pairs of contacts both have: the source was recognised by the one, from now on the target is by the other."""
    stayed = [contact for contact in contacts if contact.matches and contact.pk not in moved]
    if not stayed:
        return []
    theirs = {(c.kind, c.value): c for c in Contact.objects.select_for_update().filter(client=target)}
    return [[contact.pk, theirs[contact.kind, contact.value].pk] for contact in stayed]


def _recognise(shared: list[list[int]], *, by_source: bool) -> None:
    """Who is recognised by what both have; one of a pair at a time, never both."""
    sources, targets = [pair[0] for pair in shared], [pair[1] for pair in shared]
    gains, loses = (sources, targets) if by_source else (targets, sources)
    Contact.objects.filter(pk__in=loses).update(matches=False)
    Contact.objects.filter(pk__in=gains).update(matches=True)


def _move_parts(source_id: int, target_id: int) -> dict[str, Any]:
    """What other parts of the program hold of the source, over to the target."""
    moved = {part.name: part.move(source_id, target_id) for part in client_data()}
    return {name: rows for name, rows in moved.items() if rows is not None}


def _return_contacts(done: Merge) -> None:
    moved = Contact.objects.filter(pk__in=done.contact_ids, client_id=done.target_id)
    moved.filter(main=False).update(client_id=done.source_id)
    Contact.objects.filter(pk__in=done.before["mains"], client_id=done.source_id).update(main=True)
