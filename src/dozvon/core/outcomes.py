"""What a pipeline's statuses and problems come to in reports; worked out from the document, so it needs no setting."""

from __future__ import annotations

from collections.abc import Iterable
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

SHIPPED: Final = "shipped"
DELIVERED: Final = "delivered"
"""Statuses of a parcel on its way and in the client's hands (the presets' own codes)."""

UNDER_WAY, BOUGHT, RETURNED = "under_way", "bought", "returned"
"""What became of a parcel: see `parcel`."""


def is_trash(kind: str, problem: str | None, *, agreed: bool) -> bool:
    """Whether an order whose status is of that kind was none at all; what was once agreed to was one."""
    return kind == "lost" and not agreed and problem in TRASH


def parcel(kind: str, *, delivered: bool) -> str:
    """What an order that was shipped came to: bought when delivered or won, returned when lost at last."""
    if kind == "lost":
        return RETURNED
    return BOUGHT if delivered or kind == "won" else UNDER_WAY


def agreed_ever(versions: Iterable[Pipeline]) -> frozenset[str]:
    """`agreed_statuses` of all versions of a pipeline, the oldest first: a status means what the last to have it says.

    So a status that was renamed or dropped since does not take back what clients had agreed to.
    """
    meaning: dict[str, bool] = {}
    for version in versions:
        agreed = agreed_statuses(version)
        meaning |= {status.code: status.code in agreed for status in version.statuses}
    return frozenset(code for code, means in meaning.items() if means)


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
