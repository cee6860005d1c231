"""What the history keeps of bells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from dozvon.platform.events.schema import KEPT, NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(NewEvent):
    """A bell was rung."""

    kind: ClassVar[str] = "bell.rung"
    times: Annotated[int, KEPT]
