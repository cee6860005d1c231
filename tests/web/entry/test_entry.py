"""A new order entered at the desk: who it may be, what looks wrong, and that it is taken in once, in hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.clients.models import Client as Customer
from dozvon.clients.models import Contact
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access, Event
from dozvon.platform.inbox.models import InboxMessage
from dozvon.shops.models import Shop
from tests.web.desk.conftest import NOW, Desk

HTMX = {"HX-Request": "true"}
ONCE = "a-key-of-this-form"
TYPED = {
    "phone": "8 (912) 488-31-07",
    "name": "Кузнецова Марина",
    "email": "Marina@Example.com",
    "quantity": "2",
    "channel": "messenger",
    "comment": "Просила вечером",
    "once": ONCE,
}


@pytest.fixture
def shop(desk: Desk) -> Shop:
    found = desk.shop()
    offer(
        [
            Product(shop=found, sku="M-160", name="Матрас «Сон»", price=4990),
            Product(shop=found, sku="P-1", name="Подушка «Лён»", price=1690),
            Product(shop=found, sku="P-2", name="Подушка «Пух»", price=None),
        ]
    )
    return found


def enter(browser: Client, shop: Shop, **changed: str) -> int:
    answer = browser.post("/orders/new", {"shop": shop.code, **TYPED, **changed})
    assert answer.status_code == 303, answer.content.decode()
    return int(answer["Location"].strip("/").split("/")[-1])


def test_an_entered_order_goes_through_intake_and_is_in_ones_hands(desk: Desk, olga: Client, shop: Shop) -> None:
    order = Order.objects.get(pk=enter(olga, shop, product="Матрас «Сон»", sku="M-160"))
    assert (order.channel, order.comment, order.status) == ("messenger", "Просила вечером", "new")
    assert (order.claimed_by_id, order.goods_total) == (desk.people["Olga"].user_id, 9980)
    assert [(line.sku, line.quantity) for line in order.lines.all()] == [("M-160", 2)]
    assert InboxMessage.objects.get(order_id=order.pk).state == "done"
    kinds = Event.objects.filter(order_id=order.pk).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["order.received", "order.claimed"]
    contacts = Contact.objects.filter(client_id=order.client_id).values_list("value", flat=True)
    assert set(contacts) == {"+79124883107", "marina@example.com"}


def test_a_double_enter_makes_one_order(desk: Desk, olga: Client, shop: Shop) -> None:
    assert enter(olga, shop) == enter(olga, shop)
    assert Order.objects.count() == 1


def test_another_form_makes_another_order_for_the_same_client(desk: Desk, olga: Client, shop: Shop) -> None:
    enter(olga, shop)
    enter(olga, shop, once="a-key-of-the-next-form", phone="+79124883107")
    assert (Order.objects.count(), Customer.objects.count()) == (2, 1)


def test_htmx_is_sent_on_to_the_card(desk: Desk, olga: Client, shop: Shop) -> None:
    answer = olga.post("/orders/new", {"shop": shop.code, **TYPED}, headers=HTMX)
    assert answer["HX-Redirect"] == f"/orders/{Order.objects.get().pk}/"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"phone": "", "email": ""}, "so that the client can be reached"),
        ({"product": "Диван"}, "“Диван” is not in the catalogue"),
        ({"product": "подушка"}, "“подушка” is not in the catalogue"),
        ({"quantity": "два"}, "Enter a whole number"),
        ({"quantity": "0", "product": "M-160"}, "Too small"),
        ({"name": "я" * 301}, "Too long"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(
    desk: Desk, olga: Client, shop: Shop, changed: dict[str, str], told: str
) -> None:
    answer = olga.post("/orders/new", {"shop": shop.code, **TYPED, **changed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'aria-invalid="true"' in page
    assert f'value="{ONCE}"' in page
    assert "Просила вечером" in page
    assert not Order.objects.exists()


@pytest.mark.parametrize("typed", ["Матрас «Сон»", "матрас", "M-160"])
def test_a_product_is_known_by_its_name_its_code_or_as_the_only_one_found(
    desk: Desk, olga: Client, shop: Shop, typed: str
) -> None:
    assert Order.objects.get(pk=enter(olga, shop, product=typed)).skus == ["M-160"]


def test_a_choice_from_the_list_ends_with_its_name(desk: Desk, olga: Client, shop: Shop) -> None:
    order = Order.objects.get(pk=enter(olga, shop, product="Подушка «Пух»", sku="M-160"))
    assert order.skus == ["P-2"]
    assert "no_price" in order.flags


def alike(browser: Client, shop: Shop, **typed: str) -> str:
    answer = browser.get("/orders/new/alike", {"shop": shop.code, **typed}, headers=HTMX)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"phone": "8 912 488 31 07"}, "the same number"),
        ({"phone": "+7(912)4883107"}, "the same number"),
        ({"phone": "488-31-07"}, "by the number"),
        ({"phone": "8912 48"}, "by the number"),
        ({"email": "MARINA@exa"}, "by e-mail"),
        ({"name": "марина кузн"}, "by name"),
        ({"name": "Кузнецова Марина Петровна"}, "by name"),
    ],
)
def test_who_is_here_already_is_told_with_the_open_order_and_its_holder(
    desk: Desk, olga: Client, irina: Client, shop: Shop, typed: dict[str, str], told: str
) -> None:
    order = desk.order(email="marina@example.com")
    irina.get(f"/orders/{order.pk}/")
    page = alike(olga, shop, **typed)
    assert "Кузнецова Марина" in page
    assert told in page
    assert f"Open № {order.number}" in page
    assert "Irina" in page


@pytest.mark.parametrize("typed", [{"phone": "8912"}, {"email": "marina"}, {"name": "Ку"}, {"name": "Кузнецова Ольга"}])
def test_too_little_or_somebody_else_is_nobody(desk: Desk, olga: Client, shop: Shop, typed: dict[str, str]) -> None:
    desk.order(email="marina@example.com")
    assert "dz-double" not in alike(olga, shop, **typed)


def test_another_shops_clients_and_orders_stay_hidden(desk: Desk, stranger: Client, olga: Client, shop: Shop) -> None:
    order = desk.order()
    assert "dz-double" not in alike(stranger, desk.shop("envy"), phone="+79124883107")
    again = desk.order(desk.shop("envy"))
    page = alike(stranger, desk.shop("envy"), phone="+79124883107")
    assert f"№ {again.number}" in page
    assert f"№ {order.number}" not in page


def test_looking_is_noted(desk: Desk, olga: Client, shop: Shop) -> None:
    order = desk.order()
    alike(olga, shop, phone="+79124883107")
    assert Access.objects.filter(client_ids__contains=[order.client_id], order_ids__contains=[order.pk]).exists()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"phone": "+7 912 48"}, "Too few digits"),
        ({"phone": "+7 912 488-31-07-99"}, "Too many digits"),
        ({"phone": "7 000 000 00 00"}, "There is no such number"),
        ({"name": "Хуй Иван"}, "Obscene words"),
        ({"email": "marina@"}, "The e-mail address looks wrong"),
    ],
)
def test_what_intake_would_flag_is_told_at_once(
    desk: Desk, olga: Client, shop: Shop, typed: dict[str, str], told: str
) -> None:
    assert told in alike(olga, shop, **typed)


def test_a_number_that_is_still_being_typed_is_not_too_short(desk: Desk, olga: Client, shop: Shop) -> None:
    assert "Too few digits" not in alike(olga, shop, phone="+7 912 48", at="phone")


def test_a_client_taken_over_gets_the_order_and_the_new_number(desk: Desk, olga: Client, shop: Shop) -> None:
    known = desk.order().client_id
    page = olga.get(f"/orders/new?client={known}&phone=89161112299").content.decode()
    assert "The order is for" in page
    assert 'value="89161112299"' in page
    order = Order.objects.get(pk=enter(olga, shop, client=str(known), phone="89161112299", email=""))
    assert order.client_id == known
    numbers = Contact.objects.filter(client_id=known).values_list("value", flat=True)
    assert set(numbers) == {"+79124883107", "+79161112299"}


def test_a_client_of_another_shop_cannot_be_taken(desk: Desk, stranger: Client, shop: Shop) -> None:
    known = desk.order().client_id
    envy = desk.shop("envy")
    answer = stranger.post("/orders/new", {"shop": envy.code, **TYPED, "client": str(known)})
    assert answer.status_code == 422
    assert "You have no client" in answer.content.decode()
    assert "The order is for" not in stranger.get(f"/orders/new?client={known}").content.decode()


def test_without_a_script_a_client_is_taken_by_a_button(desk: Desk, olga: Client, shop: Shop) -> None:
    known = desk.order().client_id
    page = olga.post("/orders/new", {"shop": shop.code, "phone": "9124883107", "take": str(known)}).content.decode()
    assert 'value="+7 912 488-31-07"' in page
    assert 'value="Кузнецова Марина"' in page


def test_a_client_without_an_order_is_for_who_sees_all_shops(desk: Desk, olga: Client, shop: Shop) -> None:
    assert "Save the client only" not in olga.get("/orders/new").content.decode()
    desk.person("Vera")
    vera = desk.browser("Vera")
    assert "Save the client only" in vera.get("/orders/new").content.decode()
    first = vera.post("/orders/new", {"shop": shop.code, **TYPED, "client_only": "1"})
    again = vera.post("/orders/new", {"shop": shop.code, **TYPED, "client_only": "1"})
    assert first["Location"] == again["Location"]
    assert "The client is saved: Кузнецова Марина" in vera.get(first["Location"]).content.decode()
    assert (Customer.objects.count(), Order.objects.count()) == (1, 0)
    assert Event.objects.filter(kind="client.added").count() == 1


def test_a_role_that_may_not_take_orders_in_has_no_form(desk: Desk, shop: Shop) -> None:
    desk.person("Kolya", role="warehouse", shop=shop)
    kolya = desk.browser("Kolya")
    assert "/orders/new" not in kolya.get("/").content.decode()
    assert kolya.get("/orders/new").status_code == 403
    assert kolya.post("/orders/new", TYPED).status_code == 403
    assert kolya.get("/orders/new/alike").status_code == 403


def test_products_are_found_as_one_types(desk: Desk, olga: Client, shop: Shop) -> None:
    page = olga.get("/orders/new/products", {"shop": shop.code, "product": "поду"}).content.decode()
    assert page.count('role="option"') == 2
    assert "&#34;sku&#34;: &#34;P-1&#34;" in page or "&#34;sku&#34;:&#34;P-1&#34;" in page


def test_an_erased_client_is_nobody(desk: Desk, olga: Client, shop: Shop) -> None:
    order = desk.order(ago=timedelta(hours=1))
    Customer.objects.filter(pk=order.client_id).update(erased_at=NOW)
    assert "dz-double" not in alike(olga, shop, phone="+79124883107")
    answer = olga.post("/orders/new", {"shop": shop.code, **TYPED, "client": str(order.client_id)})
    assert answer.status_code == 422
