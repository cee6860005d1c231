"""The editor: what is typed is kept, told of where it is wrong, followed where codes change, and published."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from dozvon import presets
from dozvon.core.pipeline.differences import differences
from dozvon.core.pipeline.document import Pipeline
from dozvon.publishing.models import PipelineDraft
from dozvon.shops.models import Shop
from dozvon.web.pipelines.editor import KEYS
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of
from tests.web.pipelines.forms import Form

SIDE = {"HX-Request": "true"}


def page(section: str, code: str = "shop") -> str:
    return f"/office/pipelines/{code}/draft/{section}"


def draft(code: str = "shop") -> dict[str, Any]:
    document: dict[str, Any] = PipelineDraft.objects.get(code=code).document
    return document


def form(head: Client, address: str) -> Form:
    return Form(head.get(address).content.decode())


@pytest.fixture
def writing(head: Client) -> Client:
    """The head in her draft of the shop's pipeline."""
    assert head.post("/office/pipelines/shop/draft")["Location"] == page("statuses")
    return head


@pytest.mark.parametrize("preset", presets.names())
def test_a_page_sent_as_it_stands_changes_nothing(head: Client, preset: str) -> None:
    make.shop("second", preset)
    head.post(f"/office/pipelines/{preset}/draft")
    before = presets.preset(preset)
    pages = [page(section, preset) for section in KEYS]
    pages += [f"{page('actions', preset)}?part={number}" for number in range(len(before.actions))]
    for address in pages:
        assert head.post(address, form(head, address).sent).status_code == 303, address
        assert differences(before, Pipeline.model_validate(draft(preset))) == [], address


def test_what_is_typed_is_kept_and_mistakes_are_told_beside_it(writing: Client) -> None:
    typed = form(writing, page("ladders")).sent
    typed["ladders.0.steps.count"][1] = "soon"
    answer = writing.post(page("ladders"), typed, headers=SIDE).content.decode()
    assert 'data-at="ladders.0.steps.1"' in answer
    typed["ladders.0.steps.count"][1] = "45"
    answer = writing.post(page("ladders"), typed, headers=SIDE).content.decode()
    assert ("data-at" in answer, "data-preview" in answer) == (False, True)
    assert draft()["ladders"][0]["steps"] == ["3m", "45m", "3m"]
    typed["ladders.0.steps.count"][1] = ""
    writing.post(page("ladders"), typed)
    assert draft()["ladders"][0]["steps"] == ["3m", "3m"]


def test_the_preview_tells_the_calls_by_the_clients_clock(writing: Client) -> None:
    typed = form(writing, page("ladders")).sent
    typed |= {"trial.zone": ["Asia/Vladivostok"], "trial.at": ["2026-11-25T14:00"]}
    answer = writing.post(page("ladders"), typed, headers=SIDE).content.decode()
    assert "21:00 → 21:03, 21:06, 21:09, 22:09, 23:09, tomorrow 00:09 …, by the client" in answer
    typed["trial.zone"] = ["Mars/Olympus"]
    writing.post(page("ladders"), typed, headers=SIDE)
    assert "There is no such time zone." in writing.get(f"{page('ladders')}?trial.zone=Mars/Olympus").content.decode()


def test_parts_are_added_moved_and_removed(writing: Client) -> None:
    typed = form(writing, page("queues")).sent
    answer = writing.post(page("queues"), typed | {"do": ["add:queues"]})
    assert answer["Location"].endswith("#c-queues.7")
    assert draft()["queues"][7]["code"] == "tab_8"
    for deed, codes in (("up:queues.1", ["quick_callback", "new"]), ("remove:queues.0", ["new", "in_progress"])):
        typed = form(writing, page("queues")).sent
        writing.post(page("queues"), typed | {"do": [deed]})
        assert [queue["code"] for queue in draft()["queues"]][:2] == codes
    for deed in ("up:queues.0", "remove:queues.99", "remove:nothing.0", "add:nothing", "add:", "burn", "up:queues.x"):
        typed = form(writing, page("queues")).sent
        assert writing.post(page("queues"), typed | {"do": [deed]}).status_code == 404, deed


def test_a_changed_code_is_followed_and_a_removed_one_forgotten(writing: Client) -> None:
    typed = form(writing, page("statuses")).sent
    typed["statuses.2.code"] = ["talking"]
    writing.post(page("statuses"), typed)
    changed = draft()
    assert "talking" in changed["queues"][2]["where"]["statuses"]
    assert next(action for action in changed["actions"] if action["code"] == "call_later")["to"] == "talking"
    typed = form(writing, page("statuses")).sent
    writing.post(page("statuses"), typed | {"do": ["remove:statuses.2"]})
    assert "talking" not in str(draft()["queues"])
    side = writing.get(page("actions")).content.decode()
    assert "unknown status `talking`" in side
    refused = writing.post("/office/pipelines/shop/publish")
    assert (refused.status_code, "unknown status" in refused.content.decode()) == (422, True)


