"""What is wrong with a pipeline document, where, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `place` names the part by codes: `actions.no_answer.choices.busy.task.when`."""

    place: str
    message: str
    mend: str


class BadPreset(ValueError):
    """A text that is no pipeline document; `problems` is never empty."""

    def __init__(self, problems: list[Mistake]) -> None:
        super().__init__("; ".join(f"{mistake.place}: {mistake.message}" for mistake in problems))
        self.problems = problems


def did_you_mean(written: object, known: Iterable[str]) -> str:
    """Advice that names the nearest known word, or all of them where none is near."""
    words = sorted(known)
    near = difflib.get_close_matches(str(written)[:60], words, n=1)
    if near:
        return f"did you mean {near[0]}?"
    return f"use one of: {', '.join(words)}" if words else "there is none yet; add one"
