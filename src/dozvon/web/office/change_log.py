"""What the log of accounts says of products, promotions and client fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext


def describe_change(body: Mapping[str, Any]) -> str:
    """Shop, product, promotion or client field, and each field that turned; or what an import did."""
    about = " ".join(str(body[name]) for name in ("sku", "text") if body.get(name))
    said = [f"{body['shop']}: {about}".strip() if "shop" in body else about]
    said += [
        f"{field_title(name)}: {value(was)} → {value(now)}" for name, (was, now) in body.get("changes", {}).items()
    ]
    if "connection" in body:
        said.append(" ".join([body["connection"], *map(field_title, body.get("settings", []))]))
        said += [gettext("secret “%(name)s” set") % {"name": name} for name in body.get("secrets", [])]
    if "webhook" in body:
        said.append(" ".join([body["address"], *body.get("events", [])]))
    if "outgoing" in body:
        said.append(f"{body['target']} {body['outgoing']}")
    if "skus" in body:
        said.append(", ".join(body["skus"]))
    if body.get("cards"):
        said.append(gettext("cards: %(count)s") % {"count": body["cards"]})
    if "created" in body:
        counts = {"created": body["created"], "changed": body["changed"]}
        said.append(gettext("new: %(created)s, changed: %(changed)s") % counts)
    return "; ".join(filter(None, said))


def field_title(name: str) -> str:
    """A field of a product or a promotion in the active language."""
    titles = {
        "sku": gettext("Article number"),
        "name": gettext("What it is called"),
        "price": gettext("Price"),
        "max_discount": gettext("Discount up to"),
        "promotion": gettext("Promotion"),
        "active": gettext("On offer"),
        "accessories": gettext("Goes along"),
        "min_quantity": gettext("From how many pieces"),
        "condition": gettext("Conditions"),
        "since": gettext("From"),
        "until": gettext("Until"),
        "title.ru": gettext("Title in Russian"),
        "title.uk": gettext("Title in Ukrainian"),
        "title.en": gettext("Title in English"),
        "choices": gettext("Choices"),
    }
    return titles.get(name, name)


def value(of: Any) -> str:
    """A value of such a field."""
    if isinstance(of, bool):
        return gettext("yes") if of else gettext("no")
    return ", ".join(of) if isinstance(of, list) else str(of or "—")
