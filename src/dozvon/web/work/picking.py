"""The chosen orders on paper: what to pick in all, then order by order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dozvon.core.actor import Actor
from dozvon.core.roles import SEE_ORDERS, WORK_ORDERS
from dozvon.dispatch import worklists
from dozvon.orders import queries
from dozvon.orders.models import Order
from dozvon.web.common.looks import record_look
from dozvon.web.common.origin import Origin
from dozvon.web.common.wording import client_name
from dozvon.web.formats import local_time, money
from dozvon.web.signin.gate import signed_in
from dozvon.web.work.rows import goods_of, language, place_of
from dozvon.web.work.views import choose_list, ids_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(SEE_ORDERS, WORK_ORDERS)
def pick_list(request: HttpRequest, actor: Actor, task: str) -> HttpResponse:
    """The chosen orders on paper: what to pick in all, then order by order."""
    now = timezone.now()
    one = choose_list(worklists.lists_of(actor), task)
    seen = {shop.pk for shop in one.shops}
    asked = ids_of(request.POST if request.method == "POST" else request.GET)
    orders = [order for order in queries.by_ids(asked) if order.shop_id in seen]
    record_look(actor, now, orders, task)
    lines = queries.lines_of([order.pk for order in orders])
    total = Counter[tuple[str, str]]()
    for line in (line for order in orders for line in lines[order.pk]):
        total[line.sku, line.name] += line.quantity
    shown = {
        "title": one.title.text(language()),
        "back": Origin(task=task).address(),
        "printed": local_time(now, one.shops[0].zone),
        "total": [(sku, name, quantity) for (sku, name), quantity in sorted(total.items())],
        "sheets": [PickingSheet.of(order, goods_of(lines[order.pk])) for order in orders],
    }
    return render(request, "work/pick.html", shown)


@dataclass(frozen=True, slots=True)
class PickingSheet:
    """An order on the pick list."""

    number: int
    name: str
    shop: str
    place: str
    way: str
    goods: Sequence[str]
    amount: str
    comment: str

    @staticmethod
    def of(order: Order, goods: Sequence[str]) -> PickingSheet:
        """The order as it is printed."""
        return PickingSheet(
            number=order.number,
            name=client_name(order),
            shop=order.shop.name,
            place=place_of(order),
            way=order.delivery_title,
            goods=goods,
            amount=money(order.total, order.currency),
            comment=order.comment,
        )
