"""What a pipeline's statuses and problems come to in reports, by what the document says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.meaning import AGREED, Milestone

UNDER_WAY, BOUGHT, RETURNED = "under_way", "bought", "returned"
"""What became of a parcel: see `parcel`."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """Statuses in which the client has agreed, those of a parcel that left or arrived; problems of no order at all."""

    agreed: frozenset[str]
    shipped: frozenset[str]
    delivered: frozenset[str]
    trash: frozenset[str]

    def is_trash(self, kind: str, problem: str | None, *, agreed: bool) -> bool:
        """Whether an order whose status is of that kind was none at all; what was once agreed to was one."""
        return kind == "lost" and not agreed and problem in self.trash


def parcel(kind: str, *, delivered: bool) -> str:
    """What an order that was shipped came to: bought when delivered or won, returned when lost at last."""
    if kind == "lost":
        return RETURNED
    return BOUGHT if delivered or kind == "won" else UNDER_WAY


def meaning_of(pipeline: Pipeline) -> Meaning:
    """What the codes of one version mean."""
    return Meaning(
        agreed=agreed_statuses(pipeline),
        shipped=_with_milestone(pipeline, "shipped"),
        delivered=_with_milestone(pipeline, "delivered"),
        trash=frozenset(problem.code for problem in pipeline.problems if problem.trash),
    )


def meaning_ever(versions: Iterable[Pipeline]) -> Meaning:
    """What the codes of all versions of a pipeline mean, the oldest first: as the last to have a code says.

    So a status that was renamed or dropped since does not take back what clients had agreed to.
    """
    agreed, shipped, delivered, trash = dict[str, bool](), dict[str, bool](), dict[str, bool](), dict[str, bool]()
    for version in versions:
        meaning = meaning_of(version)
        for status in version.statuses:
            agreed[status.code] = status.code in meaning.agreed
            shipped[status.code] = status.code in meaning.shipped
            delivered[status.code] = status.code in meaning.delivered
        trash |= {problem.code: problem.trash for problem in version.problems}
    told = (agreed, shipped, delivered, trash)
    return Meaning(*(frozenset(code for code, is_meant in one.items() if is_meant) for one in told))


def _with_milestone(pipeline: Pipeline, milestone: Milestone) -> frozenset[str]:
    return frozenset(status.code for status in pipeline.statuses if status.milestone == milestone)


def agreed_statuses(pipeline: Pipeline) -> frozenset[str]:
    """Where the client has agreed: from the lowest level on that is marked `confirmed` or `paid`, lost ones left out.

    Where none is marked: not lost, and no call without an answer can happen there any more.
    """
    levels = [status.level for status in pipeline.statuses if status.milestone in AGREED and status.level is not None]
    if not levels:
        return _agreed_by_calls(pipeline)
    least = min(levels)
    return frozenset(
        status.code
        for status in pipeline.statuses
        if status.kind != "lost" and status.level is not None and status.level >= least
    )


def _agreed_by_calls(pipeline: Pipeline) -> frozenset[str]:
    pursued = {
        source
        for action in pipeline.actions
        for branch in action.branches
        if branch.variant.outcome == "unreached"
        for source in branch.sources
    }
    return frozenset(
        status.code
        for status in pipeline.statuses
        if status.kind != "lost" and status.code not in pursued and status.code != pipeline.arrival.status
    )
