"""What is wrong with a pipeline document, where, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


class MistakeSentence(str):
    """A sentence in English that remembers what it was made of, so that it can be said in another language."""

    template: str
    params: Mapping[str, object]


class Code(str):
    """The code of a part, or several with ", " between: people who edit by titles are told the titles."""

    section: str

    def __new__(cls, code: object, section: str) -> Code:
        """`section` is the part of the document that the code is of: `statuses`."""
        made = super().__new__(cls, code)
        made.section = section
        return made


def mistake_sentence(template: str, **params: object) -> MistakeSentence:
    """The template with its `{names}` filled in; one without parameters is left as it is."""
    made = MistakeSentence(template.format(**params) if params else template)
    made.template, made.params = template, params
    return made


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


def did_you_mean(written: object, known: Iterable[str], section: str = "") -> MistakeSentence:
    """Advice that names the nearest known word, or all of them where none is near; words may be codes of a section."""
    words = sorted(known)
    near = difflib.get_close_matches(str(written)[:60], words, n=1)
    if near:
        return mistake_sentence("did you mean {near}?", near=Code(near[0], section))
    if words:
        return mistake_sentence("use one of: {words}", words=Code(", ".join(words), section))
    return mistake_sentence("there is none yet; add one")


def unknown(place: str, code: Code, known: Iterable[str]) -> Mistake:
    """A code that no part of its section has."""
    messages = {
        "statuses": mistake_sentence("unknown status `{code}`", code=code),
        "tasks": mistake_sentence("unknown task `{code}`", code=code),
        "problems": mistake_sentence("unknown problem `{code}`", code=code),
        "lists": mistake_sentence("unknown list `{code}`", code=code),
        "ladders": mistake_sentence("unknown ladder `{code}`", code=code),
    }
    return Mistake(place, messages[code.section], did_you_mean(code, known, code.section))
