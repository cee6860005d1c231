"""A client's rights: all that is held of them, its erasure; and the log of who looked at whose data."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import AwareDatetime, BaseModel, StrictInt

from dozvon.api.auth import actor_of
from dozvon.api.v1 import present
from dozvon.api.v1.refusals import STANDARD
from dozvon.api.v1.schemas import StrictBody
from dozvon.core.iso import iso_utc
from dozvon.platform.events.models import Access
from dozvon.privacy import looks
from dozvon.privacy.actions import erase
from dozvon.privacy.dossier import dossier

router = Router(tags=["personal data"])


class DossierOut(Schema):
    """All that is held of a client: cards, merges, orders, history, kept intakes, deliveries, looks, erasures."""

    made_at: datetime
    made_by: str
    clients: list[dict[str, Any]]
    merges: list[dict[str, Any]]
    orders: list[dict[str, Any]]
    history: list[dict[str, Any]]
    intakes: list[dict[str, Any]]
    told_outside: list[dict[str, Any]]
    looks: list[dict[str, Any]]
    erasures: list[dict[str, Any]]


class ErasureIn(StrictBody):
    """Why, without the client's name, and the client's number once more."""

    reason: str
    confirm: StrictInt


class ErasureOut(Schema):
    """The act of erasure and how much was emptied."""

    erasure: int
    clients: int
    orders: int
    events: int
    intakes: int
    searches: int


class LookOut(Schema):
    """One look at personal data; `detail` is what was searched for, or which tab."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    what: str
    orders: list[int]
    clients: list[int]
    detail: str


class LookPage(Schema):
    """Looks, newest first."""

    items: list[LookOut]
    next_cursor: str | None


class LooksQuery(BaseModel):
    """Whose looks, at whom, when; all narrow each other."""

    user: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
    client: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    cursor: Annotated[str | None, Query(max_length=200)] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50


@router.get("/clients/{int:client_id}/dossier", response={200: DossierOut, **STANDARD})
def give_out(request: HttpRequest, client_id: int) -> HttpResponse:
    """All that is held of the client, for the client."""
    return present.answer(dossier(actor_of(request), client_id, timezone.now()))


@router.post("/clients/{int:client_id}/erase", response={200: ErasureOut, **STANDARD})
def forget(request: HttpRequest, client_id: int, wanted: ErasureIn) -> HttpResponse:
    """Erases who the client is, for good; money and statuses of the orders stay. Refused while an order is open."""
    done = erase(actor_of(request), client_id, wanted.reason, wanted.confirm, timezone.now())
    return present.answer({"erasure": done.erasure_id, **done.emptied})


@router.get("/looks", response={200: LookPage, **STANDARD})
def looked(request: HttpRequest, wanted: Query[LooksQuery]) -> HttpResponse:
    """Who looked at whose data, newest first; for who sees all shops."""
    narrow = looks.AccessLogFilter(wanted.user, wanted.client, wanted.since, wanted.until)
    page = looks.page(actor_of(request), narrow, wanted.cursor, wanted.limit)
    return present.answer({"items": [_look(row) for row in page.rows], "next_cursor": page.next_cursor})


def _look(row: Access) -> dict[str, Any]:
    return {
        "id": row.pk,
        "at": iso_utc(row.at),
        "actor_id": row.actor_id,
        "actor": row.actor_label,
        "what": row.what,
        "orders": row.order_ids,
        "clients": row.client_ids,
        "detail": row.detail,
    }
