"""The closed sets of words by which a document says what its parts mean; the program knows these and no codes."""

from __future__ import annotations

from typing import Final, Literal

Milestone = Literal["confirmed", "paid", "shipped", "delivered"]
"""What an order has come to in a status: the client agreed, the money is there, the parcel left, it arrived."""
AGREED: Final[tuple[Milestone, ...]] = ("confirmed", "paid")
"""From the lowest status with one of these on the client has agreed."""

Siblings = Literal["postpone", "close", "close_same_number"]
"""What a problem means for the client's other open orders: they wait as well, they end, those of that number end."""

Doubt = Literal[
    "no_phone",
    "empty",
    "too_short",
    "too_long",
    "invalid_phone",
    "suspect_phone",
    "profanity",
    "has_digits",
    "has_url_or_at",
    "has_emoji",
    "single_letter",
    "repeat",
    "keyboard_row",
    "no_vowel",
    "mixed_script",
    "all_same_as_phone",
    "test_word",
    "company_marker",
    "name_too_long",
    "no_price",
    "bad_email",
]
"""The flags that an order and its client can have: what is doubtful about them."""

Requirement = Literal[
    "lines",
    "lines.price",
    "client.last_name",
    "client.first_name",
    "client.phone",
    "address.city",
    "address.street",
    "address.house",
    "delivery.way",
    "delivery.cost",
    "delivery.point",
    "payment.way",
    "read_back",
]
"""Parts of an order that an action can ask for."""

Section = Literal["goods", "client", "delivery", "say"]
"""Sections of a card that a pipeline may leave out."""
SECTIONS: Final[tuple[Section, ...]] = ("goods", "client", "delivery", "say")

Occasion = Literal["total", "free", "priced", "way", "courier", "parcel"]
"""When a sentence is said: by what delivery costs (nothing is known, free, a price), its way, how it is taken over."""
