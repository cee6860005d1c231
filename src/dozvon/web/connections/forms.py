"""The form of a connection, drawn from what its provider declares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from django.http import QueryDict

from dozvon.platform.connections.providers import Provider

Kind = Literal["text", "long", "number", "flag", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting as the form shows it."""

    name: str
    title: str
    kind: Kind
    value: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretField:
    """One secret: it can be set, never read."""

    name: str
    title: str
    is_set: bool
    required: bool


@dataclass(frozen=True, slots=True)
class TypedConnection:
    """What was sent. `shops` is None where none was ticked: every shop."""

    settings: dict[str, str]
    secrets: dict[str, str]
    shops: list[int] | None


def setting_fields(provider: Provider, values: Mapping[str, Any]) -> list[SettingField]:
    """The provider's settings in their order, with their values or else what they begin with."""
    return [_setting(provider, name, values) for name in provider.settings.model_fields]


def _setting(provider: Provider, name: str, values: Mapping[str, Any]) -> SettingField:
    declared = provider.settings.model_fields[name]
    first = "" if declared.is_required() else declared.get_default(call_default_factory=True)
    kind, choices = _kind(provider, name, declared.annotation)
    value = values.get(name, first)
    text = ("1" if value in (True, "1", "true") else "") if kind == "flag" else "" if value is None else str(value)
    return SettingField(name=name, title=str(provider.titles.get(name, name)), kind=kind, value=text, choices=choices)


def _kind(provider: Provider, name: str, annotation: Any) -> tuple[Kind, tuple[tuple[str, str], ...]]:
    if name in provider.long_texts:
        return "long", ()
    if get_origin(annotation) is Literal:
        return "choice", tuple((str(one), str(one)) for one in get_args(annotation))
    if annotation is bool:
        return "flag", ()
    return ("number" if annotation is int else "text"), ()


def secret_fields(provider: Provider, there: frozenset[str]) -> list[SecretField]:
    """The provider's secrets; `there` are those that are set."""
    return [
        SecretField(name=one.name, title=str(one.title), is_set=one.name in there, required=one.required)
        for one in provider.secrets
    ]


def read(provider: Provider, sent: QueryDict) -> TypedConnection:
    """The form as it was sent; settings left empty begin as the provider says."""
    settings = {}
    for field in setting_fields(provider, {}):
        text = sent.get(field.name, "").replace("\r\n", "\n").replace("\x00", "")
        if field.kind == "flag":
            settings[field.name] = "true" if text else "false"
        elif text.strip():
            settings[field.name] = text
    secrets = {one.name: sent.get(f"secret-{one.name}", "").strip().replace("\x00", "") for one in provider.secrets}
    ticked = [int(one) for one in sent.getlist("shops") if one.isascii() and one.isdigit() and len(one) < 19]
    return TypedConnection(settings, {name: text for name, text in secrets.items() if text}, ticked or None)
