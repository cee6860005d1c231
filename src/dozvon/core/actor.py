"""Who does something: a user with a role, or the program itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dozvon.core.roles import PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the program, with what it may see and do.

    `shops` and `knows` are None where nothing is left out: all shops, all products (SKU codes).
    `permissions` is already narrowed by the scope of the token in use, if there is one.
    """

    user_id: int | None
    name: str
    role: Role
    permissions: frozenset[Permission]
    shops: frozenset[int] | None = None
    knows: frozenset[str] | None = None
    language: str = "ru"

    def may(self, permission: Permission) -> bool:
        """Whether this actor has the permission."""
        return permission in self.permissions

    def sees_shop(self, shop_id: int) -> bool:
        """Whether orders of the shop are this actor's business."""
        return self.shops is None or shop_id in self.shops


SYSTEM: Final = Actor(None, "Dozvon", Role.SYSTEM, PERMISSIONS[Role.SYSTEM])
