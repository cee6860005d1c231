"""What `dozvon doctor` asks of what came from outside."""

from __future__ import annotations

from collections.abc import Iterator

from dozvon.platform.checks import Finding, grade
from dozvon.platform.inbox.models import FAILED, PARTLY, InboxMessage


def incoming() -> Iterator[Finding]:
    """Whether all that came was taken in."""
    failed = InboxMessage.objects.filter(state__in=(FAILED, PARTLY)).count()
    cure = f"{failed} could not be taken in whole; their bytes are kept, see and retry them in the desk"
    yield grade(not failed, "incoming orders", "all taken in", cure)
