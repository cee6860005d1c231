"""How calls end in the demo: for each shipped pipeline, what its people press and write."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict


class ScriptLine(BaseModel):
    """An action and its form. `track` and `lesson` name fields of the action; days count from the call."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: str
    call: str | None = None
    problem: str | None = None
    comment: str | None = None
    choice: str | None = None
    call_back_days: int | None = None
    track: str = ""
    lesson: str = ""
    lesson_days: int = 0


class Play(BaseModel):
    """What is pressed when the number is wrong, nobody answers, the client asks for another call, refuses, agrees.

    `delivery` are the steps of the warehouse, the last of them the courier's; `complaint` is what may follow.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    wrong: ScriptLine | None = None
    unreached: tuple[ScriptLine, ...]
    later: ScriptLine
    refused: ScriptLine
    settled: ScriptLine
    delivery: tuple[ScriptLine, ...] = ()
    complaint: ScriptLine | None = None


@cache
def play(code: str) -> Play:
    """The play of that shipped pipeline; raises FileNotFoundError where there is none."""
    return Play.model_validate(tomllib.loads(files(__name__).joinpath(f"{code}.toml").read_text(encoding="utf-8")))
