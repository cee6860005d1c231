"""Who works at the desk (domain, section 12), and what a permission is."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """The roles of the domain; `system` is the program itself."""

    OPERATOR = "operator"
    SECRETARY = "secretary"
    MANAGER = "manager"
    HEAD = "head"
    QUALITY = "quality"
    WAREHOUSE = "warehouse"
    COURIER = "courier"
    DIRECTOR = "director"
    ADMIN = "admin"
    SYSTEM = "system"


class Permission(str):
    """What may be done, named verb_object.

    The capability that owns it keeps it in its `permissions.py` and says in its `capability.py` what it is called and
    which roles have it. Here are those that rules of the core ask for.
    """

    __slots__ = ()


SEE_ORDERS: Final = Permission("see_orders")
WORK_ORDERS: Final = Permission("work_orders")
TAKE_IN_ORDERS: Final = Permission("take_in_orders")
SET_PRICES: Final = Permission("set_prices")
EXCEED_DISCOUNTS: Final = Permission("exceed_discounts")

BY_LISTS = frozenset({Role.QUALITY, Role.WAREHOUSE, Role.COURIER})
"""Whoever begins at the work lists of their role, not at the tabs of calls."""
