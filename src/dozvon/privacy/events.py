"""The act of erasure, as the history keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from dozvon.platform.events.schema import KEPT, NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientErased(NewEvent):
    """The client's data were erased at their request; written for each of their cards."""

    kind: ClassVar[str] = "client.erased"
    erasure: Annotated[int, KEPT]
    orders: Annotated[int, KEPT, "how many were emptied"]
    intakes: Annotated[int, KEPT, "how many were emptied"]
