"""Kinds of notices, declared by the capabilities that send them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """How a notice is worded and drawn.

    `sentence` is a lazy translation whose `%(name)s` are filled from the notice's params; those named in `moments` are
    ISO 8601 with zone and are worded by the reader's clock. `tone` is `news`, `soon` or `late`; `icon` one of the
    sprite.
    """

    code: str
    sentence: Promise
    icon: str
    tone: str = "news"
    moments: tuple[str, ...] = ()
