"""The dummy's API."""

from __future__ import annotations

from django.http import HttpRequest
from dozvon.dummy.errors import BellCracked
from ninja import Router

router = Router(tags=["bells"])


@router.get("/bells")
def ring(request: HttpRequest) -> dict[str, str]:
    """Rings a bell that is cracked."""
    raise BellCracked("tenor")
