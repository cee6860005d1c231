"""Who works at the desk, and what each role may do: one table (domain, section 12)."""

from __future__ import annotations

from enum import StrEnum


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


class Permission(StrEnum):
    """What may be done; each name is verb_object."""

    SEE_ORDERS = "see_orders"
    WORK_ORDERS = "work_orders"
    SEE_CLIENTS = "see_clients"
    MERGE_CLIENTS = "merge_clients"
    TAKE_IN_ORDERS = "take_in_orders"
    RELEASE_CLAIMS = "release_claims"
    ASSIGN_RESPONSIBLE = "assign_responsible"
    SET_PRICES = "set_prices"
    EXCEED_DISCOUNTS = "exceed_discounts"
    FORCE_MOVES = "force_moves"
    LEAD_PEOPLE = "lead_people"
    SEE_INTAKES = "see_intakes"
    SEE_REPORTS = "see_reports"
    EXPORT = "export"
    IMPORT = "import"
    MANAGE_CATALOG = "manage_catalog"
    MANAGE_SHOPS = "manage_shops"
    MANAGE_PIPELINES = "manage_pipelines"
    MANAGE_USERS = "manage_users"
    MANAGE_CONNECTIONS = "manage_connections"
    MANAGE_PERSONAL_DATA = "manage_personal_data"


_WORK = {Permission.SEE_ORDERS, Permission.WORK_ORDERS, Permission.SEE_CLIENTS}
_LEAD = _WORK | {
    Permission.MERGE_CLIENTS,
    Permission.TAKE_IN_ORDERS,
    Permission.RELEASE_CLAIMS,
    Permission.ASSIGN_RESPONSIBLE,
    Permission.SET_PRICES,
    Permission.EXCEED_DISCOUNTS,
    Permission.FORCE_MOVES,
    Permission.LEAD_PEOPLE,
    Permission.SEE_INTAKES,
    Permission.SEE_REPORTS,
    Permission.EXPORT,
    Permission.MANAGE_CATALOG,
    Permission.MANAGE_PIPELINES,
}

BY_LISTS = frozenset({Role.QUALITY, Role.WAREHOUSE, Role.COURIER})
"""Whoever begins at the work lists of their role, not at the tabs of calls."""

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.OPERATOR: frozenset(_WORK | {Permission.TAKE_IN_ORDERS}),
    Role.SECRETARY: frozenset(_WORK | {Permission.TAKE_IN_ORDERS}),
    Role.MANAGER: frozenset(_WORK | {Permission.TAKE_IN_ORDERS, Permission.MERGE_CLIENTS, Permission.SET_PRICES}),
    Role.HEAD: frozenset(_LEAD),
    Role.QUALITY: frozenset(_WORK),
    Role.WAREHOUSE: frozenset(_WORK),
    Role.COURIER: frozenset({Permission.SEE_ORDERS, Permission.WORK_ORDERS}),
    Role.DIRECTOR: frozenset(_LEAD | {Permission.MANAGE_PERSONAL_DATA, Permission.MANAGE_CONNECTIONS}),
    Role.ADMIN: frozenset(Permission),
    Role.SYSTEM: frozenset(Permission),
}
