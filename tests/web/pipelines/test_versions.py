"""Versions in the browser: read, compared in words, exported, brought in, put back, published with a mapping."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from dozvon import presets
from dozvon.core.actor import SYSTEM
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.load import dump, read
from dozvon.orders.models import Order
from dozvon.pipelines.models import PipelineVersion
from dozvon.publishing.actions.publish import publish
from dozvon.shops.models import Shop
from tests import factories as make
from tests.publishing.test_publish import without

DOCUMENT = presets.preset("shop").model_dump(mode="json", exclude_none=True)


def toml(pipeline: Pipeline) -> str:
    return dump(pipeline)


def bring_in(head: Client, text: str) -> HttpResponse:
    file = SimpleUploadedFile("mine.toml", text.encode())
    answer: HttpResponse = head.post("/office/pipelines-import", {"file": file})
    return answer


def slower() -> Pipeline:
    document: dict[str, Any] = deepcopy(DOCUMENT)
    document["ladders"][0]["steps"][1] = "45m"
    return Pipeline.model_validate(document)


def html(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


def test_what_is_exported_can_be_brought_in_again(head: Client) -> None:
    text = head.get("/office/pipelines/shop/1/toml").content.decode()
    assert read(text, "shop") == presets.preset("shop")
    assert bring_in(head, text)["Location"] == "/office/pipelines/shop/publish"
    assert "Nothing differs" in html(head.get("/office/pipelines/shop/publish"))


def test_a_changed_step_reads_as_a_sentence_before_and_after_publication(head: Client, shop: Shop) -> None:
    bring_in(head, toml(slower()))
    for page in ("/office/pipelines/shop/publish", "/office/pipelines/shop/differences"):
        shown = html(head.get(page))
        assert "<strong>Ladder «No answer»</strong> <span>step 2</span> <del>3 min</del>" in shown, page
        assert "<ins>45 min</ins>" in shown
        if page.endswith("publish"):
            assert head.post(page)["Location"] == "/office/pipelines/shop/?told=published"
    shop.refresh_from_db()
    assert (shop.pipeline.number, shop.pipeline.author.name) == (2, "Marina")


def test_every_mistake_of_a_file_is_named_and_nothing_is_kept(head: Client) -> None:
    text = toml(presets.preset("shop")).replace('to = "confirmed"', 'to = "confirmd"', 1)
    answer = bring_in(head, text)
    assert answer.status_code == 422
    assert "<code>actions.confirm.to</code> unknown status `confirmd`" in html(answer)
    assert head.get("/office/pipelines/shop/publish").status_code == 404
    for bad in ("not = = toml", "\x00"):
        assert bring_in(head, bad).status_code == 422
    assert head.post("/office/pipelines-import", {}).status_code == 422
    assert head.post("/office/pipelines-import", {"file": SimpleUploadedFile("x.toml", b"\xff\xfe")}).status_code == 422


def test_an_older_version_put_back_is_a_new_one(head: Client) -> None:
    bring_in(head, toml(slower()))
    head.post("/office/pipelines/shop/publish")
    assert head.post("/office/pipelines/shop/1/back")["Location"] == "/office/pipelines/shop/publish"
    assert "<del>45 min</del>" in html(head.get("/office/pipelines/shop/publish"))
    head.post("/office/pipelines/shop/publish")
    newest = PipelineVersion.objects.order_by("-number").first()
    assert newest is not None
    assert (newest.number, newest.document) == (3, PipelineVersion.objects.get(number=1).document)


def test_a_pipeline_nobody_changed_is_offered_as_the_program_brings_it_today(head: Client) -> None:
    note = "The program now comes with another version"
    assert note not in html(head.get("/office/pipelines/shop/"))
    publish(SYSTEM, slower(), datetime.now(UTC))
    assert note in html(head.get("/office/pipelines/shop/"))
    assert "the program has another" in html(head.get("/office/pipelines/"))
    answer = head.post("/office/pipelines/shop/shipped")
    assert answer["Location"] == "/office/pipelines/shop/publish"
    assert "<del>45 min</del>" in html(head.get("/office/pipelines/shop/publish"))
    assert head.post("/office/pipelines/nothing/shipped").status_code == 404


def test_a_pipeline_of_ones_own_is_not_offered_another(head: Client) -> None:
    bring_in(head, toml(slower()))
    head.post("/office/pipelines/shop/publish")
    assert "The program now comes with" not in html(head.get("/office/pipelines/shop/"))
    assert "the program has another" not in html(head.get("/office/pipelines/"))


def test_publishing_asks_where_the_orders_of_a_dropped_status_go(head: Client, shop: Shop) -> None:
    at = datetime.now(UTC) + timedelta(hours=2)
    order = make.act(make.actor(), make.order(shop), "call_later", call="made", comment="later", call_back_at=at)
    bring_in(head, toml(without("in_progress")))
    page = "/office/pipelines/shop/publish"
    assert 'name="move.in_progress"' in html(head.get(page))
    refused = head.post(page, {"move.in_progress": ""})
    assert (refused.status_code, "Say where these orders go." in html(refused)) == (422, True)
    assert head.post(page, {"move.in_progress": "nowhere"}).status_code == 422
    assert head.post(page, {"move.in_progress": "no_answer"}).status_code == 303
    order = Order.objects.get(pk=order.pk)
    assert (order.status, order.task_kind) == ("no_answer", "call")


def test_one_press_does_not_throw_the_draft_away(head: Client) -> None:
    bring_in(head, toml(slower()))
    page = html(head.get("/office/pipelines/shop/publish"))
    asking = page[page.index('<details class="dz-menu') : page.index("Yes, discard all its changes")]
    assert 'action="/office/pipelines/shop/drop"' in asking
    assert page.count('action="/office/pipelines/shop/drop"') == 1
    assert head.post("/office/pipelines/shop/drop").status_code == 303
    assert head.get("/office/pipelines/shop/publish").status_code == 404


def test_a_closed_order_keeps_the_words_of_a_status_that_is_gone(head: Client, shop: Shop) -> None:
    order = make.act(
        make.actor(), make.order(shop), "invalid", choice="wrong_number", call="not_made", comment="a cafe"
    )

    def drop(document: dict[str, Any]) -> None:
        document["actions"] = [
            action
            for action in document["actions"]
            if "invalid" not in {action["to"], *(item.get("to") for item in action.get("choices", []))}
        ]

    bring_in(head, toml(without("invalid", drop)))
    assert head.post("/office/pipelines/shop/publish").status_code == 303
    assert "Invalid" in html(head.get(f"/orders/{order.pk}/"))


def test_versions_are_readable_as_pages(head: Client) -> None:
    shown = html(head.get("/office/pipelines/shop/1/"))
    for words in ("Quick redial", "unanswered calls: 0–3", "No answer", "3 min → 3 min → 3 min", "again every 1 h"):
        assert words in shown, words
