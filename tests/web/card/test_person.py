"""The client, the address and delivery on the card: what is saved, what is refused where, what follows from it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from dozvon.clients.models import Contact
from dozvon.delivery.actions import set_ways
from dozvon.delivery.ways import flat_way
from dozvon.geo.actions.streets import recount
from dozvon.geo.models import City
from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.shops.actions import set_address_extras
from tests.web.desk.conftest import NOW, Desk

HTMX = {"HX-Request": "true", "HX-Target": "section#person"}
WAYS = [
    flat_way("w1", "Courier", "courier", Decimal(390), Decimal(9000), (1, 2), ("Пермь",)),
    flat_way("w2", "Post", "post", Decimal(450), None, (7, 14)),
    flat_way("w3", "By agreement", "pickup"),
]


@pytest.fixture
def order(desk: Desk, olga: Client) -> Order:
    """An order of a client in Perm; the shop sends by courier to Perm, by post anywhere."""
    set_ways(desk.taker(), desk.shop().pk, WAYS)
    set_address_extras(desk.taker(), desk.shop().pk, ["floor"])
    return desk.order(city="Пермь", name="Кузнецова Марина")


def test_names_and_address_are_saved_and_the_gender_is_guessed(olga: Client, order: Order) -> None:
    sent = {"last_name": "Кузнецов", "first_name": "Пётр", "street": "ул. Ленина", "house": "58", "floor": "4"}
    page = olga.post(f"/orders/{order.pk}/person", {**sent, "version": "1"}, headers=HTMX)
    assert page.status_code == 200
    order = Order.objects.select_related("client").get(pk=order.pk)
    assert (order.client.name, order.client.gender) == ("Кузнецов Пётр", "male")
    assert order.address == {"city": "Пермь", "street": "ул. Ленина", "house": "58", "floor": "4"}
    assert 'hx-swap-oob="outerMorph">Кузнецов Пётр</h1>' in page.content.decode()


def test_another_city_is_another_clock_and_other_ways(olga: Client, order: Order) -> None:
    sent = {"city": "Владивосток", "region": "Приморский край", "postcode": "690000", "version": "1"}
    page = olga.post(f"/orders/{order.pk}/person", sent, headers=HTMX).content.decode()
    order = Order.objects.select_related("client").get(pk=order.pk)
    assert (order.zone, order.client.city) == ("Asia/Vladivostok", "Владивосток")
    assert "Asia/Vladivostok" in page
    assert "Courier" not in page
    assert "Post" in page
    assert f'data-version="{order.version}"' in page


def test_a_field_with_a_mistake_is_told_and_the_others_are_saved(olga: Client, order: Order) -> None:
    sent = {"postcode": "12", "email": "nobody", "phone": "12", "street": "Мира", "version": "1"}
    page = olga.post(f"/orders/{order.pk}/person", sent, headers=HTMX)
    assert page.status_code == 422
    body = page.content.decode()
    for name in ("postcode", "email", "phone"):
        assert f'aria-describedby="person-{order.pk}-{name}-error"' in body
    assert 'value="nobody"' in body
    order.refresh_from_db()
    assert order.address == {"city": "Пермь", "street": "Мира"}


def test_a_second_number_is_added_replaced_and_taken_off(olga: Client, order: Order) -> None:
    def numbers() -> list[str]:
        return list(
            Contact.objects.filter(client=order.client, kind="phone")
            .order_by("-main", "id")
            .values_list("value", flat=True)
        )

    def sent(**fields: str) -> list[str]:
        page = olga.post(f"/orders/{order.pk}/person", {"version": "1"} | fields, headers=HTMX)
        assert page.status_code == 200
        return numbers()

    main, second, third = "+79124883107", "+79120001122", "+79120001133"
    assert sent(phone="8 912 000-11-22") == [main, second]
    assert sent(phone="8 (912) 000-11-33") == [main, second, third]
    at = {contact.value: f"phone.{contact.pk}" for contact in Contact.objects.filter(client=order.client)}
    card = olga.get(f"/orders/{order.pk}/").content.decode()
    assert all(f'name="{at[number]}"' in card for number in (second, third))
    assert at[main] not in card
    # The whole form as it stood comes along with each change: what did not change stays.
    assert sent(**{at[second]: "+7 912 000-11-44", at[third]: "+7 912 000-11-33"}) == [main, third, "+79120001144"]
    assert sent(**{at[second]: "", "phone": "8 912 000-11-33"}) == [main, third, "+79120001144"]
    assert sent(**{at[third]: ""}) == [main, "+79120001144"]


def test_a_wrong_number_among_several_is_told_at_its_own_field(desk: Desk, olga: Client, order: Order) -> None:
    desk.order(phone="+7 912 000-11-22", name="Иванов")
    olga.post(f"/orders/{order.pk}/person", {"phone": "+7 912 000-11-33", "version": "1"}, headers=HTMX)
    at = f"phone.{Contact.objects.get(client=order.client, main=False).pk}"
    for text in ("12", "+7 912 000-11-22"):
        page = olga.post(f"/orders/{order.pk}/person", {at: text, "version": "1"}, headers=HTMX)
        assert page.status_code == 422
        assert f'aria-describedby="person-{order.pk}-{at.replace(".", "-")}-error"' in page.content.decode()
    assert Contact.objects.filter(client=order.client, value="+79120001133").exists()


def test_a_number_of_another_client_is_refused_and_the_rest_saved(desk: Desk, olga: Client, order: Order) -> None:
    desk.order(phone="+7 912 000-11-22", name="Иванов")
    sent = {"phone": "+7 912 000-11-22", "house": "7", "version": "1"}
    page = olga.post(f"/orders/{order.pk}/person", sent, headers=HTMX)
    assert page.status_code == 422
    assert "Another client has this contact" in page.content.decode()
    order.refresh_from_db()
    assert order.address["house"] == "7"


def test_a_good_number_takes_the_place_of_a_bad_one_with_its_flag(desk: Desk, olga: Client) -> None:
    order = desk.order(phone="123", name="Оля")
    assert set(order.flags) & {"too_short", "invalid_phone"}
    card = olga.get(f"/orders/{order.pk}/").content.decode()
    assert 'data-act="invalid"' in card
    assert 'data-choice="wrong_number"' in card
    page = olga.post(f"/orders/{order.pk}/person", {"phone": "8 912 000-11-22", "version": "1"}, headers=HTMX)
    order.refresh_from_db()
    assert not set(order.flags) & {"too_short", "invalid_phone"}
    assert "+7 912 000-11-22" in page.content.decode()
    assert Contact.objects.get(client=order.client, kind="phone", main=True).value == "+79120001122"


def test_what_another_changed_is_not_written_over(desk: Desk, olga: Client, order: Order) -> None:
    olga.post(f"/orders/{order.pk}/person", {"house": "1", "version": "1"}, headers=HTMX)
    page = olga.post(f"/orders/{order.pk}/person", {"house": "2", "version": "1"}, headers=HTMX)
    assert page.status_code == 409
    assert 'value="2"' in page.content.decode()
    order.refresh_from_db()
    assert order.address["house"] == "1"


def test_cities_come_with_postcode_and_clock(olga: Client, order: Order) -> None:
    City.objects.create(
        key="березники",
        name="Березники",
        country="RU",
        region="59",
        postcode="618400",
        utc_offset=300,
        population=140000,
    )
    page = olga.get(f"/orders/{order.pk}/cities", {"city": "берез"}, headers=HTMX).content.decode()
    assert "618400 14:00" in page
    assert "Пермский край" in page
    assert "&#34;postcode&#34;: &#34;618400&#34;" in page
    assert "Владивосток" in olga.get(f"/orders/{order.pk}/cities?city=владив", headers=HTMX).content.decode()


def test_streets_and_houses_of_earlier_orders_are_offered_without_flats(desk: Desk, olga: Client, order: Order) -> None:
    earlier = desk.order(phone="+7 912 000-11-22", city="Пермь")
    sent = {"city": "Пермь", "street": "ул. Лесная", "house": "17", "flat": "203", "version": "1"}
    olga.post(f"/orders/{earlier.pk}/person", sent, headers=HTMX)
    beside = {"city": "Пермь", "street": "лес"}
    page = olga.get(f"/orders/{order.pk}/streets", beside, headers=HTMX).content.decode()
    assert page.count('role="option"') == 1
    assert "ул. Лесная" in page
    page = olga.get(f"/orders/{order.pk}/houses", {"city": "Пермь", "street": "Лесная", "house": ""}, headers=HTMX)
    assert ">17<" in page.content.decode()
    assert "203" not in page.content.decode()


def test_streets_of_a_shop_one_does_not_work_in_are_not_offered(desk: Desk, olga: Client, order: Order) -> None:
    recount(order.shop_id + 1, {}, {"city": "Пермь", "street": "ул. Лесная", "house": "17"})
    assert "option" not in olga.get(f"/orders/{order.pk}/streets?city=Пермь&street=лес", headers=HTMX).content.decode()


def test_a_way_is_chosen_at_the_shops_price_and_the_sum_follows(olga: Client, order: Order) -> None:
    page = olga.post(f"/orders/{order.pk}/delivery", {"way": "w1", "version": "1"}, headers=HTMX)
    assert page.status_code == 200
    order.refresh_from_db()
    assert (order.delivery_total, order.total, order.delivery_way) == (Decimal(390), Decimal(5380), "w1")
    assert "5,380" in page.content.decode()
    # With so many goods the courier costs nothing.
    olga.post(f"/orders/{order.pk}/goods", {"quantity.1": "2", "version": "2"}, headers=HTMX)
    order.refresh_from_db()
    assert (order.delivery_total, order.total) == (Decimal(0), Decimal(9980))


def test_a_way_without_a_price_is_priced_by_the_operator(olga: Client, order: Order) -> None:
    page = olga.post(f"/orders/{order.pk}/delivery", {"way": "w3", "version": "1"}, headers=HTMX).content.decode()
    assert 'name="cost"' in page
    wrong = olga.post(f"/orders/{order.pk}/delivery", {"way": "w3", "cost": "much", "version": "2"}, headers=HTMX)
    assert wrong.status_code == 422
    olga.post(f"/orders/{order.pk}/delivery", {"way": "w3", "cost": "250,50", "version": "2"}, headers=HTMX)
    order.refresh_from_db()
    assert order.delivery_total == Decimal("250.50")


def test_what_is_said_follows_the_way_and_no_total_is_named_too_early(olga: Client, order: Order) -> None:
    def said(piece: str, **sent: str) -> str:
        order.refresh_from_db()
        fields = {"version": str(order.version), **sent}
        page = olga.post(f"/orders/{order.pk}/{piece}", fields, headers=HTMX).content.decode()
        return page[page.index(f'id="say-{order.pk}"') :]

    card = olga.get(f"/orders/{order.pk}/").content.decode()
    assert "Choose a delivery method first" in card
    priced = said("delivery", way="w1")
    assert "Delivery: Courier: 25–26 November" in priced
    assert "the courier is met" in priced
    assert "5,380" in priced
    assert "delivery is free" in said("goods", **{"quantity.1": "2"})
    unnamed = said("delivery", way="w3")
    assert "Enter the delivery cost first" in unnamed
    assert unnamed.count("—") == 2
    assert "delivery is free" in said("delivery", way="w3", cost="0")
    assert "10,080" in said("delivery", way="w3", cost="100")
    # The sum of one way is not taken for another's.
    said("delivery", way="w2", cost="100")
    order.refresh_from_db()
    assert order.delivery_total == Decimal(450)
    said("delivery", way="w1")
    assert "does not deliver to this address" in said("person", city="Казань")


def test_only_who_may_and_nobody_elses_order(desk: Desk, olga: Client, irina: Client, order: Order) -> None:
    stranger = desk.browser(desk.person("Pavel", shop=desk.shop("envy")).name)
    for piece in ("person", "delivery"):
        assert stranger.post(f"/orders/{order.pk}/{piece}", {"version": "1"}).status_code == 404
        assert "/sign-in" in Client().post(f"/orders/{order.pk}/{piece}", {}).headers["Location"]
        assert olga.get(f"/orders/{order.pk}/{piece}").status_code == 405
    claims.claim(desk.people["Olga"], order.pk, NOW)
    assert irina.post(f"/orders/{order.pk}/person", {"house": "9", "version": "1"}, headers=HTMX).status_code == 409
    assert irina.post(f"/orders/{order.pk}/delivery", {"way": "w2", "version": "1"}, headers=HTMX).status_code == 409


def test_a_shop_without_ways_of_its_own_offers_the_usual_ones(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    card = olga.get(f"/orders/{order.pk}/").content.decode()
    assert all(f'name="way" value="{way}"' in " ".join(card.split()) for way in ("courier", "pickup", "post"))
    assert "Post is hidden" in card
    assert "Name the total" in card
    page = olga.post(f"/orders/{order.pk}/delivery", {"way": "post", "version": "1"}, headers=HTMX).content.decode()
    assert "Enter the delivery cost first" in page
    sent = {"way": "post", "cost": "300", "version": "2"}
    assert "5,290" in olga.post(f"/orders/{order.pk}/delivery", sent, headers=HTMX).content.decode()
    order.refresh_from_db()
    assert (order.delivery_way, order.delivery_total, order.delivery_named) == ("post", Decimal(300), True)
    # A way that is not among them is told, and nothing changes.
    wrong = olga.post(f"/orders/{order.pk}/delivery", {"way": "balloon", "version": "3"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "“balloon” is not in the list" in wrong.content.decode()
