"""Reading and writing pipeline documents: nothing is lost, and no text, however odd, brings the reader down."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon import presets
from dozvon.core.pipeline.action import Choice, ProblemRule
from dozvon.core.pipeline.document import Ladder, LadderEnd, Pipeline, Queue, Where
from dozvon.core.pipeline.load import LARGEST, dump, read
from dozvon.core.pipeline.mistake import BadPreset, Mistake
from dozvon.core.pipeline.parts import Wording
from tests.core.pipeline import desk

SHOP = presets.text("shop")
QUIET = settings(suppress_health_check=list(HealthCheck))


def problems(text: str) -> list[Mistake]:
    with pytest.raises(BadPreset) as failure:
        read(text, "mine")
    assert failure.value.problems
    return failure.value.problems


@pytest.mark.parametrize("name", desk.PRESETS)
def test_a_written_preset_reads_back_equal(name: str) -> None:
    pipeline = desk.PRESETS[name]
    assert read(dump(pipeline), name) == pipeline
    assert dump(read(dump(pipeline), name)) == dump(pipeline)


words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(lambda text: text.strip())
wordings = st.builds(Wording, ru=words, uk=words, en=words)
codes = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
delays = st.integers(0, 60 * 24 * 400).map(lambda minutes: timedelta(minutes=minutes))
ladders = st.builds(
    Ladder,
    code=codes,
    steps=st.lists(delays, max_size=4).map(tuple),
    repeat=st.none() | delays,
    end=st.none() | st.builds(LadderEnd, status=codes, problem=st.none() | codes),
)
choices = st.builds(
    Choice,
    code=codes,
    title=wordings,
    problem=st.none() | st.builds(ProblemRule),
    call_back_at=st.sampled_from([None, "forbidden", "required"]),
    only_own_client=st.sampled_from([None, True, False]),
    fields=st.sampled_from([None, ()]),
)
queues = st.builds(
    Queue,
    code=codes,
    title=wordings,
    where=st.builds(Where, statuses=st.lists(codes, max_size=3).map(tuple)),
    order=st.sampled_from(["oldest", "due", "newest"]),
    hint=st.none() | wordings,
)


@QUIET
@given(wordings, st.lists(ladders, max_size=3), st.lists(choices, max_size=3), st.lists(queues, max_size=3))
def test_any_document_reads_back_equal_whatever_its_wording(
    title: Wording, some_ladders: list[Ladder], some_choices: list[Choice], some_queues: list[Queue]
) -> None:
    shop = desk.PRESETS["shop"]
    action = shop.actions[0].model_copy(update={"choices": tuple(some_choices), "title": title})
    pipeline = shop.model_copy(
        update={
            "title": title,
            "actions": (action, *shop.actions[1:]),
            "ladders": tuple(some_ladders),
            "queues": tuple(some_queues),
        }
    )
    assert read(dump(pipeline), "mine") == pipeline


def test_a_written_part_begins_with_its_code_and_title() -> None:
    lines = dump(presets.preset("shop")).splitlines()
    heads = [lines[at + 1 : at + 3] for at, line in enumerate(lines) if line in ("[[actions]]", "[[actions.choices]]")]
    assert len(heads) > 10
    assert all(code.startswith("code =") and title.startswith("title =") for code, title in heads)


def test_a_choice_may_take_back_what_its_action_asks_for() -> None:
    shop = desk.PRESETS["shop"]
    choice = Choice(code="silent", title=shop.title, problem=ProblemRule(), call_back_at="forbidden")
    action = shop.action["call_later"].model_copy(update={"choices": (choice,)})
    pipeline = shop.model_copy(update={"actions": (action,)})
    read_back = read(dump(pipeline), "mine").actions[0].variants["silent"]
    assert (read_back.problem.rule, read_back.call_back_at, read_back.call) == ("forbidden", "forbidden", "made")


SPOILT = {
    "misspelt key": ('key = "F9"', 'kye = "F9"', "actions.confirm.kye", "unknown key `kye`", "did you mean key?"),
    "misspelt inner key": (
        "operator_names_time_from",
        "operator_names_time_form",
        "ladders.redial.operator_names_time_form",
        "unknown key",
        "did you mean operator_names_time_from?",
    ),
    "misspelt word": (
        'outcome = "unreached"',
        'outcome = "unreachd"',
        "actions.no_answer.outcome",
        "`unreachd`",
        "did you mean unreached?",
    ),
    "unknown role": (
        'role = "quality"',
        'role = "qualty"',
        "tasks.quality_call.role",
        "`qualty`",
        "did you mean quality?",
    ),
    "missing wording": (
        ', en = "Call later" }',
        " }",
        "actions.call_later.title.en",
        "no wording in English",
        "add `en = …`",
    ),
    "empty wording": ('en = "Call later"', 'en = " "', "actions.call_later.title.en", "empty", "write a text"),
    "missing key": ('to = "confirmed"', "", "actions.confirm.to", "`to` is missing", "add `to"),
    "bad delay": ('repeat = "1h"', 'repeat = "an hour"', "ladders.redial.repeat", "no delay", "3m, 1h or 7d"),
    "bare number for a delay": ('repeat = "1h"', "repeat = 60", "ladders.redial.repeat", "as text", "3m, 1h or 7d"),
    "bad code": ('code = "redial"', 'code = "Re dial"', "ladders.Re dial.code", "is no code", "lower-case"),
    "text for a number": ("days = 2", 'days = "two"', "ageing.days", "not a whole number", "without quotes"),
    "number too small": ("days = 2", "days = -2", "ageing.days", "too small", "0 or more"),
    "number too large": ("days = 2", "days = 20000", "ageing.days", "too large", "3660 or less"),
    "no boolean": (
        "dialled = false",
        'dialled = "never"',
        "queues.no_answer_earlier.dialled",
        "neither",
        "true or false",
    ),
    "no list": ('statuses = ["new"]', 'statuses = "new"', "queues.new.where.statuses", "not a list", "write a list"),
    "no table": ("when = { days = 1 }", "when = 1", "actions.ship.task.when", "not a table", "write a table"),
    "number for a text": ('key = "F9"', "key = 9", "actions.confirm.key", "not a text", "quotes"),
}


@pytest.mark.parametrize("row", SPOILT.values(), ids=SPOILT)
def test_a_mistake_of_form_is_a_plain_sentence_with_place_and_cure(row: tuple[str, str, str, str, str]) -> None:
    before, spoilt, place, message, mend = row
    assert before in SHOP
    found = problems(SHOP.replace(before, spoilt, 1))
    assert any(item.place == place and message in item.message and mend in item.mend for item in found), found


def test_a_mistake_of_syntax_names_its_line() -> None:
    line = SHOP[: SHOP.index('key = "F9"')].count("\n") + 1
    (found,) = problems(SHOP.replace('key = "F9"', 'key = "F9', 1))
    assert found.place == "mine"
    assert f"line {line}" in found.message


def test_all_mistakes_are_named_at_once() -> None:
    found = problems(SHOP.replace('call = "made"', 'call = "mad"'))
    assert len(found) == SHOP.count('call = "made"')


HOSTILE = {
    "nothing": "",
    "too long": "#" * (LARGEST + 1),
    "deep lists": "a = " + "[" * 100_000,
    "deep tables": "a = " + "{ a = " * 5_000,
    "deep but closed": "a = " + "[" * 40 + "]" * 40,
    "long dotted key": "a" + ".a" * 100_000 + " = 1",
    "long quoted key": "a" + '."b"' * 50_000 + " = 1",
    "long header": "[[a" + ".a" * 5_000 + "]]",
    "huge number": "level = " + "9" * 5_000,
    "zero byte": "code = '\x00'",
    "lone surrogate": "code = '\ud800'",
    "escapes without end": '"\\' * 50_000,
    "thousands of empty actions": "[[actions]]\n" * 5_000,
    "a list where a table stands": "arrival = [1]\nstatuses = { code = 1 }",
    "a date": "code = 2025-01-01",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_gets_a_bounded_answer(text: str) -> None:
    found = problems(text)
    assert len(found) <= 50
    assert all(len(item.place) + len(item.message) + len(item.mend) < 1000 for item in found)


def test_dots_inside_texts_and_comments_are_no_depth() -> None:
    dotted = "a." * 40
    text = SHOP.replace('en = "Call later"', f'en = "{dotted}"', 1) + f"# {dotted}\n"
    assert read(text, "mine").action["call_later"].title.en == dotted


@QUIET
@given(st.data())
def test_a_preset_with_any_piece_cut_out_is_read_or_refused(drawn: st.DataObject) -> None:
    start = drawn.draw(st.integers(0, len(SHOP)))
    text = SHOP[:start] + drawn.draw(st.text(max_size=10)) + SHOP[start + drawn.draw(st.integers(0, 200)) :]
    try:
        answer: Pipeline | list[Mistake] = read(text, "mine")
    except BadPreset as bad:
        answer = bad.problems
    assert answer
    if isinstance(answer, Pipeline):
        assert tomllib.loads(text)["code"] == answer.code


def test_shipped_presets_are_named_and_others_are_not_found() -> None:
    assert presets.names() == ["envy", "school", "shop"]
    with pytest.raises(LookupError, match="envy, school, shop"):
        presets.text("../shop")
