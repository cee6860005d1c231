"""Exports as streams; imports of a file sent as the body."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import BaseModel

from dozvon.api.auth import actor_of
from dozvon.api.problems import problem
from dozvon.api.v1 import present, schemas
from dozvon.api.v1.refusals import STANDARD
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.exchange.actions.import_clients import import_clients
from dozvon.exchange.actions.import_orders import import_orders
from dozvon.exchange.actions.import_products import import_products
from dozvon.exchange.actions.opening import of_one_request
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.exports import Format, What, export
from dozvon.exchange.headers import Columns, Kind, read_map
from dozvon.exchange.outcomes import CHANGED, OUTCOMES, Import, ImportedRow, ImportTally
from dozvon.exchange.pages import ExportPeriod
from dozvon.platform.wording import sentence

router = Router(tags=["exchange"])

_TYPES = {Format.CSV: "text/csv; charset=utf-8", Format.EXCEL: "text/csv; charset=utf-8"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string"}}
            for kind in ("text/csv", "application/jsonl", _XLSX, "application/octet-stream")
        },
    }
}

_EXPORTED = {
    "responses": {
        200: {"content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv", "application/jsonl")}},
    }
}


class ExportQuery(BaseModel):
    """What to export: whole days of the shop, both ends included."""

    format: Format = Format.CSV
    shop: Annotated[str | None, Query(max_length=40)] = None
    since: date | None = None
    until: date | None = None


class ImportQuery(BaseModel):
    """Into which shop, whether only to look, and what columns mean: `column=field,column=field`."""

    shop: Annotated[str, Query(min_length=1, max_length=40)]
    dry_run: bool = False
    map: Annotated[str, Query(max_length=4000)] = ""


class ImportedRowOut(Schema):
    """What became of a row; `errors` of a row that was taken in are remarks."""

    row: int
    outcome: str
    id: int | None = None
    errors: list[schemas.FieldProblem] | None = None


class ImportOut(Schema):
    """The sums, `rows` being that of all others, and one result a row."""

    dry_run: bool
    rows: int
    created: int
    changed: int
    line: int
    merged: int
    duplicate: int
    error: int
    unused_columns: list[str]
    results: list[ImportedRowOut]


@router.get("/exports/{what}", response={200: None, **STANDARD}, openapi_extra=_EXPORTED)
def export_all(request: HttpRequest, what: What, wanted: Query[ExportQuery]) -> HttpResponse | StreamingHttpResponse:
    """Orders, clients, events or products, streamed: `csv`, `excel` (CSV with mark and semicolons) or `jsonl`."""
    now, actor = timezone.now(), actor_of(request)
    try:
        pieces = export(actor, what, wanted.format, now, wanted.shop, ExportPeriod(wanted.since, wanted.until))
    except ExchangeRefused as refused:
        place = "shop" if refused.code == "unknown_shop" else "since"
        return _refused(request, FieldError(place, refused.code, refused.params))
    answer = StreamingHttpResponse(pieces, content_type=_TYPES.get(wanted.format, "application/jsonl"))
    ending = "jsonl" if wanted.format is Format.JSONL else "csv"
    answer["Content-Disposition"] = f'attachment; filename="{what}-{now:%Y-%m-%d}.{ending}"'
    return answer


@router.post("/imports/{what}", response={200: ImportOut, **STANDARD}, openapi_extra=_FILE)
def import_file(request: HttpRequest, what: Kind, wanted: Query[ImportQuery]) -> HttpResponse:
    """Orders, clients or products from CSV, a workbook or JSON lines; a bad row does not spoil the others."""
    # Not `request.body`: Django's own limit is for forms; the server has refused what is too large.
    actor, body = actor_of(request), request.read()
    try:
        running = _begun(actor, what, wanted, of_one_request(body))
    except ExchangeRefused as refused:
        place = "shop" if refused.code == "unknown_shop" else "map" if refused.code.startswith("map") else "body"
        return _refused(request, FieldError(place, refused.code, refused.params))
    results = list(running.outcomes)
    return present.answer(_told(results, running.columns, dry_run=wanted.dry_run))


def _begun(actor: Actor, what: Kind, wanted: ImportQuery, source: io.BytesIO) -> Import:
    said = read_map(wanted.map)
    if what is Kind.PRODUCTS:
        return import_products(actor, wanted.shop, source, said, dry_run=wanted.dry_run)
    begin = import_orders if what is Kind.ORDERS else import_clients
    return begin(actor, wanted.shop, source, said, timezone.now(), dry_run=wanted.dry_run)


def _refused(request: HttpRequest, error: FieldError) -> HttpResponse:
    """`detail` is the sentence of the file's own mistakes."""
    return problem(request, 422, "invalid", [error], detail=sentence(error))


def _told(results: Sequence[ImportedRow], columns: Columns, *, dry_run: bool) -> dict[str, Any]:
    tally = ImportTally()
    for result in results:
        tally.add(result)
    return {
        "dry_run": dry_run,
        "rows": tally.counts.total(),
        **{name: tally.counts[name] for name in (*OUTCOMES, CHANGED)},
        "unused_columns": list(columns.unused),
        "results": [_row(result, columns) for result in results],
    }


def _row(result: ImportedRow, columns: Columns) -> dict[str, Any]:
    found: dict[str, Any] = {"row": result.row, "outcome": result.outcome}
    if result.id is not None:
        found["id"] = result.id
    if result.errors:
        found["errors"] = [
            {"field": columns.title_of(e.field), "code": e.code, "message": sentence(e)} for e in result.errors
        ]
    return found
