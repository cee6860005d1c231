"""Bringing an installed pipeline up to the document that the program comes with today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dozvon import presets
from dozvon.core.actor import Actor
from dozvon.core.pipeline.differences import Difference, differences
from dozvon.pipelines.models import PipelineVersion
from dozvon.pipelines.queries import newest_version, read_pipeline
from dozvon.presets.shipped import was_shipped
from dozvon.publishing.actions.publish import publish
from dozvon.publishing.errors import ChangedByHand

Freshness = Literal["current", "outdated", "edited"]
"""Of an installed pipeline: as the program ships it, as it once did, or changed by hand since."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The newest version of a shipped pipeline in this installation."""

    version: PipelineVersion
    freshness: Freshness


def installed(code: str) -> Installed | None:
    """How the installed pipeline of that code stands to the shipped one; None where it was never published."""
    version = newest_version(code)
    if version is None:
        return None
    if read_pipeline(version.pk) == presets.preset(code):
        return Installed(version, "current")
    return Installed(version, "outdated" if was_shipped(version.document) else "edited")


def differences_from_shipped(code: str, version: PipelineVersion) -> list[Difference]:
    """What the shipped document of that code says otherwise than the version."""
    return differences(read_pipeline(version.pk), presets.preset(code))


def update_to_shipped(actor: Actor, code: str, now: datetime) -> PipelineVersion:
    """The shipped document as the newest version. Raises ChangedByHand, and what `publish` raises."""
    found = installed(code)
    if found is not None and found.freshness == "edited":
        raise ChangedByHand
    return publish(actor, presets.preset(code), now)
