"""Banners and notices as the history keeps them."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAdded(NewEvent):
    """People were told something; it reaches their own streams alone."""

    kind: ClassVar[str] = "notice.added"
    notice: Annotated[str, KEPT]
    people: Annotated[list[int], KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesRead(NewEvent):
    """Somebody read their notices; it reaches their own streams alone."""

    kind: ClassVar[str] = "notice.read"
    people: Annotated[list[int], KEPT]


EVENTS: Final = (BannerPosted, BannerEnded, NoticeAdded, NoticesRead)
