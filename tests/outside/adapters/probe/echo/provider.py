"""A provider of the tests' own: every kind of setting, two secrets, a hook."""

from __future__ import annotations

from typing import Literal

from pydantic import field_validator

from dozvon.platform.connections.errors import CheckFailed
from dozvon.platform.connections.hooks import Forged, Genuine, HookAnswer, HookRequest, HookVerdict
from dozvon.platform.connections.models import Connection
from dozvon.platform.connections.providers import Provider, ProviderSettings, SecretName, settings_of


class EchoSettings(ProviderSettings):
    """Where the echo is."""

    url: str
    pages: int = 1
    tone: Literal["loud", "quiet"] = "loud"
    is_slow: bool = False
    note: str = ""

    @field_validator("url")
    @classmethod
    def _has_scheme(cls, url: str) -> str:
        if "://" not in url:
            raise ValueError("Write the address with https://.")
        return url


def check(connection: Connection) -> None:
    """Fails for an address that is down."""
    if "down" in settings_of(connection, EchoSettings).url:
        raise CheckFailed("The echo does not answer.")


def judge(connection: Connection, request: HookRequest) -> HookVerdict:
    """Genuine where its header says so, under the id that it gives."""
    if request.headers.get("x-echo") != connection.secret("key"):
        return Forged()
    return Genuine(request.headers.get("x-echo-id"), {"rest": request.rest}, HookAnswer(200, b"heard", "text/plain"))


PROVIDER = Provider(
    port="probe",
    name="echo",
    title="Echo",
    settings=EchoSettings,
    check=check,
    titles={"url": "Address", "note": "Note"},
    long_texts=frozenset({"note"}),
    secrets=(SecretName(name="key", title="Key"), SecretName(name="spare", title="Spare key", required=False)),
    hook=judge,
    at_once=1,
)
