"""What happens to clients' cards, as the history keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from dozvon.platform.events.schema import KEPT, NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAdded(NewEvent):
    """A client was entered without an order."""

    kind: ClassVar[str] = "client.added"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientEdited(NewEvent):
    """The card was changed."""

    kind: ClassVar[str] = "client.edited"
    changed: Annotated[list[str], KEPT, "names of the fields"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientsMerged(NewEvent):
    """Two cards became one; written for both."""

    kind: ClassVar[str] = "client.merged"
    merge: Annotated[int, KEPT]
    source: Annotated[int, KEPT]
    target: Annotated[int, KEPT]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(NewEvent):
    """The merge was taken back; written for both."""

    kind: ClassVar[str] = "client.unmerged"
    merge: Annotated[int, KEPT]
    source: Annotated[int, KEPT]
    target: Annotated[int, KEPT]


EVENTS: Final = (ClientAdded, ClientEdited, ClientsMerged, MergeUndone)
