"""The provider `shop mapping`: any shop that can send its orders as JSON or as a form."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _
from pydantic import ConfigDict, field_validator

from dozvon.intake.ports import Pulled, ShopOrder, ShopProduct
from dozvon.platform.connections.errors import CheckFailed
from dozvon.platform.connections.hooks import Forged, Genuine, HookRequest, HookVerdict, NothingToKeep
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import Provider, ProviderSettings, SecretName, settings_of
from dozvon.providers.shop.mapping import mapping
from dozvon.providers.shop.mapping.document import MappingDocument, parse

TEST_BODY = b"test=test"
"""What Tilda sends when a webhook is set up."""

_parsed = lru_cache(maxsize=64)(parse)


class MappingSettings(ProviderSettings):
    """The mapping itself, as text: kept to the letter, for mistakes are told by their lines."""

    model_config = ConfigDict(str_strip_whitespace=False)

    mapping: str

    @field_validator("mapping")
    @classmethod
    def _is_mapping(cls, text: str) -> str:
        document = parse(text)
        try:
            ZoneInfo(document.zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"zone: {document.zone!r} is not a time zone; use a name such as Europe/Moscow") from error
        return text


def document_of(connection: Connection) -> MappingDocument:
    """The connection's mapping."""
    return _parsed(settings_of(connection, MappingSettings).mapping)


def judge(connection: Connection, request: HookRequest) -> HookVerdict:
    """Genuine by the token: that of the path, and where the mapping names a header, the secret one in it too."""
    document = document_of(connection)
    if document.token_header:
        given, token = request.headers.get(document.token_header, ""), connection.secret("token")
        if not token or not hmac.compare_digest(given.removeprefix("Bearer ").encode(), token.encode()):
            return Forged()
    if request.method == "GET" or request.body.strip() == TEST_BODY:
        return NothingToKeep()
    return Genuine(None, {"content_type": request.headers.get("content-type", "")[:100]})


class MappedShop:
    """The shop as the intake sees it (`intake.ports.ShopPort`); it cannot be asked for anything."""

    def read_order(self, connection: Connection, body: bytes, sent: Mapping[str, Any]) -> ShopOrder | None:
        """The order by the mapping as it is now; None for a test. Raises UnreadableOrder."""
        document = document_of(connection)
        content = mapping.content_of(body, str(sent.get("content_type", "")))
        return None if mapping.is_test(content, document) else mapping.read_order(content, document)

    def orders_since(self, connection: Connection, cursor: str, now: datetime) -> Iterator[Pulled]:
        """None: nothing is known of the shop's own API."""
        return iter(())

    def products(self, connection: Connection) -> Iterator[Sequence[ShopProduct]]:
        """None."""
        return iter(())


def check(connection: Connection) -> None:
    """Whether the mapping and the token fit together; whether the shop sends, the last message tells."""
    if document_of(connection).token_header and not connection.secret("token"):
        raise CheckFailed("The mapping names a header for the token, but the secret `token` is not set.")


PROVIDER = Provider(
    port="shop",
    name="mapping",
    title=_("Shop with a field mapping"),
    settings=MappingSettings,
    titles={"mapping": _("Mapping: where to find each part of an order")},
    long_texts=frozenset({"mapping"}),
    secrets=(SecretName(name="token", title=_("Token sent by the shop"), required=False),),
    check=check,
    hook=judge,
    adapter=MappedShop(),
    also_in_path="token",
)
