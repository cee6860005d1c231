"""A preview of a ladder is what the ladder does: the same rule, asked again and again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core.hours import ShopHours, next_call_moment, parse_span, parse_week
from dozvon.core.pipeline.document import Ladder
from dozvon.core.pipeline.due import end_of, next_call
from dozvon.core.pipeline.preview import REPEATED, calls

HOURS = ShopHours("Europe/Moscow", parse_week("mon-sat 09:00-20:00"), parse_span("09:00-21:00"))
FIRST = datetime(2026, 11, 25, 11, 15, tzinfo=UTC)


def ladder(**given: object) -> Ladder:
    return Ladder.model_validate({"code": "busy", "steps": ["5m", "4h", "1d"], **given})


def test_each_call_is_counted_from_the_one_before_and_kept_inside_the_hours() -> None:
    shown = calls(ladder(end={"status": "archive"}), FIRST, HOURS, "Asia/Yekaterinburg")
    assert [f"{moment:%d %H:%M}" for moment in shown] == ["25 11:20", "25 15:20", "26 15:20"]


def test_a_ladder_that_repeats_is_shown_for_a_while() -> None:
    assert len(calls(ladder(repeat="1h"), FIRST, HOURS, "Europe/Moscow")) == 3 + REPEATED


@given(
    st.lists(st.integers(1, 5000), max_size=6),
    st.sampled_from(["Europe/Moscow", "Asia/Vladivostok", "Europe/Kaliningrad"]),
    st.booleans(),
)
def test_every_time_is_that_of_the_rule(minutes: list[int], zone: str, ends: bool) -> None:
    last = {"end": {"status": "archive"}} if ends else {"repeat": "2h"}
    tried = ladder(steps=[f"{count}m" for count in minutes], **last)
    shown, before = calls(tried, FIRST, HOURS, zone), FIRST
    for attempt, moment in enumerate(shown, 1):
        assert moment == next_call(tried, attempt, before, HOURS, zone) == next_call_moment(HOURS, zone, moment)
        before = moment
    assert (end_of(tried, len(shown) + 1) is not None) == ends


@pytest.mark.parametrize("steps", [[], ["1h"]])
def test_a_short_ladder_has_few_calls(steps: list[str]) -> None:
    assert len(calls(ladder(steps=steps, end={"status": "archive"}), FIRST, HOURS, "Europe/Moscow")) == len(steps)
