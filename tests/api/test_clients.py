"""Clients over HTTP: found by phone, words and e-mail; doubles merged, and parted again."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from dozvon.clients.models import Client
from dozvon.orders.models import Order
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def api() -> make.Api:
    return make.Api(make.user("Head", "head"))


def client(shop: Shop, **given: Any) -> int:
    return make.order(shop, client={"phone": make.phone()} | given).client_id


def found(api: make.Api, query: str) -> list[int]:
    return [item["id"] for item in api.get(f"/clients?{query}")["items"]]


def test_clients_are_found_by_phone_words_and_email(api: make.Api, shop: Shop) -> None:
    client(shop, name="Семён Ильин", email="semen@mail.ru")
    anna = client(shop, name="Анна Петрова", phone="+79164883107", email="anna@mail.ru")
    for query in ("phone=8916488", "phone=3107", f"q={quote('петр анна')}", "q=anna@", "q=79164883107"):
        assert found(api, query) == [anna], query
    assert found(api, f"phone=3107&q={quote('семён')}") == []


def test_a_cursor_walks_all_clients_once_newest_first(api: make.Api, shop: Shop) -> None:
    made = [client(shop) for _ in range(5)]
    first = api.get("/clients?limit=2")
    second = api.get(f"/clients?limit=2&cursor={first['next_cursor']}")
    third = api.get(f"/clients?limit=2&cursor={second['next_cursor']}")
    seen = [item["id"] for page in (first, second, third) for item in page["items"]]
    assert (seen, third["next_cursor"]) == (made[::-1], None)


def test_the_card_shows_all_contacts_the_main_ones_first(api: make.Api, shop: Shop) -> None:
    anna = client(shop, name="Анна Петрова", email="Anna@mail.ru", phone="+79164883107", city="Самара")
    make.order(shop, client={"phone": "+79164883108", "email": "anna@mail.ru"})
    card = api.get(f"/clients/{anna}")
    assert (card["name"], card["city"], card["kind"], card["merged_into"]) == ("Анна Петрова", "Самара", "person", None)
    assert card["phone"] == "+79164883107"
    assert {(item["value"], item["main"]) for item in card["contacts"]} == {
        ("+79164883107", True),
        ("anna@mail.ru", True),
        ("+79164883108", False),
    }


def test_a_merge_moves_orders_and_contacts_and_fills_what_is_empty(api: make.Api, shop: Shop) -> None:
    source = client(shop, name="Анна Петрова", city="Самара", email="anna@mail.ru")
    target = client(shop, company="Ромашка")
    done = api.post(f"/clients/{source}/merge", {"into": target})
    kept = done["client"]
    assert (kept["id"], kept["name"], kept["city"], kept["company"]) == (target, "Анна Петрова", "Самара", "Ромашка")
    assert len(kept["contacts"]) == 3
    assert set(Order.objects.values_list("client_id", flat=True)) == {target}
    assert api.get(f"/clients/{source}")["merged_into"] == target
    assert found(api, "") == [target]
    assert make.order(shop, client={"email": "anna@mail.ru"}).client_id == target


def test_undoing_a_merge_puts_everything_back_but_what_came_since(api: make.Api, shop: Shop) -> None:
    source = client(shop, name="Анна Петрова", email="anna@mail.ru")
    target = client(shop)
    before = {pk: api.get(f"/clients/{pk}") for pk in (source, target)}
    merge = api.post(f"/clients/{source}/merge", {"into": target})["merge"]
    since = make.order(shop, client={"email": "anna@mail.ru"})
    answer = api.post(f"/merges/{merge}/undo")
    assert answer["client"] == before[source]
    assert {pk: api.get(f"/clients/{pk}") for pk in (source, target)} == before
    assert Order.objects.get(pk=since.pk).client_id == target
    assert Order.objects.filter(client_id=source).count() == 1
    problem = api.refused("POST", f"/merges/{merge}/undo")
    assert (problem["status"], make.fields(problem)) == (409, {"into": "undone"})


def test_a_field_changed_since_the_merge_stays_as_it_is(api: make.Api, shop: Shop) -> None:
    source, target = client(shop, name="Анна Петрова"), client(shop)
    merge = api.post(f"/clients/{source}/merge", {"into": target})["merge"]
    Client.objects.filter(pk=target).update(name="Пётр Ильин")
    api.post(f"/merges/{merge}/undo")
    assert api.get(f"/clients/{target}")["name"] == "Пётр Ильин"


def test_a_merge_that_makes_no_sense_is_a_conflict(api: make.Api, shop: Shop) -> None:
    first, second, third = client(shop), client(shop), client(shop)
    assert make.fields(api.refused("POST", f"/clients/{first}/merge", {"into": first})) == {"into": "same"}
    merge = api.post(f"/clients/{first}/merge", {"into": second})["merge"]
    assert make.fields(api.refused("POST", f"/clients/{first}/merge", {"into": third})) == {"into": "merged"}
    assert make.fields(api.refused("POST", f"/clients/{third}/merge", {"into": first})) == {"into": "merged"}
    api.post(f"/clients/{second}/merge", {"into": third})
    assert make.fields(api.refused("POST", f"/merges/{merge}/undo")) == {"into": "not_last"}


@pytest.mark.parametrize("into", [0, -1, 2**63, 2**70, 999_999])
def test_a_merge_into_nobody_is_404(api: make.Api, shop: Shop, into: int) -> None:
    assert api.refused("POST", f"/clients/{client(shop)}/merge", {"into": into})["status"] == 404


@pytest.mark.parametrize("path", ["/clients/0", "/clients/99999", f"/clients/{2**63}", f"/clients/{2**70}"])
def test_a_client_that_is_not_there_is_404(api: make.Api, path: str) -> None:
    assert api.refused("GET", path)["status"] == 404


@pytest.mark.parametrize("merge", [0, 99_999, 2**63, 2**70])
def test_a_merge_that_is_not_there_is_404(api: make.Api, merge: int) -> None:
    assert api.refused("POST", f"/merges/{merge}/undo")["status"] == 404


@pytest.mark.parametrize("body", [{}, {"into": "x"}, {"into": None}, {"into": [1]}, [], None])
def test_a_merge_without_a_client_to_keep_is_refused(api: make.Api, shop: Shop, body: object) -> None:
    assert api.refused("POST", f"/clients/{client(shop)}/merge", body)["status"] in (400, 422)
