"""Two documents differ in exactly what was changed, and in nothing else."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon import presets
from dozvon.core.pipeline.differences import Difference, differences
from dozvon.core.pipeline.document import Pipeline

DOCUMENTS = {name: presets.preset(name).model_dump(mode="json", exclude_none=True) for name in presets.names()}


def changed(name: str, change: Any) -> list[Difference]:
    document = deepcopy(DOCUMENTS[name])
    change(document)
    return differences(presets.preset(name), Pipeline.model_validate(document))


def at(found: Difference) -> str:
    return ".".join([*(part.code for part in found.where), found.field])


@pytest.mark.parametrize("name", presets.names())
def test_a_document_does_not_differ_from_itself(name: str) -> None:
    assert differences(presets.preset(name), presets.preset(name)) == []


def test_a_step_of_a_ladder_is_named_by_its_number() -> None:
    def change(document: dict[str, Any]) -> None:
        ladder = next(item for item in document["ladders"] if len(item["steps"]) > 2)
        ladder["steps"][1] = "45m"
        ladder["steps"].append("2d")

    found = changed("envy", change)
    assert [(item.field, item.what, item.before, item.after) for item in found] == [
        ("steps.2", "changed", "30m", "45m"),
        ("steps.5", "added", None, "2d"),
    ]


def test_parts_that_come_and_go_are_told_whole() -> None:
    def change(document: dict[str, Any]) -> None:
        gone = document["statuses"].pop()
        document["statuses"].insert(0, {**gone, "code": "checking"})

    assert {(at(item), item.what) for item in changed("shop", change)} == {
        ("checking.", "added"),
        ("archive.", "removed"),
    }


def test_another_order_of_the_tabs_is_one_difference() -> None:
    def change(document: dict[str, Any]) -> None:
        document["queues"].reverse()

    assert [(item.field, item.what) for item in changed("shop", change)] == [("queues", "order")]


def leaves(content: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all wordings in a document."""
    if isinstance(content, dict):
        here = [path] if "ru" in content else []
        return here + [found for key, inner in content.items() for found in leaves(inner, (*path, key))]
    if isinstance(content, list):
        return [found for number, inner in enumerate(content) for found in leaves(inner, (*path, number))]
    return []


@given(st.data())
def test_every_reworded_text_is_found_and_no_other(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(DOCUMENTS)))
    places = data.draw(st.lists(st.sampled_from(leaves(DOCUMENTS[name])), unique=True, max_size=4))

    def change(document: dict[str, Any]) -> None:
        for place in places:
            text: Any = document
            for key in place:
                text = text[key]
            text["ru"] += "!"

    found = changed(name, change)
    assert len(found) == len(places)
    assert all(item.what == "changed" and item.field.endswith(".ru") for item in found)
