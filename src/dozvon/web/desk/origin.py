"""Where a card was opened from: the tab or the search to go back to when the work on it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """A tab by its code, or a search; both empty for the first tab."""

    queue: str = ""
    text: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What a link to a card carries along."""
        return {name: value for name, value in (("from_tab", self.queue), ("from_search", self.text)) if value}

    def address(self, **told: object) -> str:
        """The page to go back to; `told` is what it is to say there."""
        query = {**told, "q": self.text} if self.text else told
        if self.text:
            page = reverse("search")
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
    """The origin a link or form carries; a code that no tab can have is left out."""
    code = sent.get("from_tab", "")
    known = len(code) <= 40 and code.isascii() and code.replace("_", "").isalnum()
    return Origin(code if known else "", sent.get("from_search", "")[:LONGEST])
