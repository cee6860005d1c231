"""Work lists: who has which, what stands in them, where a card leads, and who may see or do what."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from dozvon.core.roles import SEE_ORDERS, Role
from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.platform.accounts.rights import set_rights
from tests.web.desk.conftest import NOW, Desk
from tests.web.work.conftest import stand

DESK = {"HX-Request": "true", "HX-Target": "div#desk"}


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


def tabs(page: str) -> dict[str, str]:
    """Title → count of what stands at the left."""
    found = re.findall(r'dz-tab-title">(.*?)</span>\s*<span class="dz-tab-count">(.*?)</span>', page)
    return dict(found)


def names(page: str) -> list[str]:
    """The clients of the rows, in their order."""
    rows = re.findall(r'<span class="dz-row-name dz-ellipsis">(.*?)</span>\s*<span class="dz-quiet">', page, re.S)
    return [re.sub(r"<.*?>", "", row).strip() for row in rows]


def test_a_warehouse_worker_begins_at_what_is_to_be_packed(desk: Desk, store: Client) -> None:
    stand(desk, "confirmed", name="Анна")
    answer = store.get("/?done=1")
    assert (answer.status_code, answer["Location"]) == (303, "/work/assemble/?done=1")
    page = text(store.get("/work/assemble/"))
    assert tabs(page) == {"Assemble": "1", "Ship": "0"}
    assert "1 × Матрас «Сон» 160×200" in page
    assert "Automatic" not in page
    assert "Calls" not in page


def test_each_role_has_its_lists_and_no_other(
    desk: Desk, boss: Client, store: Client, courier: Client, quality: Client
) -> None:
    desk.person("Manager", "manager", shop=desk.shop())
    desk.person("Olga", shop=desk.shop())
    start = {who: browser.get("/") for who, browser in (("courier", courier), ("quality", quality), ("boss", boss))}
    assert start["courier"]["Location"] == "/work/track/"
    assert start["quality"]["Location"] == "/work/quality_call/"
    assert 'href="/work/"' in text(start["boss"])
    assert boss.get("/work/")["Location"] == "/work/review/"
    assert list(tabs(text(boss.get("/work/review/")))) == [
        "Assemble",
        "Ship",
        "Track the parcel",
        "Quality call",
        "Settle the complaint",
        "Decide what next",
    ]
    assert list(tabs(text(courier.get("/work/track/")))) == ["Track the parcel"]
    assert list(tabs(text(desk.browser("Manager").get("/work/track/")))) == ["Track the parcel", "Settle the complaint"]
    olga = desk.browser("Olga")
    assert 'href="/work/"' not in text(olga.get("/"))
    assert olga.get("/work/").status_code == 404


def test_the_oldest_due_stands_first_and_pages_follow(desk: Desk, store: Client) -> None:
    for place in range(52):
        hours = timedelta(hours=2, minutes=(place * 7) % 52)
        stand(desk, "confirmed", NOW - hours, name=f"Client {(place * 7) % 52:02}", phone=f"+7 912 488-{10 + place}-07")
    page = text(store.get("/work/assemble/"))
    assert names(page) == [f"Client {place:02}" for place in range(51, 1, -1)]
    more = re.search(r'class="dz-more"\s+href="(.*?)"', page)
    assert more
    rest = text(store.get(more[1].replace("&amp;", "&"), headers={"HX-Request": "true", "HX-Target": "li#more"}))
    assert (names(rest), "dz-rail" in rest) == (["Client 01", "Client 00"], False)
    assert store.get("/work/assemble/?cursor=x").status_code == 404


def test_a_courier_sees_where_to_whom_and_what_to_take(desk: Desk, courier: Client) -> None:
    order = stand(desk, "shipped", NOW - timedelta(days=2))
    Order.objects.filter(pk=order.pk).update(address={"city": "Пермь", "street": "Ленина", "house": "5"})
    page = text(courier.get("/work/track/"))
    for said in ("Пермь, Ленина, 5", "+7 912 488-31-07", 'href="tel:+79124883107"', "4,990"):
        assert said in page


def test_quality_sees_when_it_was_delivered_what_and_by_whom(desk: Desk, quality: Client) -> None:
    stand(desk, "delivered", NOW - timedelta(days=7, hours=1))
    page = text(quality.get("/work/quality_call/"))
    assert tabs(page) == {"Quality call": "1"}
    for said in ("17 Nov 11:00", "Матрас «Сон»", "Boss"):
        assert said in page


def test_the_head_sees_how_often_and_what_was_said(desk: Desk, boss: Client) -> None:
    order = desk.order(name="Анна", ago=timedelta(days=4))
    boss.post(f"/orders/{order.pk}/actions/no_answer", {"problem": "busy", "comment": "the neighbour answered"})
    Order.objects.filter(pk=order.pk).update(task_kind="review", task_role="head")
    page = text(boss.get("/work/review/"))
    for said in ("the neighbour answered", "N1"):
        assert said in page


def test_after_an_action_the_next_of_the_list_opens_then_the_list(desk: Desk, store: Client) -> None:
    first = stand(desk, "confirmed", NOW - timedelta(hours=3), name="Анна")
    second = stand(desk, "confirmed", name="Вера", phone="+7 912 488-31-09")
    card = text(store.get(f"/orders/{first.pk}/?from_list=assemble", headers=DESK))
    assert 'name="from_list" value="assemble"' in card
    assert list(tabs(card)) == ["Assemble", "Ship"]
    sent = {"from_list": "assemble", "version": str(first.version)}
    answer = store.post(f"/orders/{first.pk}/actions/assemble", sent)
    assert answer["Location"].startswith(f"/orders/{second.pk}/?from_list=assemble&done={first.pk}")
    second.refresh_from_db()
    assert second.claimed_by_id == desk.people["Store"].user_id
    answer = store.post(
        f"/orders/{second.pk}/actions/assemble", {"from_list": "assemble", "version": str(second.version)}
    )
    assert answer["Location"].startswith(f"/work/assemble/?done={second.pk}")
    assert "Вера: Assembled" in text(store.get(answer["Location"]))


def test_next_takes_what_nobody_holds(desk: Desk, store: Client, mate: Client) -> None:
    first, second = stand(desk, "confirmed"), stand(desk, "confirmed", phone="+7 912 488-31-09")
    assert mate.post("/desk/next", {"from_list": "assemble"})["Location"].startswith(f"/orders/{first.pk}/")
    assert store.post("/desk/next", {"from_list": "assemble"})["Location"].startswith(f"/orders/{second.pk}/")
    store.post(f"/orders/{second.pk}/release", {"from_list": "assemble"})
    claims.claim(desk.people["Boss"], second.pk, NOW)
    assert store.post("/desk/next", {"from_list": "assemble"})["Location"] == "/work/assemble/?empty=1"
    assert store.post("/desk/next", {})["Location"] == "/work/assemble/?empty=1"


def test_what_is_due_another_day_is_shown_and_not_counted_nor_handed_out(desk: Desk, quality: Client) -> None:
    stand(desk, "delivered", name="Анна")
    page = text(quality.get("/work/quality_call/"))
    assert (tabs(page), names(page)) == ({"Quality call": "0"}, ["Анна"])
    assert quality.post("/desk/next", {"from_list": "quality_call"})["Location"] == "/work/quality_call/?empty=1"


def test_an_order_opened_from_nowhere_stands_in_the_list_that_has_it(desk: Desk, store: Client) -> None:
    order = stand(desk, "confirmed")
    page = text(store.get(f"/orders/{order.pk}/"))
    assert tabs(page) == {"Assemble": "1", "Ship": "0"}
    assert 'data-list="assemble"' in page


def test_counts_and_rows_follow(desk: Desk, store: Client) -> None:
    order = stand(desk, "confirmed", name="Анна")
    shown = text(store.get("/work/assemble/live", {"rows": "1"}))
    mark = re.search(r'data-mark="(\w+)"', shown)
    assert mark
    same = text(store.get("/work/assemble/live", {"rows": "1", "marks": f"{order.pk}-{mark[1]}"}))
    assert ("data-same" in same, tabs(same)["Assemble"]) == (True, "1")
    claims.claim(desk.people["Boss"], order.pk, NOW)
    assert "Boss" in text(store.get("/work/assemble/live", {"rows": "1", "marks": f"{order.pk}-{mark[1]}"}))
    beside = text(store.get("/desk/live", {"from_list": "assemble", "rows": "1"}))
    assert (tabs(beside)["Assemble"], "Анна" in beside) == ("1", True)


# owner, teammate of the same role, of another role, of another shop, who only looks; nobody is sent to sign in.
TABLE = """
/work/                          303 303 404 404 403
/work/assemble/                 200 200 404 404 403
/work/assemble/live             200 200 404 404 403
/work/assemble/pick?order={id}  200 200 404 404 403
/work/assemble/do               200 200 404 404 403
"""


@pytest.mark.parametrize("line", TABLE.strip().splitlines())
def test_each_route_lets_in_whom_it_should(desk: Desk, store: Client, mate: Client, line: str) -> None:
    address, *expected = line.split()
    order = stand(desk, "confirmed")
    desk.person("Operator", shop=desk.shop())
    desk.person("Stranger", "warehouse", shop=desk.shop("envy"))
    set_rights(desk.taker(), {Role.SECRETARY: {SEE_ORDERS}})
    desk.person("Viewer", "secretary", shop=desk.shop())
    people = [store, mate, desk.browser("Operator"), desk.browser("Stranger"), desk.browser("Viewer")]
    address = address.format(id=order.pk)
    sent = {"action": "return", "order": order.pk}

    def ask(browser: Client) -> int:
        answer = browser.post(address, sent) if address.endswith("do") else browser.get(address)
        return answer.status_code

    assert [str(ask(browser)) for browser in people] == expected
    assert ask(Client()) == 302
    wrong = store.get(address) if address.endswith("do") else store.put(address)
    assert wrong.status_code == 405


def test_a_list_costs_the_same_for_one_order_as_for_many(
    desk: Desk, store: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    stand(desk, "confirmed")
    store.get("/work/assemble/")
    with django_assert_num_queries(6):
        store.get("/work/assemble/", headers=DESK)
    for place in range(5):
        stand(desk, "confirmed", name=f"Client {place}", phone=f"+7 912 488-10-0{place}")
    with django_assert_num_queries(6):
        store.get("/work/assemble/", headers=DESK)
