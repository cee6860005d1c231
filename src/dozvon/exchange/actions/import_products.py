"""A price list: the shop's products are made, changed or left as they are, by their article numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from dozvon.catalog import access, actions, reading
from dozvon.catalog.models import Product, Promotion
from dozvon.catalog.rules import product_faults
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.exchange.actions.keeping import keeping, sent
from dozvon.exchange.actions.opening import batches
from dozvon.exchange.errors import ExchangeRefused
from dozvon.exchange.headers import Kind
from dozvon.exchange.outcomes import CHANGED, CREATED, DUPLICATE, ERROR, PRODUCT_OUTCOMES, Import, ImportedRow
from dozvon.exchange.rows import text
from dozvon.exchange.sheets import SheetRow, open_sheet
from dozvon.platform.accounts.changes import note
from dozvon.shops import queries as shops
from dozvon.shops.models import Shop


@dataclass(slots=True)
class ProductDraft:
    """A row as a product; `errors` say why it cannot be one."""

    row: SheetRow
    given: dict[str, Any]
    errors: list[FieldError]

    @property
    def sku(self) -> str:
        """The article number, empty where the row has none."""
        return str(self.given.get("sku", ""))


@dataclass(slots=True)
class Run:
    """What one import remembers from row to row: where each SKU stood, and the shop's promotions by name."""

    actor: Actor
    shop: Shop
    dry: bool
    promotions: Mapping[str, Promotion]
    seen: dict[str, int] = field(default_factory=dict)


def import_products(
    actor: Actor, shop_code: str, source: BinaryIO, said: Mapping[str, str], *, dry_run: bool = False
) -> Import:
    """Products into the shop, in batches of 1,000, each a transaction: the same file again changes nothing.

    A field whose column is missing or whose cell is empty stays as it is; `-` empties it. A product that is new needs a
    name. A dry run writes nothing. Raises NotPermitted and ExchangeRefused.
    """
    access.check_keeper(actor)
    shop = shops.shop_by_code(actor, shop_code)
    if shop is None:
        raise ExchangeRefused("unknown_shop", {"value": shop_code[:80]})
    table = None if dry_run else sent(actor, Kind.PRODUCTS, shop, source, timezone.now())
    sheet = open_sheet(source, Kind.PRODUCTS, said)
    known = {one.name.casefold(): one for one in Promotion.objects.filter(shop=shop)}
    outcomes = _outcomes(Run(actor, shop, dry_run, known), sheet.rows)
    running = Import(sheet.columns, outcomes, PRODUCT_OUTCOMES)
    return running if table is None else keeping(table, running)


def _outcomes(run: Run, rows: Iterator[SheetRow]) -> Iterator[ImportedRow]:
    for batch in batches(rows):
        drafts = [_draft(run, row) for row in batch]
        told = _written(run, [draft for draft in drafts if not draft.errors])
        for draft in drafts:
            yield told.get(draft.row.number) or _failed(draft)


def _failed(draft: ProductDraft) -> ImportedRow:
    return ImportedRow(draft.row.number, ERROR, None, tuple(draft.errors), draft.sku)


def _draft(run: Run, row: SheetRow) -> ProductDraft:
    if row.error is not None:
        return ProductDraft(row, {}, [row.error])
    given, wrong = reading.product({name: _cell(value) for name, value in row.cells.items()})
    unread = {error.field for error in wrong}
    wrong += [error for error in product_faults({"sku": "", **given}) if error.field not in unread]
    named = text(row.cells.get("shop"))
    if named and named.casefold() not in (run.shop.code, run.shop.name.casefold()):
        wrong.append(FieldError("shop", "not_this_shop", {"value": named[:80]}))
    if given.get("promotion") is not None:
        promotion = run.promotions.get(given["promotion"].casefold())
        if promotion is None:
            wrong.append(FieldError("promotion", "unknown_promotion", {"value": given["promotion"][:80]}))
        given["promotion"] = promotion
    if "accessories" in given:
        given["accessories"] = [sku for sku in given["accessories"] if sku != given.get("sku")]
    if not wrong and run.seen.setdefault(given["sku"], row.number) != row.number:
        wrong.append(FieldError("sku", "sku_twice", {"row": str(run.seen[given["sku"]])}))
    return ProductDraft(row, given, wrong)


def _cell(value: Any) -> str:
    """A cell as text; JSON lines may hold lists and flags."""
    if isinstance(value, list):
        return ",".join(map(text, value))
    return str(value).lower() if isinstance(value, bool) else text(value)


def _written(run: Run, drafts: list[ProductDraft]) -> dict[int, ImportedRow]:
    """The products of a batch in one transaction; those that stay as they are are not touched."""
    with transaction.atomic():
        rows = Product.objects.select_related("promotion").defer("words")
        rows = rows if run.dry else rows.select_for_update(of=("self",)).order_by("sku")
        known = {one.sku: one for one in rows.filter(shop=run.shop, sku__in=[draft.sku for draft in drafts])}
        told, products = dict[int, ImportedRow](), dict[int, Product]()
        for draft in drafts:
            product = known.get(draft.sku) or Product(shop=run.shop, sku=draft.sku)
            told[draft.row.number] = _become(product, draft)
            products[draft.row.number] = product
        turned = [products[row] for row, outcome in told.items() if outcome.outcome in (CREATED, CHANGED)]
        if turned and not run.dry:
            # In one order, so that two imports at once wait for each other and not in a ring.
            actions.offer(sorted(turned, key=lambda product: product.sku))
            counts = Counter(outcome.outcome for outcome in told.values())
            note(run.actor, "products.imported", shop=run.shop.code, created=counts[CREATED], changed=counts[CHANGED])
    return {row: replace(outcome, id=products[row].pk) for row, outcome in told.items()}


def _become(product: Product, draft: ProductDraft) -> ImportedRow:
    """Puts what the row gives into the product, and tells what that changes."""
    is_new = product.pk is None
    if is_new and "name" not in draft.given:
        draft.errors.append(FieldError("name", "no_name"))
        return _failed(draft)
    before = {} if is_new else actions.product_fields(product)
    for name, value in draft.given.items():
        setattr(product, name, value)
    turned = {
        name: (before.get(name), now)
        for name, now in actions.product_fields(product).items()
        if before.get(name) != now
    }
    outcome = CREATED if is_new else CHANGED if turned else DUPLICATE
    return ImportedRow(draft.row.number, outcome, None, (), draft.sku, turned)
