"""Where a card was opened from: the tab, work list or search to go back to when the work on it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """A tab or a work list by its code, or a search; all empty for the first tab."""

    queue: str = ""
    text: str = ""
    task: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What a link to a card carries along."""
        named = (("from_tab", self.queue), ("from_list", self.task), ("from_search", self.text))
        return {name: value for name, value in named if value}

    def address(self, **told: object) -> str:
        """The page to go back to; `told` is what it is to say there."""
        query = {**told, "q": self.text} if self.text else told
        if self.text:
            page = reverse("search")
        elif self.task:
            page = reverse("work-list", args=[self.task])
        else:
            page = reverse("desk-queue", args=[self.queue]) if self.queue else reverse("desk")
        return f"{page}?{urlencode(query)}" if query else page

    def card(self, order_id: int, **told: object) -> str:
        """The card of an order, opened from here."""
        return self.cards(**told)(order_id)

    def cards(self, **told: object) -> Callable[[int], str]:
        """As `card`, for many orders: the address is put together once."""
        query = {**self.query, **told}
        before, after = reverse("order", args=[0]).split("0")
        tail = f"{after}?{urlencode(query)}" if query else after
        return lambda order_id: f"{before}{order_id}{tail}"


def origin_of(sent: Mapping[str, str]) -> Origin:
    """The origin a link or form carries; a code that no tab or list can have is left out."""
    text = sent.get("from_search", "")[:LONGEST]
    return Origin(_code(sent.get("from_tab", "")), text, _code(sent.get("from_list", "")))


def _code(sent: str) -> str:
    known = len(sent) <= 40 and sent.isascii() and sent.replace("_", "").isalnum()
    return sent if known else ""
