"""Fields of the shops' own: renamed, put in order, retired, brought back, deleted with their values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from dozvon.clients.actions import define, merge
from dozvon.clients.actions.edit import ClientChanges, edit
from dozvon.clients.errors import BadClient, FieldNotFound
from dozvon.clients.models import Client, ClientField, Merge
from dozvon.clients.queries import every_field, own_fields, values_of
from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts.models import AccountChange
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def source() -> ClientField:
    return define.define_field(SYSTEM, "source", {"ru": "Откуда узнали"}, "choice", ["сайт", "друзья"])


def card(**fields: Any) -> Client:
    client = Client.objects.get(pk=make.order(Shop.objects.first() or make.shop()).client_id)
    return edit(SYSTEM, client.pk, ClientChanges(fields=fields), NOW) if fields else client


def kept(client: Client) -> dict[str, Any]:
    return dict(Client.objects.get(pk=client.pk).fields)


def log() -> list[str]:
    return list(AccountChange.objects.order_by("pk").values_list("kind", flat=True))


def refusal(call: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(BadClient) as refused:
        call()
    return {error.field: error.code for error in refused.value.errors}


def test_a_field_is_called_otherwise_in_each_language(source: ClientField) -> None:
    assert source.title == {"ru": "Откуда узнали", "uk": "Откуда узнали", "en": "Откуда узнали"}
    define.change_field(SYSTEM, "source", {"ru": "Источник", "en": " Came  from "})
    field = ClientField.objects.get()
    assert field.title == {"ru": "Источник", "uk": "Источник", "en": "Came from"}
    assert field.choices == ["сайт", "друзья"]
    assert log() == ["field.added", "field.changed"]
    define.change_field(SYSTEM, "source", field.title, field.choices)
    assert log() == ["field.added", "field.changed"]


def test_a_choice_taken_from_the_list_stays_on_the_card_and_is_given_to_no_other(source: ClientField) -> None:
    client, other = card(source="друзья"), card()
    define.change_field(SYSTEM, "source", choices=["сайт", "реклама"])
    assert kept(client) == {"source": "друзья"}
    edit(SYSTEM, client.pk, ClientChanges(city="Самара", fields={"source": "друзья"}), NOW)
    assert kept(client) == {"source": "друзья"}
    wrong = {"fields.source": "not_choice"}
    assert refusal(lambda: edit(SYSTEM, other.pk, ClientChanges(fields={"source": "друзья"}), NOW)) == wrong


def test_a_renamed_choice_is_renamed_on_the_cards(source: ClientField) -> None:
    friends, site = card(source="друзья"), card(source="сайт")
    field, count = define.rename_choice(SYSTEM, "source", "друзья", "знакомые")
    assert (field.choices, count) == (["сайт", "знакомые"], 1)
    assert (kept(friends), kept(site)) == ({"source": "знакомые"}, {"source": "сайт"})
    assert refusal(lambda: define.rename_choice(SYSTEM, "source", "знакомые", "сайт")) == {"now": "taken"}
    assert refusal(lambda: define.rename_choice(SYSTEM, "source", "нет", "да")) == {"was": "not_choice"}


def test_new_fields_come_last_and_the_order_is_changed_whole(source: ClientField) -> None:
    for code in ("size", "birthday"):
        define.define_field(SYSTEM, code, {}, "text")
    assert [field.code for field in own_fields()] == ["source", "size", "birthday"]
    define.order_fields(SYSTEM, ["birthday", "source", "size"])
    assert [field.code for field in own_fields()] == ["birthday", "source", "size"]
    for wrong in (["birthday"], ["birthday", "source", "source"], ["birthday", "source", "size", "x"]):
        assert refusal(lambda codes=wrong: define.order_fields(SYSTEM, codes)) == {"codes": "not_each_once"}


def test_a_retired_field_keeps_its_values_and_takes_no_others(source: ClientField) -> None:
    client = card(source="сайт")
    define.change_field(SYSTEM, "source", retired=True)
    assert (own_fields(), [field.code for field in every_field()]) == ([], ["source"])
    assert kept(client) == {"source": "сайт"}
    wrong = {"fields.source": "retired_field"}
    assert refusal(lambda: edit(SYSTEM, client.pk, ClientChanges(fields={"source": "друзья"}), NOW)) == wrong
    assert refusal(lambda: edit(SYSTEM, client.pk, ClientChanges(fields={"source": None}), NOW)) == wrong
    define.change_field(SYSTEM, "source", retired=False)
    edit(SYSTEM, client.pk, ClientChanges(fields={"source": "друзья"}), NOW)
    assert log() == ["field.added", "field.retired", "field.restored"]


def test_a_field_is_deleted_by_who_says_how_many_values_go(source: ClientField) -> None:
    clients = [card(source="сайт"), card(source="друзья"), card()]
    define.define_field(SYSTEM, "vip", {}, "flag")
    edit(SYSTEM, clients[2].pk, ClientChanges(fields={"vip": False}), NOW)
    assert (values_of("source"), values_of("vip")) == (2, 0)
    for losing in (0, 1, 3):
        assert refusal(lambda said=losing: define.remove_field(SYSTEM, "source", said)) == {"losing": "values_lost"}
    define.remove_field(SYSTEM, "source", 2)
    assert [kept(client) for client in clients] == [{}, {}, {"vip": False}]
    define.remove_field(SYSTEM, "vip")
    assert not ClientField.objects.exists()
    removed = AccountChange.objects.filter(kind="field.removed").order_by("pk")
    assert [(change.body["text"], change.body["cards"]) for change in removed] == [("source", 2), ("vip", 0)]


def test_a_merge_that_is_undone_brings_no_deleted_field_back(source: ClientField) -> None:
    into, double = card(), card(source="сайт")
    done = merge.merge(SYSTEM, double.pk, into.pk, NOW)
    assert kept(into) == {"source": "сайт"}
    define.remove_field(SYSTEM, "source", 2)
    assert "сайт" not in str(Merge.objects.get().before)
    merge.undo(SYSTEM, done.pk, NOW)
    assert (kept(into), kept(double)) == ({}, {})


def test_only_who_sees_all_shops_deletes(source: ClientField) -> None:
    keeper = make.actor(role="admin", shop_ids=[make.shop("other").pk])
    define.change_field(keeper, "source", {"ru": "Канал"})
    with pytest.raises(NotPermitted):
        define.remove_field(keeper, "source")
    assert ClientField.objects.exists()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"title": {"ru": "x" * 121}}, {"title": "too_long"}),
        ({"choices": []}, {"choices": "missing"}),
        ({"choices": ["a", "  "]}, {"choices": "missing"}),
        ({"choices": ["x" * 121]}, {"choices": "too_long"}),
        ({"choices": [str(number) for number in range(201)]}, {"choices": "too_many"}),
        ({"title": {"ru": "a\x00"}}, {"title": "bad_character"}),
    ],
)
def test_what_is_wrong_with_a_field_is_named(source: ClientField, given: dict[str, Any], wrong: dict[str, str]) -> None:
    assert refusal(lambda: define.change_field(SYSTEM, "source", **given)) == wrong
    assert ClientField.objects.get().choices == ["сайт", "друзья"]


def test_a_field_nobody_defined_is_not_found() -> None:
    with pytest.raises(FieldNotFound):
        define.change_field(SYSTEM, "none\x00", {"ru": "x"})
