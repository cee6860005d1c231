"""One order: taken in once, however often it is sent (domain, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.intake.actions.taking import Checked, demand_intake, lost_race, order_errors, reread, take, taken_before
from dozvon.intake.errors import IntakeRefused
from dozvon.intake.models import IntakeKey
from dozvon.intake.reading import read_client
from dozvon.intake.schema import read, storable
from dozvon.orders.actions.claims import claim
from dozvon.platform.inbox import actions as inbox
from dozvon.platform.inbox.models import InboxMessage
from dozvon.shops import queries as shops

TRIES = 4
"""How often a transaction is begun again when another one took the same client or order in at that moment."""
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class Taken:
    """The order, whether this call made it, and the phone and e-mail that came with the call, in their one spelling."""

    order_id: int
    created: bool
    sent: frozenset[str] = frozenset()


def take_in(actor: Actor, body: bytes, now: datetime, key: str | None = None, *, in_hand: bool = False) -> Taken:
    """Keeps the bytes, then makes the order, unless its (shop, external_id) or Idempotency-Key is known.

    `in_hand` makes it the actor's to work on at once: nobody is given it in between.
    Raises NotPermitted and IntakeRefused (with every field error; the raw intake is kept).
    """
    demand_intake(actor)
    wrong = _key_error(key)
    kept = inbox.keep(actor, "single", body, None if wrong else key or None, now)
    if wrong is not None:
        inbox.mark_failed(kept, [wrong], now)
        raise IntakeRefused([wrong], kept.pk)
    return process(actor, kept, now, in_hand=in_hand)


def _key_error(key: str | None) -> FieldError | None:
    """A key is never cut: two long ones that begin alike would become one order."""
    if key is None:
        return None
    if len(key) > LONGEST_KEY:
        return FieldError("Idempotency-Key", "too_long", {"limit": str(LONGEST_KEY)})
    return None if storable(key) else FieldError("Idempotency-Key", "bad_character")


def process(actor: Actor, kept: InboxMessage, now: datetime, *, again: bool = False, in_hand: bool = False) -> Taken:
    """Makes an order of a kept intake. `again` is a retry: the order may be there already."""
    made = taken_before(kept.pk) if again else {}
    if made:
        inbox.mark_done(kept, now, made[0])
        return Taken(made[0], created=False)
    content = inbox.parse(bytes(kept.body))
    row = [content] if isinstance(content, FieldError) else check(actor, content, now)
    if isinstance(row, list):
        inbox.mark_failed(kept, row, now, _shop_id(actor, content))
        raise IntakeRefused(row, kept.pk, not_json=row[0].code == "not_json")
    for attempt in range(1, TRIES + 1):
        try:
            return _take_once(actor, row, kept, now, in_hand)
        except DatabaseError as error:
            if attempt == TRIES or not lost_race(error):
                raise
            row = reread([row])[0]
    raise AssertionError("unreachable")


def _shop_id(actor: Actor, content: object) -> int | None:
    """The shop that a refused order names, as far as that can be read."""
    code = content.get("shop") if isinstance(content, dict) else None
    shop = shops.shop_by_code(actor, code) if isinstance(code, str) else None
    return None if shop is None else shop.pk


def check(actor: Actor, content: object, now: datetime) -> Checked | list[FieldError]:
    """The order that was sent, ready to be taken in, or everything wrong with it."""
    order = read(content, now)
    if isinstance(order, list):
        return order
    shop = shops.shop_by_code(actor, order.shop)
    if shop is None:
        return [FieldError("shop", "unknown_shop", {"value": order.shop})]
    return order_errors(actor, order, shop, now) or Checked(0, order, shop, read_client(order.client, shop))


def _take_once(actor: Actor, row: Checked, kept: InboxMessage, now: datetime, in_hand: bool) -> Taken:
    with transaction.atomic():
        known = _known(actor, row, kept.idempotency_key)
        if known is not None:
            inbox.mark_done(kept, now, known)
            return Taken(known, created=False, sent=_sent(row))
        order_id = take(actor, [row], kept.pk, now)[0]
        if kept.idempotency_key is not None:
            IntakeKey.objects.create(user_id=actor.user_id or 0, key=kept.idempotency_key, order_id=order_id, at=now)
        if in_hand:
            claim(actor, order_id, now)
        inbox.mark_done(kept, now, order_id)
    return Taken(order_id, created=True, sent=_sent(row))


def _sent(row: Checked) -> frozenset[str]:
    return frozenset(contact.value for contact in row.client.client.contacts)


_BY_EXTERNAL_ID = "SELECT id FROM orders WHERE shop_id = %s AND external_id = %s"
_BY_KEY = "SELECT order_id FROM intake_keys WHERE user_id = %s AND key = %s"


def _known(actor: Actor, row: Checked, key: str | None) -> int | None:
    """The order that this intake already is, if any."""
    asked: list[tuple[str, list[int | str]]] = []
    if row.order.external_id is not None:
        asked.append((_BY_EXTERNAL_ID, [row.shop.pk, row.order.external_id]))
    if key is not None:
        asked.append((_BY_KEY, [actor.user_id or 0, key]))
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            found = cursor.fetchone()
        if found is not None:
            return int(found[0])
    return None
