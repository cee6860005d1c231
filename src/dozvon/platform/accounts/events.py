"""Banners as the history keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar, Final

from dozvon.platform.events.schema import KEPT, WORDS, NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerPosted(NewEvent):
    """The head posted a banner."""

    kind: ClassVar[str] = "banner.posted"
    banner: Annotated[int, KEPT]
    text: Annotated[str, WORDS]
    level: Annotated[str, KEPT]
    until: Annotated[datetime, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerEnded(NewEvent):
    """It was taken down before its time."""

    kind: ClassVar[str] = "banner.ended"
    banner: Annotated[int, KEPT]


EVENTS: Final = (BannerPosted, BannerEnded)
