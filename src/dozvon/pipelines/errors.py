"""What can be wrong with a pipeline that is read, changed or published."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.pipeline.mistake import Mistake


class PipelineNotFound(Exception):
    """There is no such pipeline, version or draft, or it is not this actor's business."""


@dataclass
class NotSound(Exception):
    """A document with mistakes is never published."""

    mistakes: list[Mistake]


class DraftMoved(Exception):
    """Parts were added, removed or moved in another window since the form was shown."""


@dataclass
class BadMapping(Exception):
    """Statuses that orders cannot go to in the new version."""

    statuses: list[str]
