"""Each page of the desk for its owner, a teammate, somebody of another shop, a stranger, and by the wrong method."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access
from tests.web.desk.conftest import NOW, Desk

HTMX = {"HX-Request": "true", "HX-Target": "article#card"}


def text(response: object) -> str:
    """The page's text."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


PAGES = ["/", "/desk/new/", "/search?q=1", "/orders/{id}/"]
FORMS = ["/desk/next", "/desk/automatic", "/orders/{id}/release", "/orders/{id}/actions/confirm"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_the_shops_operator(desk: Desk, olga: Client, page: str) -> None:
    order = desk.order()
    assert olga.get(page.format(id=order.pk)).status_code == 200


@pytest.mark.parametrize("page", PAGES + FORMS)
def test_nobody_sees_or_does_anything_without_signing_in(desk: Desk, page: str) -> None:
    address = page.format(id=desk.order().pk)
    answer = Client().post(address) if page in FORMS else Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_only_read(desk: Desk, olga: Client, page: str) -> None:
    assert olga.post(page.format(id=desk.order().pk)).status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_a_link_cannot_do_anything(desk: Desk, olga: Client, form: str) -> None:
    order = desk.order()
    assert olga.get(form.format(id=order.pk)).status_code == 405
    order.refresh_from_db()
    assert (order.status, order.claimed_by_id) == ("new", None)


@pytest.mark.parametrize(
    "page", ["/orders/{id}/", "/orders/{id}/release", "/orders/{id}/actions/confirm", "/desk/quick_callback/"]
)
def test_another_shops_orders_do_not_exist(desk: Desk, stranger: Client, page: str) -> None:
    address = page.format(id=desk.order().pk)
    answer = stranger.get(address) if address.endswith("/") else stranger.post(address)
    assert answer.status_code == 404
    assert Order.objects.filter(claimed_by__isnull=True, status="new").exists()


@pytest.mark.parametrize("page", ["/orders/999999/", "/orders/99999999999999999999/", "/desk/nonsense/", "/desk/x-y/"])
def test_what_does_not_exist_is_not_found(olga: Client, page: str) -> None:
    assert olga.get(page).status_code == 404


def test_a_search_of_a_stranger_finds_nothing_of_another_shop(desk: Desk, stranger: Client) -> None:
    desk.order()
    found = text(stranger.get("/search?q=Кузнецова"))
    assert "Nothing found" in found
    assert "dz-row-name" not in found


@pytest.mark.parametrize("typed", ["Кузнецова", "марина кузн", "0107", "+7 912 488", "{number}", "m@example.org"])
def test_an_order_is_found_by_number_name_phone_and_mail(desk: Desk, olga: Client, typed: str) -> None:
    order = desk.order(phone="+7 912 488-01-07", email="M@example.org")
    desk.order(name="Ахметов Руслан", phone="+7 917 255-14-90")
    found = text(olga.get("/search", {"q": typed.format(number=order.number)}))
    assert f'data-order="{order.pk}"' in found
    assert found.count("data-order=") == 1


def test_an_empty_search_leads_back_to_the_desk(olga: Client) -> None:
    assert olga.get("/search?q=+")["Location"] == "/"


def test_tabs_count_and_tell_who_waits_too_long(desk: Desk, olga: Client) -> None:
    desk.order(ago=timedelta(minutes=7))
    desk.order(name="Second", phone="+7 917 255-14-90")
    page = text(olga.get("/"))
    tab = page.split('href="/desk/new/"')[1].split("</a>")[0]
    assert 'aria-current="page"' in tab
    assert '<span class="dz-tab-count">2</span>' in tab
    assert "longest wait: 7 min" in tab
    assert "dz-late" in tab


def test_nobody_waits_while_all_of_a_tab_are_asleep(desk: Desk, olga: Client) -> None:
    desk.order(ago=timedelta(0), city="Петропавловск-Камчатский")
    page = text(olga.get("/"))
    tab = page.split('href="/desk/new/"')[1].split("</a>")[0]
    assert "the next: " in tab
    assert "waits" not in tab


def test_an_empty_tab_says_what_to_do(desk: Desk, olga: Client) -> None:
    desk.order()
    page = text(olga.get("/desk/in_progress/"))
    assert "No one is waiting here" in page
    assert "Take the next order, or open another tab:" in page


def test_somebody_without_shops_is_told_whom_to_ask(desk: Desk) -> None:
    desk.person("New", shop_ids=[])
    assert "You have no shops yet" in text(desk.browser("New").get("/"))


def test_a_long_tab_comes_in_pages_and_no_order_is_left_out(desk: Desk, olga: Client) -> None:
    for place in range(33):
        desk.order(name=f"Client {place}", phone=f"+7 912 488-{10 + place}-07", ago=timedelta(minutes=place + 1))
    first = text(olga.get("/desk/new/"))
    more = first.split('id="more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    rest = text(olga.get(more, headers={"HX-Request": "true", "HX-Target": "li#more"}))
    assert (first.count("data-order="), rest.count("data-order=")) == (30, 3)
    assert "<html" not in rest
    whole = text(olga.get(more))
    assert "To the beginning of the list" in whole
    assert whole.count("data-order=") == 3


def test_a_cursor_of_nowhere_is_not_found(olga: Client) -> None:
    assert olga.get("/desk/new/?cursor=junk").status_code == 404


def test_the_card_shows_what_the_operator_needs(desk: Desk, olga: Client) -> None:
    order = desk.order(city="Пермь")
    page = text(olga.get(f"/orders/{order.pk}/"))
    assert "+7 912 488-31-07" in page
    assert 'href="tel:+79124883107"' in page
    assert '<strong data-clock="Asia/Yekaterinburg">14:00</strong>' in page
    assert "by the city" in page
    assert "Матрас «Сон» 160×200" in page
    assert "4,990\u00a0₽" in page
    assert 'data-limit="300">2:00</div>' in page
    assert "New: waiting 2 min." in page
    for label, key in [
        ("Call later", "F3"),
        ("No answer", "F4"),
        ("Invalid", "F6"),
        ("Refuse", "F7"),
        ("Confirm", "F9"),
    ]:
        assert f'data-key="{key}"' in page
        assert label in page


def test_a_client_who_sleeps_is_marked(desk: Desk, olga: Client) -> None:
    order = desk.order(ago=timedelta(0), city="Петропавловск-Камчатский")
    page = text(olga.get(f"/orders/{order.pk}/"))
    assert "dz-client-clock dz-late" in page
    assert "do not call before tomorrow 18:00" in page


def test_what_a_client_writes_is_never_markup(desk: Desk, olga: Client) -> None:
    order = desk.order(name="<script>alert(1)</script>", phone="<b>12</b>", city="<i>Perm</i>")
    for address in ("/", f"/orders/{order.pk}/", "/search?q=<script>"):
        page = text(olga.get(address))
        assert "<script>alert" not in page
        assert "<b>12" not in page
        assert "<i>Perm" not in page


def test_flags_say_what_to_do(desk: Desk, olga: Client) -> None:
    order = desk.order(phone="7 000 000 00 00")
    assert "do not call; choose “wrong number”" in text(olga.get(f"/orders/{order.pk}/"))


def test_a_client_of_ours_is_told_with_other_orders(desk: Desk, olga: Client) -> None:
    first, second = desk.order(), desk.order()
    page = text(olga.get(f"/orders/{second.pk}/"))
    assert "our client · 1 more order" in page
    assert f"№ {first.number}" in text(olga.get(f"/orders/{second.pk}/about"))


def test_opening_takes_the_order_and_the_teammate_only_reads(desk: Desk, olga: Client, irina: Client) -> None:
    order = desk.order()
    mine = text(olga.get(f"/orders/{order.pk}/"))
    order.refresh_from_db()
    assert order.claimed_by_id == desk.people["Olga"].user_id
    assert "Give back" in mine
    hers = text(irina.get(f"/orders/{order.pk}/"))
    assert "Olga is working on this order until 12:15" in hers
    assert "dz-panel" not in hers
    assert "Olga" in text(irina.get("/")).split(f'data-order="{order.pk}"')[1].split("</a>")[0]


def test_a_browser_that_only_looks_ahead_takes_nothing(desk: Desk, olga: Client) -> None:
    order = desk.order()
    assert olga.head(f"/orders/{order.pk}/").status_code == 200
    order.refresh_from_db()
    assert order.claimed_by_id is None


def test_a_lease_that_runs_out_is_prolonged_by_looking_again(desk: Desk, olga: Client) -> None:
    order = desk.order()
    claims.claim(desk.people["Olga"], order.pk, NOW - timedelta(minutes=10))
    olga.get(f"/orders/{order.pk}/")
    order.refresh_from_db()
    assert order.claimed_until == NOW + timedelta(minutes=15)


def test_giving_back_frees_the_order(desk: Desk, olga: Client) -> None:
    order = desk.order()
    olga.get(f"/orders/{order.pk}/")
    back = olga.post(f"/orders/{order.pk}/release", {"from_tab": "new"}, follow=True)
    order.refresh_from_db()
    assert order.claimed_by_id is None
    assert back.redirect_chain == [(f"/desk/new/?released={order.pk}", 303)]
    assert "others may take it" in text(back)


def test_what_another_holds_cannot_be_given_back(desk: Desk, olga: Client, irina: Client) -> None:
    order = desk.order()
    olga.get(f"/orders/{order.pk}/")
    answer = irina.post(f"/orders/{order.pk}/release")
    assert answer.status_code == 409
    assert "Olga is working on this order" in text(answer)


def test_every_look_at_a_client_is_noted(desk: Desk, olga: Client) -> None:
    order = desk.order()
    olga.get("/")
    olga.get(f"/orders/{order.pk}/", headers=HTMX)
    seen = list(Access.objects.order_by("id").values_list("what", "actor_label", "order_ids", "client_ids"))
    assert seen == [
        ("orders.list", "Olga", [order.pk], [order.client_id]),
        ("order.card", "Olga", [order.pk], [order.client_id]),
    ]


def test_htmx_gets_only_what_changes(desk: Desk, olga: Client) -> None:
    order = desk.order()
    card = olga.get(f"/orders/{order.pk}/", headers=HTMX)
    tabs = olga.get("/desk/new/", headers={"HX-Request": "true", "HX-Target": "div#desk"})
    assert text(card).lstrip().startswith("<article")
    assert 'class="dz-rail"' not in text(card)
    assert 'id="desk"' in text(tabs)
    assert "<html" not in text(tabs)


def test_a_role_without_work_sees_no_buttons(desk: Desk) -> None:
    order = desk.order()
    desk.person("Warehouse", "warehouse", desk.shop())
    page = text(desk.browser("Warehouse").get(f"/orders/{order.pk}/"))
    order.refresh_from_db()
    assert "dz-panel" not in page
    assert order.claimed_by_id is None


@pytest.mark.parametrize(("language", "words"), [("ru", "Почему этот заказ"), ("uk", "Чому це замовлення")])
def test_the_card_speaks_the_users_language(desk: Desk, language: str, words: str) -> None:
    desk.person("Someone", shop=desk.shop(), language=language)
    page = text(desk.browser("Someone").get(f"/orders/{desk.order().pk}/"))
    assert words in page
    assert "Why this order" not in page


@pytest.mark.parametrize(("sent", "shown"), [("callback", "Заказ звонка"), ("carrier-pigeon", "carrier-pigeon")])
def test_the_card_and_the_history_tell_the_channel_in_words(desk: Desk, sent: str, shown: str) -> None:
    desk.person("Ольга", shop=desk.shop(), language="ru")
    page = text(desk.browser("Ольга").get(f"/orders/{desk.order(channel=sent).pk}/"))
    assert f"Поступил: {shown}" in page
    assert page.count(shown) == 2


@pytest.mark.parametrize(("role", "held"), [("warehouse", False), ("operator", True)])
def test_opening_takes_an_order_only_for_who_can_act_on_it(desk: Desk, role: str, held: bool) -> None:
    order = desk.order()
    desk.person("Oleg", role, shop=desk.shop())
    assert desk.browser("Oleg").get(f"/orders/{order.pk}/").status_code == 200
    order.refresh_from_db()
    assert (order.claimed_by_id is not None) is held
