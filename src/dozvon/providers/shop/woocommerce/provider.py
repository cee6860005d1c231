"""The provider `shop woocommerce`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qs

import orjson
from django.utils.translation import gettext_lazy as _
from pydantic import field_validator

from dozvon.core.errors import FieldError
from dozvon.intake.ports import Pulled, ShopOrder, ShopProduct, UnreadableOrder
from dozvon.platform.connections.hooks import Forged, Genuine, HookRequest, HookVerdict, NothingToKeep
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import Provider, ProviderSettings, SecretName, settings_of
from dozvon.providers.shop.woocommerce import client, mapping

FIRST_PULL: Final = timedelta(days=2)
OVERLAP: Final = timedelta(minutes=1)
_CHANGED: Final[dict[str, str | int]] = {
    "dates_are_gmt": "true",
    "orderby": "modified",
    "order": "asc",
    "status": "any",
    "per_page": client.PER_PAGE,
}
_BY_ID: Final[dict[str, str | int]] = {"orderby": "id", "order": "asc"}
_PING: Final = re.compile(rb"webhook_id=[0-9]{1,12}")


class WooCommerceSettings(ProviderSettings):
    """Where the shop stands, and the key of its REST API that may read orders and products."""

    url: str
    consumer_key: str

    @field_validator("url")
    @classmethod
    def _is_address(cls, text: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", text):
            raise ValueError(_("Enter the address of the shop, such as https://shop.example.org"))
        return text.rstrip("/")


def signature(body: bytes, secret: str) -> str:
    """What WooCommerce writes into `X-WC-Webhook-Signature`."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def judge(connection: Connection, request: HookRequest) -> HookVerdict:
    """Genuine by the signature over the raw bytes; the ping of a new webhook, which has none, is only answered."""
    given = request.headers.get("x-wc-webhook-signature", "")
    if not given and _PING.fullmatch(request.body.strip()):
        return NothingToKeep()
    secret = connection.secret("webhook_secret")
    if not secret or not hmac.compare_digest(given.encode(), signature(request.body, secret).encode()):
        return Forged()
    if parse_qs(request.body.decode("latin-1")).get("webhook_id"):
        return NothingToKeep()
    topic = request.headers.get("x-wc-webhook-topic", "")
    return Genuine(request.headers.get("x-wc-webhook-delivery-id"), {"topic": topic[:60]})


class WooCommerce:
    """The shop as the intake sees it (`intake.ports.ShopPort`)."""

    def read_order(self, connection: Connection, body: bytes, sent: Mapping[str, Any]) -> ShopOrder | None:
        """The order in a webhook or a page that was pulled; None for topics that tell of something else."""
        topic = str(sent.get("topic", "order.updated"))
        if not topic.startswith("order."):
            return None
        try:
            order = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            place = {"line": str(error.lineno), "column": str(error.colno)}
            raise UnreadableOrder([FieldError("body", "not_json", place)]) from None
        if topic == "order.deleted" and isinstance(order, dict) and isinstance(order.get("id"), int):
            return mapping.deleted_order(order["id"])
        return mapping.read_order(order)

    def orders_since(self, connection: Connection, cursor: str, now: datetime) -> Iterator[Pulled]:
        """Orders changed since the cursor, oldest first; the first pull looks back FIRST_PULL.

        The cursor is the moment of the last change seen. Each page begins there anew: counted pages would shift under
        an order that changes meanwhile. What comes twice is known by its id and moment.
        """
        settings = settings_of(connection, WooCommerceSettings)
        since = datetime.fromisoformat(cursor) if cursor else now - FIRST_PULL
        after, page = since - OVERLAP, 1
        while True:
            wanted = {**_CHANGED, "modified_after": after.strftime("%Y-%m-%dT%H:%M:%S"), "page": page}
            items = client.items_of(client.get(connection, settings.url, settings.consumer_key, "orders", wanted))
            orders = [pulled for item in items if (pulled := mapping.pulled_order(item)) is not None]
            since = max([since, *(mapping.moment_of(one.version) for one in orders)])
            yield Pulled(orders, since.isoformat())
            if len(items) < client.PER_PAGE:
                return
            begun = since - timedelta(seconds=1)
            after, page = (begun, 1) if begun > after else (after, page + 1)

    def products(self, connection: Connection) -> Iterator[Sequence[ShopProduct]]:
        """Products, those with variations by their variations, page by page."""
        settings = settings_of(connection, WooCommerceSettings)

        def listed(path: str) -> Iterator[list[dict[str, Any]]]:
            return client.pages(
                connection, settings.url, settings.consumer_key, path, {"orderby": "id", "order": "asc"}
            )

        for items in listed("products"):
            yield [product for item in items if (product := mapping.read_product(item)) is not None]
            for item in items:
                if item.get("type") == "variable" and isinstance(item.get("id"), int):
                    for variations in listed(f"products/{item['id']}/variations"):
                        named = [mapping.named_variation(item, variation) for variation in variations]
                        yield [product for one in named if (product := mapping.read_product(one)) is not None]


def check(connection: Connection) -> None:
    """Asks the shop for one order by its key. Raises CheckFailed."""
    settings = settings_of(connection, WooCommerceSettings)
    client.items_of(client.get(connection, settings.url, settings.consumer_key, "orders", {"per_page": 1}))


PROVIDER = Provider(
    port="shop",
    name="woocommerce",
    title="WooCommerce",
    settings=WooCommerceSettings,
    titles={"url": _("Address of the shop"), "consumer_key": _("Consumer key of the REST API")},
    secrets=(
        SecretName(name="consumer_secret", title=_("Consumer secret of the REST API")),
        SecretName(name="webhook_secret", title=_("Secret of the webhook")),
    ),
    check=check,
    hook=judge,
    adapter=WooCommerce(),
)
