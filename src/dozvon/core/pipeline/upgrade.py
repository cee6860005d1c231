"""Documents of earlier formats as those of today: what their codes meant is written down in them.

Before format 2 the program itself knew which problems were trash and which status was that of a parcel. What the codes
meant is given by `Meanings`, so that no code stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from dozvon.core.pipeline.document import FORMAT

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Meanings:
    """What codes meant before documents said it: by status, problem, choice and field; and what every card said."""

    milestones: Mapping[str, str] = field(default_factory=dict)
    trash_statuses: tuple[str, ...] = ()
    trash_problems: tuple[str, ...] = ()
    cures: Mapping[str, list[str]] = field(default_factory=dict)
    tracks: tuple[str, ...] = ()
    say: tuple[Content, ...] = ()


def upgraded(content: Content, meanings: Meanings) -> Content:
    """The content in the format of today; as it is where it says its format. It may hold mistakes: they stay in it."""
    if "format" in content:
        return content
    fresh: Content = {"format": FORMAT, **deepcopy(content)}
    for status in _parts(fresh, "statuses"):
        is_lost = status.get("kind") == "lost"
        if not is_lost and status["code"] in meanings.milestones:
            status.setdefault("milestone", meanings.milestones[status["code"]])
        if is_lost and status["code"] in meanings.trash_statuses:
            status.setdefault("trash", True)
    for problem in _parts(fresh, "problems"):
        if problem["code"] in meanings.trash_problems:
            problem.setdefault("trash", True)
    for action in _parts(fresh, "actions"):
        _upgrade_action(action, meanings)
    fresh.setdefault("say", [deepcopy(dict(sentence)) for sentence in meanings.say])
    return fresh


def _upgrade_action(action: Content, meanings: Meanings) -> None:
    for item in _parts(action, "fields"):
        if item["code"] in meanings.tracks and item.get("type") == "text":
            item["type"] = "track"
    for choice in _parts(action, "choices"):
        if choice["code"] in meanings.cures:
            choice.setdefault("cures", list(meanings.cures[choice["code"]]))


def _parts(content: Content, section: str) -> Iterator[Content]:
    """The tables of the section that have a code."""
    items = content.get(section)
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and isinstance(item.get("code"), str):
            yield item
