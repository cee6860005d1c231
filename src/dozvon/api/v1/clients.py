"""Clients: finding, the card, merging doubles and taking it back."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel

from dozvon.api.auth import actor_of
from dozvon.api.v1 import present, schemas
from dozvon.api.v1.refusals import STANDARD
from dozvon.clients import access, queries
from dozvon.clients.actions import merge
from dozvon.clients.models import Client
from dozvon.platform.events.actions import record_access

router = Router(tags=["clients"])


class ClientListQuery(BaseModel):
    """Whom to look for; both narrow each other."""

    phone: Annotated[str | None, Query(max_length=60)] = None
    q: Annotated[str | None, Query(max_length=200)] = None
    cursor: Annotated[str | None, Query(max_length=200)] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50


@router.get("/clients", response={200: schemas.ClientPage, **STANDARD})
def find(request: HttpRequest, wanted: Query[ClientListQuery]) -> HttpResponse:
    """Clients by phone (from the front or the last digits), words of the name, or e-mail; newest first."""
    now, actor = timezone.now(), actor_of(request)
    page = queries.page(access.visible(actor), wanted.q, wanted.phone, wanted.cursor, wanted.limit)
    record_access(actor, now, "clients.list", client_ids=[client.pk for client in page.clients])
    contacts = queries.contacts_of([client.pk for client in page.clients])
    items = [present.client(client, contacts[client.pk]) for client in page.clients]
    return present.answer({"items": items, "next_cursor": page.next_cursor})


@router.get("/clients/{int:client_id}", response={200: schemas.ClientOut, **STANDARD})
def one(request: HttpRequest, client_id: int) -> HttpResponse:
    """The client card."""
    actor = actor_of(request)
    client = access.get(actor, client_id)
    record_access(actor, timezone.now(), "client", client_ids=[client.pk])
    return present.answer(_card(client))


@router.post("/clients/{int:client_id}/merge", response={200: schemas.MergeOut, **STANDARD})
def join(request: HttpRequest, client_id: int, wanted: schemas.MergeIn) -> HttpResponse:
    """Joins the client into another one; the answer names the merge by which it can be undone."""
    actor = actor_of(request)
    done = merge.merge(actor, client_id, wanted.into, timezone.now())
    return present.answer({"merge": done.pk, "client": _card(access.get(actor, done.target_id))})


@router.post("/merges/{int:merge_id}/undo", response={200: schemas.MergeOut, **STANDARD})
def separate(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Takes a merge back; the answer holds the client that comes back."""
    actor = actor_of(request)
    done = merge.undo(actor, merge_id, timezone.now())
    return present.answer({"merge": done.pk, "client": _card(access.get(actor, done.source_id))})


def _card(client: Client) -> dict[str, object]:
    return present.client(client, queries.contacts_of([client.pk])[client.pk])
