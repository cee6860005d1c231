"""Webhooks out: who is told what, in which order, signed how, and that a killed process loses nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
import multiprocessing
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import Settings

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts import people
from dozvon.platform.accounts.access import actor_of
from dozvon.platform.accounts.models import AccountChange, User
from dozvon.platform.outbox import breaker, delivery
from dozvon.platform.outbox.models import Attempt, Outgoing
from dozvon.platform.secrets import rotation
from dozvon.shops.models import Shop
from dozvon.webhooks import actions, following, tasks
from dozvon.webhooks.errors import BadWebhook, WebhookNotFound
from dozvon.webhooks.kinds import kinds
from dozvon.webhooks.models import Webhook
from tests import factories as make
from tests.outside.server import Reply, Server, serving

pytestmark = pytest.mark.django_db(transaction=True)
DOCS = Path(__file__).resolve().parents[2] / "docs" / "howto" / "webhooks.md"
ALL = ("order.received", "order.action")
SHOWN_WITHIN = 60.0
"""Seconds."""


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    with serving() as started:
        yield started


@pytest.fixture(autouse=True)
def no_jobs() -> Iterator[None]:
    yield
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def admin() -> Actor:
    return make.actor("Admin", "admin")


def hook(by: Actor, server: Server, events: tuple[str, ...] = ALL, shop: Shop | None = None) -> actions.Added:
    wait_until_shown()
    return actions.add(by, f"{server.url}/in?key=abc", events, shop)


_HELD = "SELECT EXISTS (SELECT FROM events WHERE xid >= pg_snapshot_xmin(pg_current_snapshot()))"


def wait_until_shown() -> None:
    """A transaction of another test on the same server holds the log back until it ends."""
    until = time.monotonic() + SHOWN_WITHIN
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(_HELD)
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.05)


def follow() -> bool:
    """One step of the follower, once the log shows all that was written."""
    wait_until_shown()
    return bool(following.follow())


def run(at: datetime | None = None) -> None:
    """The follower and all that is due, as the worker does it."""
    while follow():
        pass
    now = at or datetime.now(UTC)
    for _ in range(20):
        due = list(
            Outgoing.objects.filter(state="waiting", due_at__lte=now).order_by("pk").values_list("pk", flat=True)
        )
        if not due:
            return
        for pk in due:
            delivery.deliver(pk, lambda: now)


def bodies(server: Server) -> list[dict[str, Any]]:
    return [json.loads(sent.body) for sent in server.sent]


def told(server: Server) -> list[tuple[str, int]]:
    return [(body["kind"], body["order"]) for body in bodies(server)]


def test_events_of_the_chosen_kinds_come_signed(server: Server, shop: Shop, admin: Actor) -> None:
    before = make.order(shop)
    added = hook(admin, server)
    order = make.order(shop)
    make.no_answer(admin, order)
    run()
    assert told(server) == [("order.received", order.pk), ("order.action", order.pk)]
    assert before.pk not in [number for _, number in told(server)]
    sent, body = server.sent[0], bodies(server)[0]
    assert (body["shop"], body["client"], sent.path) == (shop.code, order.client_id, "/in?key=abc")
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", sent.headers["dozvon-signature"])
    assert found
    right = hmac.new(added.secret.encode(), found[1].encode() + b"." + sent.body, hashlib.sha256).hexdigest()
    assert right == found[2]
    assert (sent.headers["dozvon-event"], sent.headers["dozvon-delivery"]) == ("order.received", body["id"])
    run()
    assert len(server.sent) == 2


def test_the_secret_stands_sealed_and_survives_rotation(server: Server, admin: Actor) -> None:
    added = hook(admin, server)
    assert added.secret not in str(Webhook.objects.values())
    assert added.secret not in str(AccountChange.objects.values())
    assert "key=abc" not in str(AccountChange.objects.values())
    rotation.rotate()
    assert Webhook.objects.get().secret() == added.secret


def test_a_shops_webhook_is_told_of_that_shop_only(server: Server, shop: Shop, admin: Actor) -> None:
    hook(admin, server, shop=shop)
    make.order(make.shop("other"))
    mine = make.order(shop)
    run()
    assert told(server) == [("order.received", mine.pk)]


def test_a_webhook_tells_no_more_than_its_creator_sees(server: Server, shop: Shop, admin: Actor) -> None:
    narrow = make.user("Narrow", "admin", shop_ids=[shop.pk])
    with pytest.raises(BadWebhook):
        hook(actor_of(narrow), server, shop=make.shop("other"))
    hook(actor_of(narrow), server)
    make.order(Shop.objects.get(code="other"))
    mine, late = make.order(shop), make.order(shop)
    follow()
    first, second = Outgoing.objects.order_by("pk")
    delivery.deliver(first.pk, lambda: datetime.now(UTC))
    people.close(admin, narrow.pk)
    delivery.deliver(second.pk, lambda: datetime.now(UTC))
    make.order(shop)
    run()
    assert told(server) == [("order.received", mine.pk)]
    second.refresh_from_db()
    assert (second.state, second.payload["order"], Attempt.objects.latest("pk").reason) == (
        "given_up",
        late.pk,
        "not_allowed",
    )


def test_an_operator_makes_none_and_a_narrow_admin_sees_their_own(server: Server, shop: Shop, admin: Actor) -> None:
    mine = hook(actor_of(make.user("Narrow", "admin", shop_ids=[shop.pk])), server).webhook
    theirs = hook(admin, server).webhook
    narrow = actor_of(User.objects.get(name="Narrow"))
    assert actions.turn(narrow, mine.pk, on=True) == mine
    with pytest.raises(WebhookNotFound):
        actions.turn(narrow, theirs.pk, on=False)
    with pytest.raises(NotPermitted):
        hook(make.actor("Operator"), server)


@pytest.mark.parametrize("url", ["", "nowhere", "ftp://x/y", "https://", "x" * 501])
def test_an_address_that_is_none_is_refused(url: str, admin: Actor) -> None:
    with pytest.raises(BadWebhook):
        actions.add(admin, url, ALL, None)


def test_http_is_refused_where_no_private_network_is_listed(admin: Actor) -> None:
    with pytest.raises(BadWebhook):
        actions.add(admin, "http://shop.example/in", ALL, None)
    assert actions.add(admin, "https://shop.example/in", ALL, None).webhook.is_on


def test_only_kinds_of_orders_and_clients(server: Server, admin: Actor) -> None:
    assert {"order.received", "client.merged"} <= set(kinds())
    for events in (("banner.posted",), ("order.nothing",), ()):
        with pytest.raises(BadWebhook):
            hook(admin, server, events)


def test_events_of_one_order_come_in_order_and_others_do_not_wait(server: Server, shop: Shop, admin: Actor) -> None:
    hook(admin, server)
    stuck, free = make.order(shop), make.order(shop)
    server.answer = lambda sent: Reply(500 if json.loads(sent.body)["order"] == stuck.pk else 200)
    make.no_answer(admin, stuck)
    make.no_answer(admin, free)
    run()
    assert [one for one in told(server) if one[1] == stuck.pk] == [("order.received", stuck.pk)]
    assert [one for one in told(server) if one[1] == free.pk] == [
        ("order.received", free.pk),
        ("order.action", free.pk),
    ]
    server.answer = None
    run(datetime.now(UTC) + timedelta(minutes=1))
    ours = [body for body in bodies(server) if body["order"] == stuck.pk]
    assert [body["kind"] for body in ours] == ["order.received", "order.received", "order.action"]
    assert ours[0]["id"] == ours[1]["id"]


def test_a_receiver_that_stays_down_is_given_up_after_a_day_and_can_be_tried_again(
    server: Server, shop: Shop, admin: Actor
) -> None:
    webhook = hook(admin, server).webhook
    server.reply = Reply(500, b"down")
    make.order(shop)
    now = datetime.now(UTC)
    run(now)
    row = Outgoing.objects.get()
    while row.state == "waiting":
        breaker.reset(row.target)
        delivery.deliver(row.pk, lambda: row.due_at)
        row.refresh_from_db()
    assert row.state == "given_up"
    server.reply = Reply()
    actions.retry(admin, webhook.pk, row.pk, datetime.now(UTC))
    run(datetime.now(UTC) + timedelta(seconds=1))
    assert Outgoing.objects.get().state == "done"


def test_one_that_is_off_is_told_of_nothing_that_happens_meanwhile(server: Server, shop: Shop, admin: Actor) -> None:
    webhook = hook(admin, server).webhook
    make.order(shop)
    follow()
    actions.turn(admin, webhook.pk, on=False)
    run()
    assert (server.sent, Outgoing.objects.get().state) == ([], "given_up")
    make.order(shop)
    wait_until_shown()
    actions.turn(admin, webhook.pk, on=True)
    latest = make.order(shop)
    run()
    assert told(server) == [("order.received", latest.pk)]


def test_one_that_is_removed_leaves_nothing(server: Server, shop: Shop, admin: Actor) -> None:
    webhook = hook(admin, server).webhook
    make.order(shop)
    run()
    actions.remove(admin, webhook.pk)
    assert not Webhook.objects.exists()
    assert not Outgoing.objects.exists()
    assert not Attempt.objects.exists()
    make.order(shop)
    run()
    assert [change.kind for change in AccountChange.objects.filter(kind__startswith="webhook").order_by("pk")] == [
        "webhook.added",
        "webhook.removed",
    ]


def test_two_followers_at_once_put_each_event_in_once(server: Server, shop: Shop, admin: Actor) -> None:
    hook(admin, server)
    orders = [make.order(shop) for _ in range(5)]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=following.follow) for _ in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    follow()
    rows = Outgoing.objects.order_by("pk")
    assert [row.payload["order"] for row in rows] == [order.pk for order in orders]


def _follow_for_ever() -> None:
    while True:
        following.follow()


def test_followers_killed_at_any_moment_lose_and_double_nothing(server: Server, shop: Shop, admin: Actor) -> None:
    hook(admin, server)
    fork, orders = multiprocessing.get_context("fork"), []
    for number in range(8):
        connections.close_all()
        child = fork.Process(target=_follow_for_ever)
        child.start()
        orders += [make.order(shop) for _ in range(3)]
        time.sleep(0.03 * number)
        assert child.pid
        os.kill(child.pid, signal.SIGKILL)
        child.join()
    while follow():
        pass
    assert [row.payload["order"] for row in Outgoing.objects.order_by("pk")] == [order.pk for order in orders]


def test_the_worker_finds_the_follower() -> None:
    assert tasks.follow() is False


# The receivers of the how-to


def receiver(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    assert len(found[1].splitlines()) <= 25
    return found[1]


@pytest.mark.parametrize("language", ["python", "php"])
def test_the_receivers_of_the_how_to_take_what_is_ours_once(
    language: str, shop: Shop, admin: Actor, settings: Settings, tmp_path: Path
) -> None:
    if language == "php" and shutil.which("php") is None:
        pytest.skip("there is no php here; Debian has it as php-cli")
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    added = actions.add(admin, f"http://127.0.0.1:{port}/", ALL, None)
    file = tmp_path / ("receiver.py" if language == "python" else "receiver.php")
    file.write_text(receiver(language), encoding="utf-8")
    started = [sys.executable, str(file), str(port)]
    if language == "php":
        started = ["php", "-q", "-S", f"127.0.0.1:{port}", str(file)]
    given = {"PATH": os.environ["PATH"], "DOZVON_WEBHOOK_SECRET": added.secret, "TMPDIR": str(tmp_path)}
    out = (tmp_path / "out").open("w")
    process = subprocess.Popen(started, env=given, stdout=out, stderr=out, cwd=tmp_path)
    try:
        _wait_for(port)
        order = make.order(shop)
        run()
        row = Outgoing.objects.get()
        assert (row.state, Attempt.objects.get().status) == ("done", 204)
        Outgoing.objects.filter(pk=row.pk).update(state="waiting")
        run()
        assert Attempt.objects.latest("pk").status == 204
        Webhook.objects.update(sealed_secret=actions.sealing.seal("webhook", added.webhook.pk, "another"))
        Outgoing.objects.filter(pk=row.pk).update(state="waiting")
        run()
        assert Attempt.objects.latest("pk").status == 401
    finally:
        process.terminate()
        process.wait()
        out.close()
    assert (tmp_path / "out").read_text().count(f"order.received {order.pk}") == 1


def _wait_for(port: int) -> None:
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the receiver did not start")


# The API


def test_webhooks_by_api(server: Server, shop: Shop) -> None:
    api = make.Api(make.user("Admin", "admin"), "admin")
    made = api.post("/webhooks", {"url": server.url, "events": list(ALL), "shop": shop.code})
    assert (made["shop"], made["state"], made["created_by"], len(made["secret"]) > 30) == (
        shop.code,
        "on",
        "Admin",
        True,
    )
    shown = {name: value for name, value in made.items() if name != "secret"}
    assert api.get(f"/webhooks/{made['id']}") == shown
    assert api.get("/webhooks") == {"items": [shown], "next_cursor": None}
    order = make.order(shop)
    run()
    page = api.get(f"/webhooks/{made['id']}/deliveries")
    one = page["items"][0]
    assert (one["kind"], one["order"], one["state"], one["attempts"]) == ("order.received", order.pk, "done", 1)
    assert (one["tries"][0]["status"], one["tries"][0]["reason"]) == (200, "")
    assert api.post(f"/webhooks/{made['id']}/deliveries/{one['id']}/retry")["state"] == "done"
    assert api.post(f"/webhooks/{made['id']}/off")["state"] == "off"
    assert api.post(f"/webhooks/{made['id']}/on")["state"] == "on"
    api.ok("DELETE", f"/webhooks/{made['id']}", None)
    assert api.refused("GET", f"/webhooks/{made['id']}")["status"] == 404


def test_lists_come_in_pages(server: Server, shop: Shop) -> None:
    api = make.Api(make.user("Admin", "admin"), "admin")
    ids = [api.post("/webhooks", {"url": server.url, "events": ["order.received"]})["id"] for _ in range(3)]
    first = api.get("/webhooks?limit=2")
    assert [one["id"] for one in first["items"]] == ids[:0:-1]
    rest = api.get(f"/webhooks?limit=2&cursor={first['next_cursor']}")
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == (ids[:1], None)


@pytest.mark.parametrize(
    "body, wrong",
    [
        ({"url": "nowhere", "events": ["order.received"]}, {"url": "bad_address"}),
        ({"url": "https://x.example", "events": ["order.none"]}, {"events": "unknown"}),
        ({"url": "https://x.example", "events": ["order.received"], "shop": "none"}, {"shop": "unknown_shop"}),
    ],
)
def test_what_is_wrong_is_named(body: dict[str, Any], wrong: dict[str, str]) -> None:
    api = make.Api(make.user("Admin", "admin"), "admin")
    assert make.fields(api.refused("POST", "/webhooks", body)) == wrong


def test_others_may_not(server: Server) -> None:
    for role, scope in (("operator", "admin"), ("head", "admin"), ("admin", "desk")):
        api = make.Api(make.user(role=role), scope)
        assert api.refused("GET", "/webhooks")["status"] == 403
        assert api.refused("POST", "/webhooks", {"url": server.url, "events": ["order.received"]})["status"] == 403
