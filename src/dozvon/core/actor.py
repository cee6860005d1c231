"""Who does something: a user with a role, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dozvon.core.roles import Permission, Role


@dataclass(frozen=True, slots=True)
class Covered:
    """Somebody who is away, for whom an actor stands in until then."""

    user_id: int
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the program, with what it may see and do.

    `shops` and `knows` are None where nothing is left out: all shops, all products (SKU codes).
    `permissions` is already narrowed by the scope of the token in use, if there is one; the program itself has no
    list, it may everything. `covers` are the people this
    actor stands in for now: `knows` holds their products too.
    """

    user_id: int | None
    name: str
    role: Role
    permissions: frozenset[Permission]
    shops: frozenset[int] | None = None
    knows: frozenset[str] | None = None
    language: str = "ru"
    covers: tuple[Covered, ...] = ()

    @property
    def answers_for(self) -> list[int]:
        """Whose orders are this actor's to work on: their own, and those of the people they stand in for."""
        own = [] if self.user_id is None else [self.user_id]
        return own + [covered.user_id for covered in self.covers]

    def may(self, permission: Permission) -> bool:
        """Whether this actor has the permission."""
        return permission in self.permissions or self.role is Role.SYSTEM

    def may_all(self, permissions: frozenset[Permission]) -> bool:
        """Whether this actor has each of the permissions."""
        return permissions <= self.permissions or self.role is Role.SYSTEM

    def sees_shop(self, shop_id: int) -> bool:
        """Whether orders of the shop are this actor's business."""
        return self.shops is None or shop_id in self.shops


SYSTEM: Final = Actor(None, "Dozvon", Role.SYSTEM, frozenset())
