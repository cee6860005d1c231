"""What a provider says of a request that came to its hook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A request as it came, its token already found right. Names of headers are in small letters."""

    method: str
    rest: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True, slots=True)
class HookAnswer:
    """What is answered, in the provider's own form."""

    status: int = 200
    body: bytes = b"ok"
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Genuine:
    """It is the provider's: to be kept and read.

    `external_id` is the provider's own id of this delivery, None where it gives none; `sent` are parts of the request
    that the reader needs besides the body. No secret stands in either.
    """

    external_id: str | None = None
    sent: Mapping[str, Any] = field(default_factory=dict)
    answer: HookAnswer = HookAnswer()


@dataclass(frozen=True, slots=True)
class Forged:
    """Nobody can vouch for it: nothing of it is believed or kept."""


@dataclass(frozen=True, slots=True)
class NothingToKeep:
    """A check of the address or the like: it is answered, and that is all."""

    answer: HookAnswer = HookAnswer()


HookVerdict = Genuine | Forged | NothingToKeep
