"""To whom a notice goes: a person, a role, a shop, or whoever may do something."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from dozvon.core.roles import Permission, Role
from dozvon.platform.accounts import staff_state
from dozvon.platform.accounts.models import User


@dataclass(frozen=True, slots=True)
class Persons:
    """These people."""

    user_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class RoleInShops:
    """Everybody of the role who works in the shop; `shop_id` None: in any."""

    role: Role
    shop_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShopTeam:
    """Everybody who works in the shop."""

    shop_id: int


@dataclass(frozen=True, slots=True)
class Holders:
    """Whoever has the permission and works in the shop; `shop_id` None: who sees all shops."""

    permission: Permission
    shop_id: int | None = None


Addressee = Persons | RoleInShops | ShopTeam | Holders


def recipients(addressee: Addressee) -> list[int]:
    """Ids of the people at work that are meant, in their order: one statement, two for `Holders`."""
    return list(User.objects.filter(_condition(addressee), active=True).order_by("pk").values_list("pk", flat=True))


def _condition(addressee: Addressee) -> Q:
    match addressee:
        case Persons(user_ids):
            return Q(pk__in=user_ids)
        case RoleInShops(role, shop_id):
            return Q(role=role) & (Q() if shop_id is None else _works_in(shop_id))
        case ShopTeam(shop_id):
            return _works_in(shop_id)
        case Holders(permission, shop_id):
            roles = [role for role, rights in staff_state.current_state().rights.items() if permission in rights]
            return Q(role__in=roles) & (Q(shop_ids__isnull=True) if shop_id is None else _works_in(shop_id))


def _works_in(shop_id: int) -> Q:
    return Q(shop_ids__isnull=True) | Q(shop_ids__contains=[shop_id])
