"""What each capability brings, declared in its own folder and found here, so that adding one edits no shared list.

A folder of `dozvon` or `dozvon.platform` that has a `capability.py` is a capability; the module holds one
`CAPABILITY`. Routes and routers are named by their dotted path, because pages and the API stand above: they are
imported where the program is wired (`config`), and a test resolves every one of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import dozvon
from dozvon import platform
from dozvon.core.actor import Actor

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """One capability as the rest of the program sees it.

    `sentences` and `flags` map a code to what it means; `pages` are dotted paths of url modules, `api` dotted paths of
    routers (`dozvon.api.v1.products.router`). `may_read_file` says whether the actor may have the files of one of its
    rows, named by id.
    """

    name: str
    sentences: Mapping[str, StrPromise] = field(default_factory=dict)
    flags: Mapping[str, StrPromise] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    api: tuple[str, ...] = ()
    events: tuple[type[Any], ...] = ()
    client_data: tuple[Any, ...] = ()
    may_read_file: Callable[[Actor, int], bool] | None = None


def _packages() -> Iterator[str]:
    for parent in (platform, dozvon):
        for module in pkgutil.iter_modules(parent.__path__, f"{parent.__name__}."):
            if module.ispkg:
                yield module.name


def with_module(name: str) -> list[str]:
    """The capabilities' packages that hold a module of that name, without importing it: `with_module("apps")`."""
    return [package for package in _packages() if importlib.util.find_spec(f"{package}.{name}") is not None]


@cache
def capabilities() -> tuple[Capability, ...]:
    """All capabilities, those of the platform first, then by name. Call it once Django is set up."""
    return tuple(importlib.import_module(f"{package}.capability").CAPABILITY for package in with_module("capability"))
