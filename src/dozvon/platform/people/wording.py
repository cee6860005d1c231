"""Notices in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache

from dozvon.platform.capabilities import capabilities
from dozvon.platform.people.kinds import NoticeKind
from dozvon.platform.people.models import Notice


@cache
def notice_kinds() -> Mapping[str, NoticeKind]:
    """All declared kinds by code."""
    return {kind.code: kind for capability in capabilities() for kind in capability.notices}


def sentence_of(notice: Notice, word_moment: Callable[[datetime], str]) -> str:
    """What the notice says, in the active language; its code where its kind is declared no longer."""
    kind = notice_kinds().get(notice.kind)
    if kind is None:
        return notice.kind
    params = dict(notice.params)
    for name in kind.moments:
        params[name] = word_moment(datetime.fromisoformat(params[name]))
    return str(kind.sentence) % params
