"""What orders hold of a client beside the client's card, taken out of them. Called by `client_data`.

Money, lines, statuses, times and the channel stay: the accounts and the reports are made of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from dozvon.geo.actions.streets import recount
from dozvon.orders.models import Order


def orders_of(client_ids: Sequence[int], *, lock: bool) -> list[Order]:
    """All orders of the clients, in whatever shop; with their shops."""
    orders = Order.objects.filter(client_id__in=client_ids).select_related("shop").order_by("pk")
    return list(orders.select_for_update(of=("self",)) if lock else orders)


_BLANK = """
UPDATE orders SET comment = '', address = '{}', fields = '{}', source = source - 'search_query', version = version + 1,
    delivery_way = '', delivery_title = '', delivery_date = NULL, delivery_hours = '', delivery_point = ''
WHERE id = ANY(%s)
"""


def blank(order_ids: Sequence[int]) -> None:
    """Empties comment, address, chosen delivery and noted fields; sums stay.

    Of the source the advertisement stays, not what was searched for.
    """
    for shop_id, address in Order.objects.filter(pk__in=order_ids).values_list("shop_id", "address"):
        recount(shop_id, address, {})
    with connection.cursor() as cursor:
        cursor.execute(_BLANK, [list(order_ids)])
