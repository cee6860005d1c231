"""What a tracking number is, and which orders can have shipments. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from dozvon.core.pipeline.action import Action
from dozvon.core.pipeline.document import Pipeline, Status

SHIPPED, DELIVERED = "shipped", "delivered"
"""Milestones of statuses."""
LONGEST: Final = 64
_TRACK: Final = re.compile(r"(?=(?:.*\d){6})[0-9A-Z-]{8,64}")


def plain_track(text: str) -> str:
    """A number in the spelling it is kept and found by: capital letters, no spaces."""
    return "".join(text.split()).upper()[:LONGEST]


def is_track(text: str) -> bool:
    """Whether a text in a search box can be a tracking number: 8 signs at least, six of them digits."""
    return _TRACK.fullmatch(plain_track(text)) is not None


def track_of(action: Action | None, fields: Mapping[str, str]) -> str:
    """What the action's field for a tracking number holds; empty where it has none."""
    if action is None:
        return ""
    asked = (item.code for variant in action.variants.values() for item in variant.fields if item.type == "track")
    return next((plain_track(fields[code]) for code in asked if fields.get(code)), "")


def may_be_shipped(pipeline: Pipeline, status: Status) -> bool:
    """Whether an order in that status can have a shipment: it stands as high as a shipped one, or was lost."""
    levels = [one.level for one in pipeline.statuses if one.milestone == SHIPPED and one.level is not None]
    return bool(levels) and (status.level is None or status.level >= min(levels))
