"""A small WooCommerce of the tests' own: documented answers, paged and filtered as the real one does."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.outside.server import Reply, Sent, Server, serving

KEY, SECRET = "ck_1", "cs_1"


@dataclass
class FakeShop:
    """What the shop holds; `asked` are the paths that were asked for, `failures` statuses to answer first."""

    server: Server
    orders: list[dict[str, Any]] = field(default_factory=list)
    products: list[dict[str, Any]] = field(default_factory=list)
    variations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    failures: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def answer(self, sent: Sent) -> Reply:
        """One answer."""
        address = urlsplit(sent.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.asked.append(address.path)
        if self.failures:
            return Reply(self.failures.pop(0), b"<html>Error</html>")
        expected = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if sent.headers.get("authorization") != f"Basic {expected}":
            return Reply(401, b'{"code":"woocommerce_rest_cannot_view"}')
        found = self._found(address.path.removeprefix("/wp-json/wc/v3/"), query)
        if found is None:
            return Reply(404, b'{"code":"rest_no_route"}')
        size, page = int(query.get("per_page", 10)), int(query.get("page", 1))
        body = json.dumps(found[size * (page - 1) : size * page]).encode()
        return Reply(200, body, {"X-WP-Total": str(len(found)), "Content-Type": "application/json"})

    def _found(self, path: str, query: dict[str, str]) -> list[dict[str, Any]] | None:
        if path == "orders":
            after = query.get("modified_after", "")
            found = [one for one in self.orders if one["date_modified_gmt"] > after]
            return sorted(found, key=lambda one: one["date_modified_gmt"])
        if path == "products":
            return self.products
        head, _, rest = path.partition("/")
        number = rest.removesuffix("/variations")
        return self.variations.get(int(number), []) if head == "products" and number.isdigit() else None


@contextmanager
def fake_shop() -> Iterator[FakeShop]:
    """The shop, listening on loopback."""
    with serving() as server:
        shop = FakeShop(server)
        server.answer = shop.answer
        yield shop
