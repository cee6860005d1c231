"""What is typed into the form of a new order, and the same as intake wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dozvon.catalog import queries as catalog
from dozvon.catalog.models import Product
from dozvon.clients.models import Client, Contact
from dozvon.core import phones
from dozvon.core.errors import FieldError
from dozvon.intake.reading import ReadClient, is_email, read_client
from dozvon.intake.schema import read
from dozvon.platform.wording import sentence
from dozvon.shops.models import Shop
from dozvon.web.common.channels import BY_HAND

FIELDS = ("shop", "phone", "name", "email", "product", "sku", "quantity", "channel", "comment", "client")
LONGEST = 4100
"""Characters kept of any field: a little more than intake takes, so that it is intake that refuses."""


@dataclass(frozen=True, slots=True)
class OrderEntry:
    """The form as it stands. `sku` is the product chosen from the list, `client` the id of a client of ours."""

    shop: str = ""
    phone: str = ""
    name: str = ""
    email: str = ""
    product: str = ""
    sku: str = ""
    quantity: str = "1"
    channel: str = BY_HAND[0]
    comment: str = ""
    client: str = ""

    @property
    def client_id(self) -> int | None:
        """The id as a number; None where nobody is chosen."""
        known = self.client.isascii() and self.client.isdigit() and len(self.client) < 19
        return int(self.client) if known else None

    @property
    def said_of_client(self) -> dict[str, Any]:
        """The client as intake reads them."""
        said = {"name": self.name, "phone": self.phone, "email": self.email, "id": self.client_id}
        return {name: value for name, value in said.items() if value}


def entry_of(sent: Mapping[str, str], shops: Sequence[Shop]) -> OrderEntry:
    """What was typed or asked for by the address; the first shop where none of them is named."""
    given = {name: sent[name].replace("\x00", "").strip()[:LONGEST] for name in FIELDS if name in sent}
    entry = OrderEntry(**given)
    known = {shop.code for shop in shops}
    return replace(
        entry,
        shop=entry.shop if entry.shop in known else shops[0].code,
        channel=entry.channel if entry.channel in BY_HAND else BY_HAND[0],
    )


def read_typed(entry: OrderEntry, shop: Shop, now: datetime) -> ReadClient | list[FieldError]:
    """The client by intake's own rules, with what is doubtful; what intake would refuse where it would."""
    order = read(body_of(entry, None), now)
    return order if isinstance(order, list) else read_client(order.client, shop)


def body_of(entry: OrderEntry, product: Product | None) -> dict[str, Any]:
    """The order as `POST /orders` takes it."""
    body: dict[str, Any] = {"shop": entry.shop, "channel": entry.channel, "client": entry.said_of_client}
    if product is not None:
        price = None if product.price is None else str(product.price)
        body["lines"] = [
            {"sku": product.sku, "name": product.name, "quantity": int(entry.quantity), "price": price},
        ]
    if entry.comment:
        body["comment"] = entry.comment
    return body


def product_of(entry: OrderEntry, shop: Shop) -> Product | None:
    """The product meant: the chosen one while its name stands in the field, else the only one that the text finds."""
    if not entry.product:
        return None
    chosen = catalog.by_sku(shop.pk, [entry.sku]).get(entry.sku) if entry.sku else None
    if chosen is not None and chosen.active and chosen.name == entry.product:
        return chosen
    found = catalog.suggest_products(shop.pk, entry.product, [], 2)
    exact = [one for one in found if entry.product in (one.name, one.sku)]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def errors_of(entry: OrderEntry, product: Product | None) -> dict[str, str]:
    """What must be put right before anything is sent, by the names of the fields."""
    found = []
    if not entry.phone and not entry.email and entry.client_id is None:
        found.append(FieldError("phone", "no_way_to_reach"))
    if entry.product and product is None:
        found.append(FieldError("product", "unknown_product", {"value": entry.product[:60]}))
    if not (entry.quantity.isascii() and entry.quantity.isdigit() and len(entry.quantity) < 9):
        found.append(FieldError("quantity", "not_whole_number"))
    return {error.field: sentence(error) for error in found}


def refused_errors(errors: Sequence[FieldError]) -> dict[str, str]:
    """Intake's refusals by the names of the form's fields; what belongs to none stands under "form"."""
    said: dict[str, str] = {}
    for error in errors:
        name = error.field.rpartition(".")[2]
        name = "client" if error.field == "client.id" else name if name in FIELDS else "form"
        said.setdefault(name, sentence(error))
    return said


def fields_of_client(entry: OrderEntry, client: Client, contacts: Sequence[Contact], shop: Shop) -> dict[str, str]:
    """The fields once the client is chosen: another number or address that was typed stays, to be kept with theirs."""
    own = {kind: [one.value for one in contacts if one.kind == kind] for kind in ("phone", "email")}
    typed = phones.normalise(entry.phone, shop.country)
    is_new = typed.e164 is not None and typed.e164 not in own["phone"] and phones.INVALID not in typed.flags
    phone = entry.phone if is_new else phones.pretty(own["phone"][0]) if own["phone"] else ""
    email = entry.email if is_email(entry.email) else next(iter(own["email"]), "")
    return {"client": str(client.pk), "phone": phone, "email": email, "name": client.name or client.company}
