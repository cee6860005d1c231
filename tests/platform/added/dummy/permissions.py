"""What the dummy lets people do."""

from __future__ import annotations

from typing import Final

from dozvon.core.roles import Permission

RING_BELLS: Final = Permission("ring_bells")
