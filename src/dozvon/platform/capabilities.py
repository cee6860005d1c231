"""What each capability brings, declared in its own folder and found here, so that adding one edits no shared list.

A folder of `dozvon` or `dozvon.platform` that has a `capability.py` is a capability; the module holds one
`CAPABILITY`. Pages and routers are named by their dotted path, because web and the API stand above: they are imported
where the program is wired (`config`, `api.v1.routes`), and a test resolves every one of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

import dozvon
from dozvon import platform
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.roles import Permission, Role
from dozvon.platform.checks import Finding, Invariant
from dozvon.platform.people.kinds import NoticeKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from dozvon.platform.client_data import ClientData
    from dozvon.platform.events.schema import NewEvent


def _no_errors(_error: Any) -> Sequence[FieldError]:
    return ()


def _no_extras(_error: Any) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRefusal:
    """How the API answers an exception of the capability's own.

    `code` names the problem (its title is among the capability's `problems` or the common ones); `status` and `code`
    are functions of the error where it decides them. `errors` are the wrong fields, `extras` further members of the
    problem.
    """

    kind: type[Exception]
    status: int | Callable[[Any], int]
    code: str | Callable[[Any], str]
    errors: Callable[[Any], Sequence[FieldError]] = _no_errors
    extras: Callable[[Any], Mapping[str, Any]] = _no_extras


ALL_ROLES = (
    Role.OPERATOR,
    Role.SECRETARY,
    Role.MANAGER,
    Role.HEAD,
    Role.QUALITY,
    Role.WAREHOUSE,
    Role.COURIER,
    Role.DIRECTOR,
)
LEADING = (Role.HEAD, Role.DIRECTOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A permission of the capability: its title, the roles that have it as they come, the scopes of tokens it is in.

    Administrators and the scope `admin` have every permission.
    """

    permission: Permission
    title: StrPromise
    roles: tuple[Role, ...] = ()
    scopes: tuple[str, ...] = ()


class MenuGroup(StrEnum):
    """Where a menu entry stands: in the top of every page, or under a heading of the office."""

    TOP = "top"
    TEAM = "team"
    GOODS = "goods"
    RULES = "rules"
    JOURNALS = "journals"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuEntry:
    """A page that a menu leads to: the name of its route, and the permission that opens it.

    `place` orders the entries of a group. `of_all_shops` keeps it for those who see every shop.
    """

    route: str
    title: StrPromise
    permission: Permission
    group: MenuGroup
    place: int
    icon: str = ""
    of_all_shops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One capability as the rest of the program sees it.

    `sentences`, `flags` and `problems` map a code to what it means: of a wrong field, a flag of an order, a problem of
    the API. `pages` are dotted paths of url modules, `api` dotted paths of routers (`dozvon.api.v1.products.router`).
    `may_read_file` says whether the actor may have the files of one of its rows, named by id; `inbox_readers` read what
    came from outside (`platform.inbox.readers.InboxReader`).
    `order_followers` do their part when an order moves (`orders.following.OrderFollower`).
    `account_changes` are the titles of kinds in the account log. `invariants` and names of `constraints` are proved by
    the audit; `doctor` are questions to a database that is up to date. `after_migrate` is called once the tables are up
    to date; to do it again changes nothing. `after_restore` are SQL statements at the end of the
    restoring of a backup, which may be of an older program.
    """

    name: str
    permissions: tuple[Grant, ...] = ()
    sentences: Mapping[str, StrPromise] = field(default_factory=dict)
    flags: Mapping[str, StrPromise] = field(default_factory=dict)
    problems: Mapping[str, StrPromise] = field(default_factory=dict)
    refusals: tuple[HttpRefusal, ...] = ()
    api: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    events: tuple[type[NewEvent], ...] = ()
    notices: tuple[NoticeKind, ...] = ()
    client_data: tuple[ClientData, ...] = ()
    order_followers: tuple[Any, ...] = ()
    inbox_readers: tuple[Any, ...] = ()
    may_read_file: Callable[[Actor, int], bool] | None = None
    account_changes: Mapping[str, StrPromise] = field(default_factory=dict)
    invariants: tuple[Invariant, ...] = ()
    constraints: tuple[str, ...] = ()
    doctor: tuple[Callable[[], Iterable[Finding]], ...] = ()
    after_migrate: tuple[Callable[[], None], ...] = ()
    after_restore: tuple[str, ...] = ()


def _packages() -> Iterator[str]:
    for parent in (platform, dozvon):
        for module in pkgutil.iter_modules(parent.__path__, f"{parent.__name__}."):
            if module.ispkg:
                yield module.name


def with_module(*names: str) -> list[str]:
    """The packages that hold a module of one of those names, without importing it: `with_module("models")`."""
    return [
        package
        for package in _packages()
        if any(importlib.util.find_spec(f"{package}.{name}") is not None for name in names)
    ]


@cache
def capabilities() -> tuple[Capability, ...]:
    """All capabilities, those of the platform first, then by name. Call it once Django is set up."""
    return tuple(importlib.import_module(f"{package}.capability").CAPABILITY for package in with_module("capability"))


@cache
def menu() -> tuple[MenuEntry, ...]:
    """The entries of all menus in the order of their places."""
    return tuple(sorted((entry for one in capabilities() for entry in one.menu), key=lambda entry: entry.place))


@cache
def account_changes() -> Mapping[str, StrPromise]:
    """Every kind of the account log with its title."""
    return {kind: title for one in capabilities() for kind, title in one.account_changes.items()}


@cache
def grants() -> Mapping[Permission, Grant]:
    """Every permission with its title, roles and scopes."""
    return {grant.permission: grant for one in capabilities() for grant in one.permissions}


@cache
def usual_rights() -> Mapping[Role, frozenset[Permission]]:
    """What each role may do as it comes; an installation may differ (`accounts.standing`)."""
    every = {Role.ADMIN, Role.SYSTEM}
    return {
        role: frozenset(grant.permission for grant in grants().values() if role in every or role in grant.roles)
        for role in Role
    }


@cache
def scope_rights() -> Mapping[str, frozenset[Permission]]:
    """What a token of each scope may do at most."""
    narrow = {
        scope: frozenset(grant.permission for grant in grants().values() if scope in grant.scopes)
        for scope in ("intake", "desk")
    }
    return {**narrow, "admin": frozenset(grants())}


@cache
def client_data() -> tuple[ClientData, ...]:
    """What all capabilities hold of clients."""
    return tuple(part for capability in capabilities() for part in capability.client_data)
