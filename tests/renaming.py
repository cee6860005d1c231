"""The same pipeline with other codes: nothing in the program may tell the difference."""

from __future__ import annotations

from collections.abc import Mapping

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
