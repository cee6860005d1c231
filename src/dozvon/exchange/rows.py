"""From the cells of a row to the order or client that intake reads; what cannot be read is passed on for it to name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson

from dozvon.core.errors import FieldError
from dozvon.core.pipeline.document import Pipeline
from dozvon.exchange import cells
from dozvon.exchange.headers import LINE_FIELDS
from dozvon.exchange.sheets import SheetRow
from dozvon.pipelines.queries import read_pipeline
from dozvon.shops.models import Shop

Body = dict[str, Any]
CHANNEL = "import"
"""The channel of an order whose file names none."""
_LINE_KEYS = ("sku", "name", "quantity", "price", "discount_percent", "role")


@dataclass(slots=True)
class OrderRows:
    """The row or rows of one order, in files that write each position in a row of its own."""

    rows: list[SheetRow] = field(default_factory=list)

    @property
    def first(self) -> SheetRow:
        """The row that holds what belongs to the whole order."""
        return self.rows[0]


def by_order(rows: Iterable[SheetRow]) -> Iterator[OrderRows]:
    """Rows that follow each other, name the same order and differ in nothing but the position are one order."""
    current: OrderRows | None = None
    for row in rows:
        if current is not None and _continues(current, row):
            current.rows.append(row)
            continue
        if current is not None:
            yield current
        current = OrderRows([row])
    if current is not None:
        yield current


def _continues(order: OrderRows, row: SheetRow) -> bool:
    first = order.first.cells
    if row.error or order.first.error or not ("sku" in row.cells or "product" in row.cells):
        return False
    if not row.cells.get("external_id") or row.cells["external_id"] != first.get("external_id"):
        return False
    if any(row.cells == known.cells for known in order.rows):
        return False
    return all(name in LINE_FIELDS or first.get(name) == value for name, value in row.cells.items())


def order_body(order: OrderRows, shop: Shop) -> Body | FieldError:
    """The order as intake takes it, still without an id of its own where the file has none."""
    found = order.first.cells
    nested = next((name for name, value in found.items() if name not in _NESTED and not _scalar(value)), None)
    if nested is not None:
        return FieldError(nested, "not_text")
    wrong = _closed(found, read_pipeline(shop.pipeline_id))
    lines = _lines(order)
    source = _source(found)
    for part in (wrong, lines, source):
        if isinstance(part, FieldError):
            return part
    body: Body = {
        "shop": shop.code,
        "channel": text(found.get("channel")) or CHANNEL,
        "client": person(found, "client."),
        "lines": lines,
    }
    if "received_at" in found:
        body["received_at"] = cells.moment(text(found["received_at"]), shop.zone)
    for name in ("external_id", "comment", "search_query"):
        if name in found:
            body[name] = text(found[name])
    if "external_id" not in found and "number" in found:
        body["external_id"] = f"number-{text(found['number'])}"
    return body | (source if isinstance(source, dict) else {})


_NESTED = frozenset({"lines", "source", "contacts"})


def _scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def text(value: object) -> str:
    """A cell as text; JSON lines may hold numbers where texts are meant."""
    return "" if value is None else str(value)


def person(found: Mapping[str, Any], prefix: str = "") -> Body:
    """Name (put together of its parts where they stand apart), phone, e-mail, city and company."""
    parts = [text(found.get(prefix + part)) for part in ("last_name", "first_name", "name", "middle_name")]
    body = {name: text(found.get(prefix + name)) for name in ("phone", "email", "city", "company")}
    body["name"] = " ".join(part for part in parts if part)
    body["phone"] = cells.phone(body["phone"])
    return {name: value for name, value in body.items() if value}


def _lines(order: OrderRows) -> list[Body] | FieldError:
    written = order.first.cells.get("lines")
    if written is None:
        return [line for line in map(_single_line, order.rows) if line]
    try:
        found = orjson.loads(written) if isinstance(written, str) else written
    except orjson.JSONDecodeError:
        return FieldError("lines", "not_lines")
    if not isinstance(found, list) or not all(isinstance(line, dict) for line in found):
        return FieldError("lines", "not_lines")
    lines = [{key: line[key] for key in _LINE_KEYS if line.get(key) is not None} for line in found]
    return (
        lines if all(_scalar(value) for line in lines for value in line.values()) else FieldError("lines", "not_lines")
    )


def _single_line(row: SheetRow) -> Body:
    """The position of a row; a product without a code goes by its name."""
    found = row.cells
    line: Body = {}
    if "sku" in found or "product" in found:
        line["sku"] = text(found.get("sku")) or text(found["product"])[:64]
        line["name"] = text(found.get("product"))
        if not line["name"]:
            del line["name"]
        if "quantity" in found:
            line["quantity"] = cells.whole(text(found["quantity"]))
        for name in ("price", "discount_percent"):
            if name in found:
                line[name] = cells.number(text(found[name]))
    return line


def _source(found: Mapping[str, Any]) -> Body | FieldError:
    written = found.get("source", {})
    try:
        source = orjson.loads(written) if isinstance(written, str) else written
    except orjson.JSONDecodeError:
        source = None
    if not isinstance(source, dict):
        return FieldError("source", "not_source")
    known = {name: source[name] for name in ("utm", "search_query") if source.get(name)}
    values = known.get("utm", {})
    if not isinstance(values, dict) or not all(map(_scalar, [*values.values(), known.get("search_query")])):
        return FieldError("source", "not_source")
    return known


def _closed(found: Mapping[str, Any], pipeline: Pipeline) -> FieldError | None:
    """An order that is over must not be called again, and whether it is must be known."""
    said = text(found.get("status"))
    if text(found.get("status_kind")) in ("won", "lost"):
        return FieldError("status", "closed_order", {"value": said[:80]})
    if not said or text(found.get("status_kind")) == "open":
        return None
    wanted = said.casefold()
    for status in pipeline.statuses:
        if wanted in {status.code, *(label.casefold() for label in status.title.model_dump().values() if label)}:
            closed = status.kind != "open"
            return FieldError("status", "closed_order", {"value": said[:80]}) if closed else None
    return FieldError("status", "unknown_status", {"value": said[:80]})


class OwnIds:
    """Ids for orders whose file has none, made of what the rows say: the same file again gives the same ids.

    Equal rows are counted, so that two equal orders of a file stay two.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}

    def of(self, body: Body) -> str:
        """The id of the next order that says this."""
        digest = sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()[:12]
        times = self._seen[digest] = self._seen.get(digest, 0) + 1
        return f"row-{digest.hex()}" if times == 1 else f"row-{digest.hex()}-{times}"


_BETWEEN = re.compile(r"[,;/|\n]+")
_FEWEST_DIGITS = 10


def phones(value: str) -> list[str]:
    """The numbers of a cell that may hold several; text that is not several whole numbers is one."""
    parts = [cells.phone(part.strip()) for part in _BETWEEN.split(value) if part.strip()]
    several = len(parts) > 1 and all(sum(map(str.isdigit, part)) >= _FEWEST_DIGITS for part in parts)
    return parts if several else [cells.phone(value)] if value else []


def contacts(value: object) -> list[tuple[str, str]] | FieldError:
    """Kinds and values of a `contacts` cell, as exports write it."""
    try:
        found = orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        found = None
    good = isinstance(found, list) and all(
        isinstance(c, dict) and isinstance(c.get("kind"), str) and isinstance(c.get("value"), str) for c in found
    )
    if not good or not isinstance(found, list):
        return FieldError("contacts", "not_contacts")
    return [(contact["kind"], contact["value"]) for contact in found]
