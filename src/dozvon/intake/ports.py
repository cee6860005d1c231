"""What a shop's platform is to the intake: it tells of orders and products, each in its own words and in ours.

A provider of the port `shop` gives an object of `ShopPort` as its `adapter`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from dozvon.core.errors import FieldError
from dozvon.platform.connections.models import Connection


@dataclass
class UnreadableOrder(Exception):
    """What the platform sent cannot become an order; each error names a place in what it sent."""

    errors: list[FieldError]


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """An order as its shop has it now.

    `body` is written by the intake's own schema (`intake.schema.OrderIn`) without the shop. `updated_at` is when the
    shop last changed it, where it says so. `is_open` is false for one that nobody need call any more, `status` is the
    shop's own word for it.
    """

    external_id: str
    body: Mapping[str, Any]
    updated_at: datetime | None = None
    is_open: bool = True
    status: str = ""


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """A product as its shop has it now; `stock` is None where the shop does not count pieces."""

    sku: str
    name: str
    price: Decimal | None
    on_offer: bool
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class Pulled:
    """A page of what changed since a cursor: each order as bytes with its id and moment, and where to go on."""

    orders: Sequence[PulledOrder]
    cursor: str


@dataclass(frozen=True, slots=True)
class PulledOrder:
    """One order of a page; `version` tells two states of it apart."""

    external_id: str
    version: str
    body: bytes
    sent: Mapping[str, Any] = field(default_factory=dict)


class ShopPort(Protocol):
    """A shop's platform. The calls that go out raise `platform.connections.errors.CheckFailed`."""

    def read_order(self, connection: Connection, body: bytes, sent: Mapping[str, Any]) -> ShopOrder | None:
        """The order in a stored message; None for one that tells of something else. Raises UnreadableOrder."""

    def orders_since(self, connection: Connection, cursor: str, now: datetime) -> Iterator[Pulled]:
        """Pages of the orders that changed since the cursor of the last pull, oldest first."""

    def products(self, connection: Connection) -> Iterator[Sequence[ShopProduct]]:
        """Pages of what the shop sells."""
