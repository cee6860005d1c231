"""What a decision is made from and what it comes to: plain values, no storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any, Literal

Call = Literal["made", "not_made"]


@dataclass(frozen=True, slots=True)
class Task:
    """The next step: its kind and when it is due (UTC)."""

    kind: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as the rules see it.

    `pursued_since` is when the present pursuit of the client began: arrival, the last time they were reached, or
    a revival. `attempts` counts unsuccessful calls since then; `attempts_total` all of them.
    """

    status: str
    received_at: datetime
    pursued_since: datetime
    client_zone: str
    attempts: int = 0
    attempts_total: int = 0
    last_call_at: datetime | None = None
    task: Task | None = None
    responsible_id: int | None = None
    own_client: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What the operator filled in. `fields` are the action's own, already of their types or still text."""

    call: str | None = None
    problem: str | None = None
    comment: str | None = None
    call_back_at: datetime | None = None
    choice: str | None = None
    fields: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """What an action makes of an order. `task` is None exactly when the new status is closed."""

    status: str
    task: Task | None
    attempts: int
    attempts_total: int
    problem: str | None
    comment: str
    choice: str | None
    call: Call | None
    outcome: Literal["reached", "unreached", "none"]
    pursued_since: datetime
    last_call_at: datetime | None
    responsible_id: int | None
    fields: Mapping[str, str]
