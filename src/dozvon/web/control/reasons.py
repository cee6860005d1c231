"""Why orders were refused, as shares of all refusals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext

from dozvon.core.figures import Share
from dozvon.core.tally import Tally
from dozvon.shops.models import Shop
from dozvon.web.control.board import problems_of


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason with its wording; the code is empty where none was named."""

    code: str
    title: str
    share: Share


def reasons_of(tally: Tally, of: Sequence[Shop]) -> list[Reason]:
    """The reasons of the tally's refusals, the most frequent first."""
    titles = {code: title for shop in of for code, title in problems_of(shop).items()}
    language = get_language() or "ru"
    return [
        Reason(
            code,
            titles[code].text(language) if code in titles else code or gettext("no reason named"),
            Share(count, tally.refused),
        )
        for code, count in tally.reasons.most_common()
    ]
