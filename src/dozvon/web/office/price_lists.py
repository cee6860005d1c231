"""A price list from a file: sent, looked at as what it would change, and applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.catalog import actions, queries
from dozvon.catalog.models import PriceList
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.core.actor import Actor
from dozvon.exchange.actions.import_products import import_products
from dozvon.exchange.actions.opening import MOST_BYTES, MOST_ROWS, price_list
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.exports import Format, What, export
from dozvon.exchange.headers import Columns
from dozvon.exchange.outcomes import Import, ImportedRow, ImportTally
from dozvon.platform.wording import sentence
from dozvon.web.formats import money, plain_number
from dozvon.web.office import change_log
from dozvon.web.office.products import chosen_shop
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

SHOWN = 100
"""Rows of each outcome that are shown; the counts are of all."""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """A row of the file as the table shows it: what turns, or what is wrong."""

    row: int
    sku: str
    outcome: str
    turned: list[tuple[str, str, str]]
    wrong: list[tuple[str, str]]


@dataclass(slots=True)
class PriceListPreview:
    """What a file comes to: the counts, and the first lines of what changes anything, mistakes before all."""

    tally: ImportTally
    unused: tuple[str, ...] = ()
    lines: dict[str, list[PriceLine]] = field(default_factory=dict)

    @property
    def shown(self) -> Iterator[PriceLine]:
        """The lines: refused, then changed, then new."""
        for outcome in ("error", "changed", "created"):
            yield from self.lines.get(outcome, [])

    @property
    def hidden(self) -> int:
        """How many more lines would be told of."""
        told = sum(self.tally.counts[outcome] for outcome in ("error", "changed", "created"))
        return told - sum(map(len, self.lines.values()))

    @property
    def changes(self) -> int:
        """How many products the file makes or changes."""
        return self.tally.counts["created"] + self.tally.counts["changed"]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_CATALOG)
def upload_price_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form to send a file; and, while one waits, what it would change."""
    if request.method != "POST":
        return _page(request, actor)
    _, shop = chosen_shop(request, actor)
    if shop is None:
        raise Http404
    upload = request.FILES.get("file")
    try:
        body = price_list(upload.name or "", upload.size or 0, upload.read) if upload else price_list("", 0, bytes)
        import_products(actor, shop.code, BytesIO(body), {}, dry_run=True)
    except ExchangeRefused as refused:
        return _page(request, actor, {"errors": {"file": sentence(refused.error)}}, 422)
    actions.keep_list(actor, shop, upload.name if upload and upload.name else "", body, timezone.now())
    return go("price-list")


@require_POST
@signed_in(MANAGE_CATALOG)
def apply_price_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Makes and changes what was looked at, and tells what became of it."""
    waiting = queries.waiting_list(actor)
    if waiting is None or request.POST.get("sent_at") != waiting.sent_at.isoformat():
        return go("price-list", told="list_gone")
    look = _preview(import_products(actor, waiting.shop.code, BytesIO(waiting.body), {}), waiting.shop.currency)
    actions.drop_list(actor)
    return _page(request, actor, {"done": look, "done_shop": waiting.shop})


@require_POST
@signed_in(MANAGE_CATALOG)
def drop_price_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Throws the file away."""
    actions.drop_list(actor)
    return go("price-list", told="list_dropped")


@require_safe
@signed_in(MANAGE_CATALOG)
def download_price_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The shop's products as a table that Excel opens and an import reads back."""
    _, shop = chosen_shop(request, actor)
    if shop is None:
        raise Http404
    now = timezone.now()
    pieces = export(actor, What.PRODUCTS, Format.EXCEL, now, shop.code)
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="products-{shop.code}-{now:%Y-%m-%d}.csv"'
    return answer  # type: ignore[return-value]  # as Django answers it


def _preview(running: Import, currency: str) -> PriceListPreview:
    look = PriceListPreview(running.tally, running.columns.unused)
    for outcome in running.outcomes:
        look.tally.add(outcome)
        lines = look.lines.setdefault(outcome.outcome, [])
        if outcome.outcome != "duplicate" and len(lines) < SHOWN:
            lines.append(_line(outcome, running.columns, currency))
    return look


def _line(outcome: ImportedRow, columns: Columns, currency: str) -> PriceLine:
    turned = [
        (change_log.field_title(name), _value(name, was, currency), _value(name, now, currency))
        for name, (was, now) in outcome.turned.items()
        if outcome.outcome == "changed" or now not in (None, [], "0.00", True)
    ]
    wrong = [(columns.title_of(error.field), sentence(error)) for error in outcome.errors]
    return PriceLine(outcome.row, outcome.about, outcome.outcome, turned, wrong)


def _value(name: str, of: Any, currency: str) -> str:
    if name == "price" and of is not None:
        return money(Decimal(of), currency)
    return f"{plain_number(Decimal(of))} %" if name == "max_discount" and of is not None else change_log.value(of)


def _page(request: HttpRequest, actor: Actor, shown: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    waiting = queries.waiting_list(actor)
    shops, shop = chosen_shop(request, actor)
    framed = {
        "shop": waiting.shop if waiting is not None else shop,
        "shops": [(one.code, one.name) for one in shops],
        "waiting": waiting,
        "look": _dry_run(actor, waiting) if waiting is not None else None,
        "done": None,
        "most_rows": MOST_ROWS,
        "most_megabytes": MOST_BYTES // 1024 // 1024,
        **(shown or {}),
    }
    return page(request, actor, "products", "price_list", framed, status)


def _dry_run(actor: Actor, waiting: PriceList) -> PriceListPreview:
    running = import_products(actor, waiting.shop.code, BytesIO(waiting.body), {}, dry_run=True)
    return _preview(running, waiting.shop.currency)
