"""The client beside the order: free statuses, the fields the shops defined, and all that was ever ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from dozvon.clients.actions.edit import ClientChanges
from dozvon.clients.errors import BadClient, BadMerge
from dozvon.clients.models import Client, ClientField
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.clients.queries import own_fields
from dozvon.clients.rules import typed_field
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.fields import read_typed, to_json
from dozvon.core.roles import SEE_ORDERS
from dozvon.intake.schema import storable
from dozvon.orders import queries, rules
from dozvon.orders.actions.client_and_address import save_client_and_address
from dozvon.orders.errors import Claimed, Closed, Stale
from dozvon.orders.models import Order
from dozvon.platform.events.actions import record_access
from dozvon.platform.wording import sentence
from dozvon.web.card.conflicts import conflict_sentence, version_of
from dozvon.web.card.context import context_of
from dozvon.web.card.fetching import fetch_order
from dozvon.web.common.origin import Origin
from dozvon.web.common.requests import is_htmx
from dozvon.web.formats import local_time
from dozvon.web.signin.gate import signed_in

MOST_ORDERS = 100
MOST_STATUSES, LONGEST_STATUS = 20, 60
_INPUTS = {
    "text": "text",
    "number": "text",
    "money": "text",
    "day": "date",
    "moment": "datetime-local",
    "phone": "tel",
}
_TYPED_MOMENT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class OwnFieldInput:
    """A field of the shops' own, as it is drawn; `type` is that of an input, `flag` or `choice`."""

    name: str
    title: str
    type: str
    choices: list[str]
    value: str


@dataclass(frozen=True, slots=True)
class EarlierOrder:
    """One order of the client."""

    order: Order
    address: str
    day: str
    status: str
    goods: str


@dataclass(frozen=True, slots=True)
class About:
    """The tab: the form, and the orders, newest first."""

    order: Order
    fields: list[OwnFieldInput]
    orders: list[EarlierOrder]
    may_edit: bool
    errors: Mapping[str, str] = field(default_factory=dict)
    alert: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SEE_ORDERS, SEE_CLIENTS)
def about_client(request: HttpRequest, actor: Actor, order_id: int) -> HttpResponse:
    """Fetched when somebody looks. A field with a mistake keeps what was typed, the others are saved."""
    now, order = timezone.now(), fetch_order(actor, order_id)
    known, errors, alert = own_fields(), dict[str, str](), ""
    if request.method == "POST":
        changes, errors = changes_of(order.client, known, request.POST, order.shop.zone)
        try:
            if changes is not None:
                save_client_and_address(actor, order_id, changes, None, now, version_of(request.POST))
        except BadClient as refused:
            errors |= {error.field.replace("fields.", "own."): sentence(error) for error in refused.errors}
        except (Stale, Claimed, Closed) as conflict:
            alert = conflict_sentence(conflict, order, now)
        except BadMerge:
            alert = gettext("The client's card has been merged or erased: open the order again.")
        if not is_htmx(request) and not errors and not alert:
            return redirect("order-about", order_id)
        order = fetch_order(actor, order_id)
    else:
        record_access(actor, now, "order.card", [order.pk], [order.client_id])
    shown = _read_about(actor, order, known, now, errors, alert, request.POST)
    piece = "card/about.html" if request.method != "POST" else "card/about_changed.html"
    template = piece if is_htmx(request) else "card/about_page.html"
    parts = {"about": shown, "origin": Origin(), "beside_card": is_htmx(request)}
    return render(request, template, parts, status=409 if alert else 422 if errors else 200)


def _read_about(
    actor: Actor,
    order: Order,
    known: Sequence[ClientField],
    now: datetime,
    errors: Mapping[str, str],
    alert: str,
    sent: Mapping[str, str],
) -> About:
    """Two statements."""
    client, language = order.client, get_language() or "ru"
    orders = queries.of_client(actor, client.pk, MOST_ORDERS)
    lines = queries.lines_of([other.pk for other in orders])
    kept = {name: sent.get(name, "")[:2000] for name in errors}
    fields = [
        OwnFieldInput(
            f"own.{item.code}",
            item.title.get(language) or next(iter(item.title.values()), item.code),
            _INPUTS.get(item.type, item.type),
            _choices(item, client),
            kept.get(f"own.{item.code}", _input_value(item, client.fields.get(item.code), order.shop.zone)),
        )
        for item in known
    ]
    ordered = [
        EarlierOrder(
            other,
            Origin().card(other.pk),
            local_time(other.received_at, other.shop.zone, now),
            rules.status_of(other).title.text(language),
            ", ".join(line.name for line in lines[other.pk]),
        )
        for other in orders
    ]
    statuses = kept.get("statuses", ", ".join(client.statuses))
    fields.insert(0, OwnFieldInput("statuses", gettext("Statuses, separated by commas"), "text", [], statuses))
    return About(order, fields, ordered, context_of(actor, order, now).may_edit, errors, alert)


def _choices(item: ClientField, client: Client) -> list[str]:
    """The list, and behind it what the card has that was taken from the list since."""
    held = client.fields.get(item.code)
    return [*item.choices, held] if item.type == "choice" and held and held not in item.choices else item.choices


def changes_of(
    client: Client, known: Sequence[ClientField], sent: Mapping[str, str], zone: str
) -> tuple[ClientChanges | None, dict[str, str]]:
    """What differs from what is stored, None where nothing does; and what could not be read, by field."""
    errors = dict[str, str]()
    statuses = _statuses(client, sent, errors)
    asked = [item for item in known if item.type == "flag" or _name(item) in sent]
    values = {item.code: _value(client, item, sent, errors, zone) for item in asked}
    changed = {
        code: value
        for code, value in values.items()
        if f"own.{code}" not in errors and (value or None) != (client.fields.get(code) or None)
    }
    if statuses is None and not changed:
        return None, errors
    return ClientChanges(statuses=statuses, fields=changed or None), errors


def _name(item: ClientField) -> str:
    return f"own.{item.code}"


def _statuses(client: Client, sent: Mapping[str, str], errors: dict[str, str]) -> list[str] | None:
    if "statuses" not in sent:
        return None
    found = list(dict.fromkeys(part for text in sent["statuses"].split(",") if (part := " ".join(text.split()))))
    if len(found) > MOST_STATUSES:
        errors["statuses"] = sentence(FieldError("statuses", "too_many", {"limit": str(MOST_STATUSES)}))
    elif any(len(status) > LONGEST_STATUS for status in found):
        errors["statuses"] = sentence(FieldError("statuses", "too_long", {"limit": str(LONGEST_STATUS)}))
    elif not storable(sent["statuses"]):
        errors["statuses"] = sentence(FieldError("statuses", "bad_character"))
    return None if errors or found == list(client.statuses) else found


def _value(client: Client, item: ClientField, sent: Mapping[str, str], errors: dict[str, str], zone: str) -> Any:
    """The field as the card keeps it: None where it is empty. A choice that left the list since may stay."""
    text = sent.get(_name(item), "").strip()
    if item.type == "choice":
        return text or None
    value = read_typed(typed_field(item, _name(item), client, zone), text)
    if isinstance(value, FieldError):
        errors[_name(item)] = sentence(value)
        return None
    return None if value is None else to_json(value)


def _input_value(item: ClientField, value: Any, zone: str) -> str:
    if value is None or value is False:
        return ""
    if item.type == "moment":
        return datetime.fromisoformat(value).astimezone(ZoneInfo(zone)).strftime(_TYPED_MOMENT)
    return "1" if value is True else str(value)
