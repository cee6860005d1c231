"""What a pipeline's statuses and problems come to in reports; worked out from the document, so it needs no setting."""

from __future__ import annotations

from typing import Final

from dozvon.core.pipeline.document import Pipeline

TRASH: Final = frozenset(
    {
        "invalid_number",
        "spam",
        "duplicate",
        "friends_number",
        "misdialled",
        "not_in_use",
        "does_not_exist",
        "never_left_number",
        "wrong_name",
    }
)
"""Problems of what was no order at all: wrong numbers, doubles, spam (the presets' own codes)."""


def agreed_statuses(pipeline: Pipeline) -> frozenset[str]:
    """Where the client has agreed: not lost, and no call without an answer can happen there any more.

    Preset `shop`: from `confirmed` on; `envy`: `paid`; `school`: `client` and `finished`.
    """
    pursued = {
        source
        for action in pipeline.actions
        if any(variant.outcome == "unreached" for variant in action.variants.values())
        for source in action.sources
    }
    return frozenset(
        status.code
        for status in pipeline.statuses
        if status.kind != "lost" and status.code not in pursued and status.code != pipeline.arrival.status
    )
