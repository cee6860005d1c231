"""What a client may ask for, by the office, the API and the commands; and the reading of the access log."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser

from dozvon.clients.actions import merge
from dozvon.clients.models import Client
from dozvon.config import cli
from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access
from dozvon.privacy.dossier import dossier
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
PHONE = "+79162223344"


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def admin() -> Browser:
    make.user("Admin", "admin", password=PASSWORD, language="en")
    return browser_of("Admin")


@pytest.fixture
def order(shop: Shop) -> Order:
    """A client with one closed order."""
    made = make.order(shop, NOW, client={"name": "Olga Semenova", "phone": PHONE}, comment="at the gate")
    return make.act(make.actor("Anna"), made, "refuse", NOW, call="made", problem="other", comment="bought elsewhere")


def test_the_dossier_holds_everything_of_the_person_and_nothing_of_others(shop: Shop, order: Order) -> None:
    twin = make.order(shop, NOW, client={"name": "O. Semenova", "phone": make.phone()}, comment="another card")
    other = make.order(shop, NOW, client={"name": "Stranger Danger", "phone": make.phone()})
    merge.merge(SYSTEM, twin.client_id, order.client_id, NOW)
    make.Api(make.user("Looker", "head")).get(f"/clients/{order.client_id}")
    for asked in (order.client_id, twin.client_id):
        held = dossier(SYSTEM, asked, NOW)
        text = json.dumps(held, ensure_ascii=False)
        for word in (
            "Olga Semenova",
            "O. Semenova",
            PHONE,
            "at the gate",
            "bought elsewhere",
            "another card",
            "Looker",
        ):
            assert word in text, word
        assert "Stranger" not in text
        assert [one["number"] for one in held["orders"]] == [order.number, twin.number]
        assert len(held["intakes"]) == 2
        assert other.pk not in {event["order_id"] for event in held["history"]}


def test_who_is_limited_to_shops_gives_out_what_they_see(shop: Shop, order: Order) -> None:
    make.order(make.shop("other"), NOW, client={"name": "Olga Semenova", "phone": PHONE}, comment="elsewhere")
    held = dossier(make.actor(role="director", shop_ids=[shop.pk]), order.client_id, NOW)
    assert "elsewhere" not in json.dumps({name: held[name] for name in ("orders", "intakes")}).replace(
        "bought elsewhere", ""
    )
    assert {event["shop"] for event in held["history"]} <= {"main", None}


def test_the_page_gives_the_file_and_tells_who_looked(admin: Browser, order: Order) -> None:
    address = f"/office/clients/{order.client_id}/"
    page = admin.get(address).content.decode()
    assert "Olga Semenova" in page
    assert "+7 916 222-33-44" in page
    assert f"№ {order.number}" in page
    answer = admin.get(f"{address}data.zip")
    assert answer["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert sorted(packed.namelist()) == ["client.css", "client.html", "client.json"]
        html = packed.read("client.html").decode()
        assert json.loads(packed.read("client.json"))["clients"][0]["name"] == "Olga Semenova"
    assert "Olga Semenova" in html
    assert "bought elsewhere" in html
    assert "All data of a client as a file" in admin.get(address).content.decode()
    assert admin.get(f"{address}data.xml").status_code == 404
    assert admin.get("/office/clients/999999/").status_code == 404


def test_the_card_of_an_order_leads_there_for_who_may(admin: Browser, order: Order) -> None:
    link = f"/office/clients/{order.client_id}/"
    assert link in admin.get(f"/orders/{order.pk}/").content.decode()
    make.user("Boris", "operator", password=PASSWORD)
    assert link not in browser_of("Boris").get(f"/orders/{order.pk}/").content.decode()


def test_the_office_erases_after_a_second_confirmation(admin: Browser, order: Order) -> None:
    address = f"/office/clients/{order.client_id}/"
    for confirm in ("", "0", "x" * 20):
        refused = admin.post(f"{address}erase", {"reason": "Letter 12", "confirm": confirm})
        assert refused.status_code == 422
        assert f"Type the client&#39;s number, {order.client_id}, to confirm." in refused.content.decode()
        assert 'value="Letter 12"' in refused.content.decode()
    assert Client.objects.get(pk=order.client_id).name
    done = admin.post(f"{address}erase", {"reason": "Letter 12", "confirm": str(order.client_id)}, follow=True)
    assert "The client&#39;s data are erased." in done.content.decode()
    assert "Erase for good" not in done.content.decode()
    assert Client.objects.get(pk=order.client_id).name == ""


def test_an_open_order_is_named_before_anybody_asks(admin: Browser, shop: Shop) -> None:
    order = make.order(shop)
    page = admin.get(f"/office/clients/{order.client_id}/").content.decode()
    assert f"This client has open orders: № {order.number}." in page
    assert "Erase for good" not in page


def test_the_api_gives_out_and_erases(order: Order) -> None:
    api = make.Api(make.user("Admin", "admin"), "admin")
    path = f"/clients/{order.client_id}"
    assert api.get(f"{path}/dossier")["clients"][0]["name"] == "Olga Semenova"
    refused = api.refused("POST", f"{path}/erase", {"reason": "", "confirm": 1})
    assert make.fields(refused) == {"reason": "missing", "confirm": "not_confirmed"}
    done = api.post(f"{path}/erase", {"reason": "Letter 12", "confirm": order.client_id})
    assert (done["clients"], done["orders"]) == (1, 1)
    assert api.get(f"{path}/dossier")["clients"][0]["contacts"] == []


def test_the_log_is_read_by_person_client_and_time(order: Order) -> None:
    anna, boris = make.user("Anna K", "head"), make.user("Boris", "head")
    other = make.order(Shop.objects.get())
    make.Api(anna).get(f"/orders/{order.pk}")
    make.Api(boris).get(f"/orders/{order.pk}")
    make.Api(boris).get(f"/orders/{other.pk}")
    make.Api(boris).get("/orders?q=Semenova")
    admin = make.Api(make.user("Admin", "admin"), "admin")

    def seen(query: str) -> list[tuple[str, str]]:
        return [(look["actor"], look["what"]) for look in admin.get(f"/looks?{query}")["items"]]

    assert seen(f"user={anna.pk}") == [("Anna K", "order")]
    assert seen(f"client={order.client_id}") == [("Boris", "orders.list"), ("Boris", "order"), ("Anna K", "order")]
    assert seen(f"user={boris.pk}&client={other.client_id}") == [("Boris", "order")]
    assert admin.get(f"/looks?user={boris.pk}")["items"][0]["detail"] == "Semenova"
    soon = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert seen(f"since={soon}") == []
    assert len(seen(f"until={soon}")) == 4
    everything, cursor = [], ""
    while True:
        page = admin.get(f"/looks?limit=1&cursor={cursor}" if cursor else "/looks?limit=1")
        everything += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert [look["id"] for look in everything] == list(Access.objects.order_by("-pk").values_list("pk", flat=True))


def test_the_log_in_the_office_narrows_and_goes_on(admin: Browser, order: Order) -> None:
    Access.objects.bulk_create(
        Access(what="order.card", actor_label=f"Person {at}", client_ids=[order.client_id]) for at in range(150)
    )
    first = admin.get("/office/looks/", {"client": order.client_id})
    older = first.content.decode().split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Person 149<" in first.content.decode()
    second = admin.get(f"/office/looks/{older}").content.decode()
    assert "Person 0<" in second
    assert "Person 149<" not in second
    assert "Nobody looked" in admin.get("/office/looks/?since=2100-01-01").content.decode()
    assert admin.get("/office/looks/?cursor=junk").status_code == 404
    make.user("Local", "director", password=PASSWORD, shop_ids=[Shop.objects.get().pk])
    assert browser_of("Local").get("/office/looks/").status_code == 403


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work on the test's own database instead of an installation."""
    monkeypatch.setattr(_installation, "prepare", lambda: None)
    monkeypatch.setattr(_installation, "leave", lambda: None)


