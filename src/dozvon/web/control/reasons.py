"""Why orders were refused, as shares of all refusals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from dozvon.core.figures import Share
from dozvon.core.pipeline.parts import Wording
from dozvon.core.tally import LossReason, Tally
from dozvon.shops.models import Shop
from dozvon.web.control.board import problems_of


@dataclass(frozen=True, slots=True)
class ReasonShare:
    """A reason with its wording, and how many of the refusals it has."""

    reason: LossReason
    title: str
    share: Share


def reasons_of(tally: Tally, of: Sequence[Shop]) -> list[ReasonShare]:
    """The reasons of the tally's refusals, the most frequent first, those alike by their titles."""
    titles = {code: title for shop in of for code, title in problems_of(shop).items()}
    found = [
        ReasonShare(reason, _title(reason, titles), Share(count, tally.refused))
        for reason, count in tally.reasons.items()
    ]
    return sorted(found, key=lambda told: (-told.share.part, told.title))


def _title(reason: LossReason, titles: Mapping[str, Wording]) -> str:
    if reason.how == "order.forced":
        words = reason.words or gettext("no reason named")
        return gettext("moved by the head: %(reason)s") % {"reason": words}
    if reason.how:
        return gettext("closed by a new version of the pipeline")
    if reason.problem in titles:
        return titles[reason.problem].text(get_language() or "ru")
    return reason.problem or gettext("no reason named")
