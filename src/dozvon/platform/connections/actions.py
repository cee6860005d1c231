"""Connections are added, changed, switched and checked here; the log of accounts notes each, and never a secret."""

from __future__ import annotations

import json
import secrets as randomness
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.accounts.changes import note
from dozvon.platform.connections import access, traffic
from dozvon.platform.connections.errors import BadConnection, CheckFailed
from dozvon.platform.connections.models import OFF, ON, Connection
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS
from dozvon.platform.connections.providers import Provider, checked_settings, provider, provider_of
from dozvon.platform.egress.errors import OutsideError, reason_of
from dozvon.platform.secrets import sealing

LONGEST_SECRET = 20_000


def add(
    actor: Actor,
    port: str,
    name: str,
    shops: Mapping[int, str] | None,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> Connection:
    """A new connection, on. `shops` are ids with codes, None for every shop; the connection is named after the
    provider and the first shop. Raises NotPermitted and BadConnection."""
    if not actor.may(MANAGE_CONNECTIONS):
        raise NotPermitted
    adapter = provider(port, name)
    _check_shops(actor, None if shops is None else list(shops))
    kept = checked_settings(adapter, settings)
    _check_secrets(adapter, secrets, {})
    stem = f"{name}-{next(iter(shops.values()))}" if shops else name
    with transaction.atomic():
        made = _created(stem, port, name, None if shops is None else sorted(shops), kept, actor)
        made.sealed_secrets = _sealed(made, secrets)
        if adapter.receives:
            made.sealed_hook_token = sealing.seal("connection.hook", made.code, randomness.token_urlsafe(24))
        made.save(update_fields=["sealed_secrets", "sealed_hook_token"])
        note(actor, "connection.added", connection=made.code, settings=sorted(kept), secrets=sorted(secrets))
    return made


def change(
    actor: Actor,
    code: str,
    shops: Sequence[int] | None,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
) -> Connection:
    """Other shops and settings; `secrets` are only those to be set anew. Raises NotPermitted, ConnectionNotFound and
    BadConnection."""
    _check_shops(actor, shops)
    with transaction.atomic():
        connection = access.kept(actor, code)
        adapter = provider_of(connection)
        kept = checked_settings(adapter, settings)
        before = connection.opened_secrets() if connection.sealed_secrets and not _replaces(adapter, secrets) else {}
        _check_secrets(adapter, secrets, before)
        turned = sorted(name for name in kept if kept[name] != connection.settings.get(name))
        connection.shop_ids = None if shops is None else sorted(shops)
        connection.settings = kept
        if secrets:
            connection.sealed_secrets = _sealed(connection, before | dict(secrets))
        connection.save(update_fields=["shop_ids", "settings", "sealed_secrets"])
        note(actor, "connection.changed", connection=code, settings=turned, secrets=sorted(secrets))
    return connection


def turn_off(actor: Actor, code: str) -> None:
    """Nothing goes out or comes in by it until it is on again. Raises NotPermitted and ConnectionNotFound."""
    _turn(actor, code, OFF, "connection.off")


def turn_on(actor: Actor, code: str) -> None:
    """It is used again. Raises NotPermitted and ConnectionNotFound."""
    _turn(actor, code, ON, "connection.on")


def check(actor: Actor, code: str, now: datetime) -> None:
    """Asks the other side whether the connection works, and keeps the answer.

    No transaction is open meanwhile. Raises NotPermitted, ConnectionNotFound, BadConnection and CheckFailed.
    """
    connection = access.get(actor, code)
    try:
        provider_of(connection).check(connection)
    except OutsideError as error:
        traffic.note_failure(connection.pk, error.code, now)
        raise CheckFailed(reason_of(error.code)) from error
    except CheckFailed as error:
        traffic.note_failure(connection.pk, str(error), now)
        raise
    traffic.note_success(connection.pk, now)


def _turn(actor: Actor, code: str, state: str, kind: str) -> None:
    with transaction.atomic():
        connection = access.kept(actor, code)
        if connection.is_on != (state == ON):
            connection.state = state
            connection.save(update_fields=["state"])
            note(actor, kind, connection=code)


def _check_shops(actor: Actor, shops: Sequence[int] | None) -> None:
    if shops is not None and not shops:
        raise BadConnection([FieldError("shops", "missing")])
    if actor.shops is not None and (shops is None or not actor.shops.issuperset(shops)):
        raise BadConnection([FieldError("shops", "not_your_shop")])


def _check_secrets(adapter: Provider, given: Mapping[str, str], before: Mapping[str, str]) -> None:
    known = {secret.name: secret for secret in adapter.secrets}
    found = [FieldError(name, "unknown_field") for name in given if name not in known]
    for name, secret in known.items():
        text = given.get(name, before.get(name, ""))
        if secret.required and not text:
            found.append(FieldError(name, "missing"))
        elif len(text) > LONGEST_SECRET:
            found.append(FieldError(name, "too_long", {"limit": str(LONGEST_SECRET)}))
    if found:
        raise BadConnection(found)


def _replaces(adapter: Provider, secrets: Mapping[str, str]) -> bool:
    """Whether all secrets are given anew, so that those there need not be read: the key may be lost."""
    return {secret.name for secret in adapter.secrets} <= {name for name, text in secrets.items() if text}


def _sealed(connection: Connection, secrets: Mapping[str, str]) -> str:
    there = {name: text for name, text in secrets.items() if text}
    return sealing.seal("connection", connection.code, json.dumps(there)) if there else ""


def _created(
    stem: str, port: str, name: str, shop_ids: list[int] | None, settings: dict[str, Any], actor: Actor
) -> Connection:
    """The row under a code of its own: the stem, or the stem and a number."""
    stem = stem.lower().replace("_", "-")[:36]
    for number in range(1, 1000):
        code = stem if number == 1 else f"{stem}-{number}"
        try:
            with transaction.atomic():
                return Connection.objects.create(
                    code=code,
                    port=port,
                    provider=name,
                    shop_ids=shop_ids,
                    settings=settings,
                    created_by_id=actor.user_id,
                    created_by=actor.name[:120],
                )
        except IntegrityError:
            continue
    raise BadConnection([FieldError("provider", "too_many", {"limit": "999"})])
