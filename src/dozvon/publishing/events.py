"""What a new version of a pipeline does to orders, as the history keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from dozvon.orders.events import DueTask, Label
from dozvon.platform.events.schema import KEPT, NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCarried(NewEvent):
    """A new version of the pipeline had no place for its status or task."""

    kind: ClassVar[str] = "order.carried"
    from_: Annotated[Label, KEPT]
    status: Annotated[Label, KEPT]
    task: Annotated[DueTask | Label | None, KEPT]
    version: Annotated[int, KEPT]
