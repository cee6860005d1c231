"""The pages of client fields: changed, moved, retired, brought back, deleted; nothing is lost by surprise."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.test import Client as Browser

from dozvon.clients.actions.define import define_field
from dozvon.clients.models import Client, ClientField
from dozvon.core.actor import SYSTEM
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

PAGE = "/office/fields/source/"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def source(shop: Shop) -> ClientField:
    return define_field(SYSTEM, "source", {"ru": "Откуда", "en": "Source"}, "choice", ["Site", "Friends"])


def holder(shop: Shop, value: str) -> int:
    pk = make.order(shop).client_id
    Client.objects.filter(pk=pk).update(fields={"source": value})
    return pk


def held(client_id: int) -> dict[str, Any]:
    return dict(Client.objects.get(pk=client_id).fields)


def test_titles_and_choices_are_changed_and_a_choice_in_use_stays_readable(
    admin: Browser, shop: Shop, source: ClientField
) -> None:
    order = make.order(shop)
    Client.objects.filter(pk=order.client_id).update(fields={"source": "Friends"})
    form = {"title_ru": "Источник", "title_uk": "Джерело", "title_en": "Came from", "choices": "Advert\n\nSite\n"}
    assert admin.post(PAGE, form).status_code == 303
    field = ClientField.objects.get()
    assert (field.title["uk"], field.choices) == ("Джерело", ["Advert", "Site"])
    assert "Came from" in text(admin.get("/office/fields/"))
    about = f"/orders/{order.pk}/about"
    assert '<option value="Friends" selected' in " ".join(text(admin.get(about)).split())
    log = text(admin.get("/office/account-log/"))
    assert "Client field changed" in log
    assert "Title in Ukrainian: Откуда → Джерело" in log
    assert "Choices: Site, Friends → Advert, Site" in log


def test_a_mistake_stands_beside_its_field_and_what_was_typed_stays(admin: Browser, source: ClientField) -> None:
    refused = admin.post(PAGE, {"title_ru": "Мой источник", "choices": " \n"})
    assert refused.status_code == 422
    assert 'id="field-choices-error"' in text(refused)
    assert 'value="Мой источник"' in text(refused)
    assert ClientField.objects.get().choices == ["Site", "Friends"]


def test_a_choice_is_renamed_on_the_cards(admin: Browser, shop: Shop, source: ClientField) -> None:
    client = holder(shop, "Friends")
    assert admin.post(f"{PAGE}choice", {"was": "Friends", "now": "Word of mouth"}).status_code == 303
    assert held(client) == {"source": "Word of mouth"}
    refused = admin.post(f"{PAGE}choice", {"was": "Site", "now": ""})
    assert (refused.status_code, 'id="field-now-error"' in text(refused)) == (422, True)


def test_fields_change_places(admin: Browser, source: ClientField) -> None:
    for code in ("size", "birthday"):
        define_field(SYSTEM, code, {}, "text")

    def order() -> list[str]:
        return list(ClientField.objects.values_list("code", flat=True))

    admin.post("/office/fields/birthday/move", {"way": "up"})
    assert order() == ["source", "birthday", "size"]
    admin.post("/office/fields/source/move", {"way": "up"})
    assert order() == ["source", "birthday", "size"]
    admin.post("/office/fields/source/move", {"way": "down"})
    assert order() == ["birthday", "source", "size"]
    assert admin.post("/office/fields/none/move", {"way": "up"}).status_code == 404


def test_a_retired_field_leaves_the_card_and_comes_back_with_its_values(
    admin: Browser, shop: Shop, source: ClientField
) -> None:
    order = make.order(shop)
    Client.objects.filter(pk=order.client_id).update(fields={"source": "Site"})
    admin.post(f"{PAGE}retire")
    assert "own.source" not in text(admin.get(f"/orders/{order.pk}/about"))
    assert "retired" in text(admin.get("/office/fields/"))
    assert held(order.client_id) == {"source": "Site"}
    admin.post(f"{PAGE}restore")
    assert "own.source" in text(admin.get(f"/orders/{order.pk}/about"))


def test_a_field_in_use_is_deleted_only_by_typing_how_many_cards_lose_it(
    admin: Browser, shop: Shop, source: ClientField
) -> None:
    clients = [holder(shop, "Site"), holder(shop, "Friends")]
    assert "2 cards have something in this field and would lose it." in text(admin.get(PAGE))
    for typed in ("", "1", "two"):
        refused = admin.post(f"{PAGE}remove", {"losing": typed})
        assert (refused.status_code, 'id="field-losing-error"' in text(refused)) == (422, True)
    assert ClientField.objects.exists()
    assert admin.post(f"{PAGE}remove", {"losing": "2"}).status_code == 303
    assert [held(client) for client in clients] == [{}, {}]
    assert "cards: 2" in text(admin.get("/office/account-log/"))
    assert admin.get(PAGE).status_code == 404


def test_a_field_of_nobody_is_deleted_at_once(admin: Browser, source: ClientField) -> None:
    assert "No card has anything in this field." in text(admin.get(PAGE))
    assert admin.post(f"{PAGE}remove").status_code == 303
    assert not ClientField.objects.exists()


def test_who_keeps_one_shop_deletes_nothing(shop: Shop, source: ClientField) -> None:
    make.user("Keeper", "admin", password=PASSWORD, shop_ids=[shop.pk], language="en")
    keeper = browser_of("Keeper")
    assert "Delete for good" not in text(keeper.get(PAGE))
    assert keeper.post(f"{PAGE}remove").status_code == 403
    assert ClientField.objects.exists()
