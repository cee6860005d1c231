"""What a provider is, and all there are: `dozvon/providers/<port>/<name>/provider.py`, each with one `PROVIDER`."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from dozvon.core.errors import FieldError
from dozvon.platform.connections.errors import BadConnection
from dozvon.platform.connections.hooks import HookRequest, HookVerdict
from dozvon.platform.connections.models import Connection

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

PACKAGE = "dozvon.providers"


class ProviderSettings(BaseModel):
    """Base of every provider's settings: unknown names are refused, values may come as text.

    A validator that raises ValueError says in one sentence what is wrong; the sentence is shown beside the field.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretName:
    """A secret a provider needs, under the name that commands and forms use."""

    name: str
    title: StrPromise | str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One adapter. `titles` names its settings for the form, `long_texts` those that take several lines.

    `check` proves that the other side answers as it should, or raises CheckFailed; it is called with no transaction
    open. `hook` judges what comes to the connection's hook, None where nothing comes; `adapter` is what it does for its
    port, an object of the protocol in the capability's `ports.py`. `also_in_path` names a secret that may stand in the
    hook's path in place of the connection's own token. `at_once` is how many calls may be under way for one connection.
    """

    port: str
    name: str
    title: StrPromise | str
    settings: type[ProviderSettings]
    check: Callable[[Connection], None]
    titles: Mapping[str, StrPromise | str] = field(default_factory=dict)
    long_texts: frozenset[str] = frozenset()
    secrets: tuple[SecretName, ...] = ()
    hook: Callable[[Connection, HookRequest], HookVerdict] | None = None
    adapter: Any = None
    also_in_path: str = ""
    at_once: int = 4

    @property
    def receives(self) -> bool:
        """Whether webhooks come in."""
        return self.hook is not None


S = TypeVar("S", bound=ProviderSettings)


@cache
def providers() -> Mapping[tuple[str, str], Provider]:
    """All providers by (port, name), in that order."""
    found = (importlib.import_module(module).PROVIDER for module in _modules())
    return {(one.port, one.name): one for one in sorted(found, key=lambda one: (one.port, one.name))}


def _modules() -> Iterator[str]:
    for port in pkgutil.iter_modules(importlib.import_module(PACKAGE).__path__, f"{PACKAGE}."):
        for one in pkgutil.iter_modules(importlib.import_module(port.name).__path__, f"{port.name}."):
            module = f"{one.name}.provider"
            if one.ispkg and importlib.util.find_spec(module) is not None:
                yield module


def provider_of(connection: Connection) -> Provider:
    """The adapter of a connection. Raises BadConnection for one that this program no longer has."""
    return provider(connection.port, connection.provider)


def provider(port: str, name: str) -> Provider:
    """The adapter of that port and name. Raises BadConnection."""
    known = providers()
    if not any(of == port for of, _ in known):
        raise BadConnection([_unknown("port", port, sorted({of for of, _ in known}))])
    if (port, name) not in known:
        raise BadConnection([_unknown("provider", name, [one for of, one in known if of == port])])
    return known[port, name]


def _unknown(what: str, value: str, allowed: list[str]) -> FieldError:
    return FieldError(what, "unknown", {"value": value[:40], "allowed": ", ".join(allowed) or "—"})


def settings_of(connection: Connection, kind: type[S]) -> S:
    """The connection's settings as the provider's own type."""
    return kind.model_validate(connection.settings)


def checked_settings(provider: Provider, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of the given settings. Raises BadConnection with an error for each that is wrong."""
    try:
        return provider.settings.model_validate(dict(given)).model_dump(mode="json")
    except ValidationError as error:
        raise BadConnection([_setting_error(one) for one in error.errors()]) from error


def _setting_error(error: Any) -> FieldError:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    if error["type"] == "extra_forbidden":
        return FieldError(name, "unknown_field")
    if error["type"] in ("missing", "string_too_short"):
        return FieldError(name, "missing")
    cause = error.get("ctx", {}).get("error")
    return FieldError(name, "bad_setting", {"value": str(cause or error["msg"])})