def test_a_form_of_an_older_shape_is_not_taken(writing: Client) -> None:
    typed = form(writing, page("queues")).sent
    writing.post(page("queues"), typed | {"do": ["add:queues"]})
    answer = writing.post(page("queues"), typed, headers=SIDE)
    assert (answer.status_code, "told=moved" in answer["HX-Redirect"]) == (409, True)
    assert "told=moved" in writing.post(page("queues"), typed)["Location"]


def test_moves_down_are_ticked_for_a_role(writing: Client) -> None:
    address = f"{page('matrix')}?role=operator"
    typed = form(writing, address).sent
    writing.post(page("matrix"), typed | {"move.in_progress.new": ["", "1"]})
    moves = {(move["source"], move["to"]): move["roles"] for move in draft()["matrix"]}
    assert moves["in_progress", "new"] == ["operator"]
    assert "head" in moves["no_answer", "new"]
    typed = form(writing, address).sent
    assert typed["move.in_progress.new"] == ["", "1"]
    writing.post(page("matrix"), typed | {"move.in_progress.new": [""]})
    assert Pipeline.model_validate(draft()) == presets.preset("shop")


def test_the_draft_is_the_authors_alone(writing: Client, shop: Shop) -> None:
    make.user("Lena", "head", password=PASSWORD, language="en")
    assert browser_of("Lena").get(page("statuses")).status_code == 404
    assert writing.get(page("nothing")).status_code == 404
    assert writing.post("/office/pipelines/nothing/draft").status_code == 404


def test_a_step_changed_in_the_editor_is_what_the_desk_works_by(writing: Client, shop: Shop) -> None:
    typed = form(writing, page("ladders")).sent
    typed["ladders.0.steps.count"][0] = "20"
    writing.post(page("ladders"), typed)
    writing.post("/office/pipelines/shop/publish")
    order = make.no_answer(make.actor(), make.order(shop))
    assert order.task_due_at is not None
    assert order.last_call_at is not None
    assert (order.task_due_at - order.last_call_at).total_seconds() == 20 * 60


def deed(head: Client, section: str, done: str) -> str:
    """A button of that page pressed; where it leads."""
    sent = form(head, page(section)).sent | {"do": [done]}
    location: str = head.post(page(section), sent)["Location"]
    return location


@pytest.mark.parametrize(
    ("section", "path", "name"),
    [
        ("statuses", "statuses.1", "No answer"),
        ("actions", "actions.0", "Confirm"),
        ("ladders", "ladders.0.steps.1", "3 min"),
    ],
)
def test_a_removed_part_comes_back_by_one_press(writing: Client, section: str, path: str, name: str) -> None:
    # The page sent as it stands is what a press of any button keeps.
    writing.post(page(section), form(writing, page(section)).sent)
    before = draft()
    deed(writing, section, f"remove:{path}")
    shown = writing.get(page(section)).content.decode()
    assert f"Removed: {name}" in shown
    assert draft() != before
    deed(writing, section, "back")
    assert draft() == before
    assert "Removed:" not in writing.get(page(section)).content.decode()


def test_what_was_typed_after_a_removal_is_not_lost_by_its_undo(writing: Client) -> None:
    deed(writing, "statuses", "remove:statuses.1")
    typed = form(writing, page("ladders")).sent
    typed["ladders.0.steps.count"][1] = "45"
    assert "Removed:" not in writing.post(page("ladders"), typed, headers=SIDE).content.decode()
    after = draft()
    assert "told=moved" in deed(writing, "statuses", "back")
    assert draft() == after


def test_what_was_typed_in_the_breath_of_a_removal_stays_after_its_undo(writing: Client) -> None:
    sent = form(writing, page("ladders")).sent
    sent["ladders.0.steps.count"][0] = "9"
    writing.post(page("ladders"), sent | {"do": ["remove:ladders.0.steps.1"]})
    deed(writing, "ladders", "back")
    assert draft()["ladders"][0]["steps"] == ["9m", "3m", "3m"]


def test_a_shape_that_is_no_number_is_an_old_one(writing: Client) -> None:
    sent = form(writing, page("statuses")).sent | {"shape": ["²"]}
    assert "told=moved" in writing.post(page("statuses"), sent)["Location"]


def test_mistakes_name_parts_by_their_titles_even_those_that_are_gone(writing: Client) -> None:
    deed(writing, "statuses", "remove:statuses.1")
    shown = writing.get(page("statuses")).content.decode()
    assert "unknown status «No answer»" in shown
    assert "use one of: Archive" in shown
    assert "`no_answer`" not in shown