@pytest.mark.usefixtures("command")
def test_the_commands_give_out_and_erase(order: Order, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "client.zip"
    assert cli.main(["client", "export", PHONE, str(file)]) == 0
    assert zipfile.is_zipfile(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert cli.main(["client", "export", str(order.client_id), str(tmp_path / "client.json")]) == 0
    assert cli.main(["client", "erase", PHONE, "--reason", "Letter 12"]) == 2
    assert f"{order.client_id}, to confirm" in capsys.readouterr().err
    assert cli.main(["client", "erase", PHONE, "--reason", "Letter 12", "--confirm", str(order.client_id)]) == 0
    assert "1 cards, 1 orders" in capsys.readouterr().out
    assert cli.main(["client", "export", PHONE, str(file)]) == 2
    assert "no client" in capsys.readouterr().err


@pytest.mark.usefixtures("command")
@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["export", "1", "client.txt"], "must end with"),
        (["export", "999999", "/tmp/none.zip"], "no client 999999"),
        (["erase", "999999", "--reason", "x"], "no client 999999"),
    ],
)
def test_what_a_command_cannot_do_is_one_sentence(
    words: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["client", *words]) == 2
    assert part in capsys.readouterr().err


def test_the_log_names_a_list_as_the_desk_does_and_leaves_what_was_typed(admin: Browser, order: Order) -> None:
    # A later shop calls the same tab otherwise; the desk's word is that of the first.
    make.shop("school", "school")
    for what, detail in [
        ("orders.list", "new"),
        ("orders.list", "in_progress"),
        ("orders.list", "day"),
        ("clients.list", "day"),
    ]:
        Access.objects.create(what=what, detail=detail, actor_label="Ira", client_ids=[order.client_id])
    shown = " ".join(admin.get("/office/looks/").content.decode().split())
    assert 'New <span class="dz-quiet">new</span>' in shown
    assert 'In progress <span class="dz-quiet">in_progress</span>' in shown
    assert shown.count('My day <span class="dz-quiet">day</span>') == 1
    assert '<td class="dz-cell-list"> day </td>' in shown
