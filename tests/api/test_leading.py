"""Absences, banners and roles by API: what the head and the administrator do in the office, a program does here."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dozvon.platform.accounts.models import User
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def head(shop: Shop) -> make.Api:
    return make.Api(make.user("Vera", "head"), "admin")


def moment(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def refused(api: make.Api, method: str, path: str, content: Any) -> list[tuple[str, str]]:
    answer = api.call(method, path, content)
    assert answer.status_code == 422, answer.content
    return [(error["field"], error["code"]) for error in json.loads(answer.content)["errors"]]


def away(user: str = "anna", stand_ins: tuple[str, ...] = ("Boris",), **changed: str) -> dict[str, Any]:
    return {"user": user, "since": moment(-1), "until": moment(5), "stand_ins": list(stand_ins), **changed}


def test_an_absence_is_set_listed_and_ended(head: make.Api, shop: Shop) -> None:
    make.user("Anna"), make.user("Boris")
    made = head.post("/absences", away())
    assert (made["user"], made["stand_ins"], made["on"]) == ("Anna", ["Boris"], True)
    assert head.get("/absences")["items"] == [made]
    assert head.post(f"/absences/{made['id']}/end") is None
    assert head.get("/absences")["items"] == []


def test_who_is_away_may_say_that_they_are_back(head: make.Api) -> None:
    anna = make.Api(make.user("Anna"), "desk")
    make.user("Boris")
    made = head.post("/absences", away())
    assert make.Api(User.objects.get(name="Boris")).call("POST", f"/absences/{made['id']}/end").status_code == 404
    assert anna.call("POST", f"/absences/{made['id']}/end").status_code == 204


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"user": "Nobody"}, ("user", "unknown_user")),
        ({"stand_ins": ("Boris", "Nobody")}, ("stand_ins.1", "unknown_user")),
        ({"stand_ins": ()}, ("stand_ins", "no_stand_in")),
        ({"stand_ins": ("Gleb",)}, ("stand_ins", "shops_alone")),
        ({"until": moment(-2)}, ("until", "not_after")),
        ({"since": moment(30_000), "until": moment(30_001)}, ("since", "too_far")),
        ({"since": "2026-03-01T10:00:00"}, ("since", "invalid")),
    ],
)
def test_a_wrong_absence_names_its_field(head: make.Api, shop: Shop, changed: Any, wrong: tuple[str, str]) -> None:
    make.user("Anna"), make.user("Boris"), make.user("Gleb", shop_ids=[make.shop("other").pk])
    assert refused(head, "POST", "/absences", away(**changed)) == [wrong]


def test_a_banner_is_posted_listed_and_taken_down(head: make.Api, shop: Shop) -> None:
    sent = {"text": " Склад  закрыт ", "level": "alarm", "shop": shop.code, "until": moment(2)}
    made = head.post("/banners", sent)
    assert (made["text"], made["level"], made["shop"], made["author"]) == ("Склад закрыт", "alarm", shop.code, "Vera")
    assert head.get("/banners")["items"] == [made]
    assert head.post(f"/banners/{made['id']}/end") is None
    assert head.get("/banners")["items"] == []


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"text": " "}, ("text", "missing")),
        ({"text": "я" * 301}, ("text", "too_long")),
        ({"level": "shout"}, ("level", "invalid")),
        ({"shop": "nowhere"}, ("shop", "unknown_shop")),
        ({"until": moment(-1)}, ("until", "in_past")),
        ({"until": moment(24 * 32)}, ("until", "too_far_banner")),
    ],
)
def test_a_wrong_banner_names_its_field(head: make.Api, changed: Any, wrong: tuple[str, str]) -> None:
    assert refused(head, "POST", "/banners", {"text": "Склад закрыт", "until": moment(2), **changed}) == [wrong]


def test_a_role_is_given_exactly_what_is_sent() -> None:
    root = make.Api(make.user("Root", "admin"), "admin")
    anna = make.Api(make.user("Anna"), "desk")
    before = next(one for one in root.get("/roles")["items"] if one["role"] == "operator")
    assert (before["permissions"], before["fixed"]) == (before["usual"], False)
    fewer = [name for name in before["permissions"] if name != "see_clients"]
    changed = root.ok("PUT", "/roles/operator", {"permissions": fewer})
    assert (changed["permissions"], changed["usual"]) == (fewer, before["usual"])
    assert anna.call("GET", "/clients").status_code == 403
    assert root.ok("PUT", "/roles/operator", {"permissions": before["usual"]}) == before


def test_the_administrators_rights_stay() -> None:
    root = make.Api(make.user("Root", "admin"), "admin")
    wrong = refused(root, "PUT", "/roles/admin", {"permissions": ["see_orders"]})
    assert {code for _, code in wrong} == {"fixed_right"}
    assert root.call("PUT", "/roles/emperor", {"permissions": []}).status_code == 404
