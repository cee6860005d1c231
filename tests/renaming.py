"""The same pipeline with other codes: nothing in the program may tell the difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.references import rename

SECTIONS = ("statuses", "tasks", "problems", "lists", "ladders", "queues", "actions", "choices")
Names = Mapping[str, Mapping[str, str]]
"""Section → old code → new code. No new code may be an old one of another part."""


def codes_of(pipeline: Pipeline) -> dict[str, list[str]]:
    """Section → the codes of its parts."""
    found = {section: [part.code for part in getattr(pipeline, section)] for section in SECTIONS[:-1]}
    choices = (choice.code for action in pipeline.actions for choice in action.choices)
    return {**found, "choices": list(dict.fromkeys(choices))}


def fresh_names(pipeline: Pipeline, random: Random) -> Names:
    """A code that nothing else has for every code of the pipeline."""
    codes = codes_of(pipeline)
    numbers = list(range(sum(map(len, codes.values()))))
    random.shuffle(numbers)
    drawn = iter(numbers)
    return {section: {code: f"zq{next(drawn):04}x" for code in part} for section, part in codes.items()}


def renamed(pipeline: Pipeline, names: Names) -> Pipeline:
    """The pipeline with these codes in place of its own."""
    content = pipeline.model_dump(mode="json")
    for section, new in names.items():
        holders = [content] if section != "choices" else content["actions"]
        for part in (part for holder in holders for part in holder[section]):
            part["code"] = new.get(part["code"], part["code"])
        for before, after in new.items():
            rename(content, section, before, after)
    return Pipeline.model_validate(content)


@dataclass(frozen=True)
class Renaming:
    """A pipeline before and after all its codes were changed."""

    before: Pipeline
    after: Pipeline
    names: Names

    @classmethod
    def of(cls, pipeline: Pipeline, names: Names) -> Renaming:
        """The pipeline beside itself under these names."""
        return cls(pipeline, renamed(pipeline, names), names)

    def new(self, section: str, code: str) -> str:
        """The new code of that part."""
        return self.names[section][code]

    def maybe(self, section: str, code: str | None) -> str | None:
        """The new code, or None as it was."""
        return None if code is None else self.names[section][code]

    def back(self, text: str) -> str:
        """A text with the old codes in place of the new ones."""
        for names in self.names.values():
            for old, fresh in names.items():
                text = text.replace(fresh, old)
        return text
