"""Connections of shops, their webhooks and the job that reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from dozvon.api import hooks
from dozvon.platform.connections.models import Connection
from dozvon.platform.inbox import tasks
from dozvon.platform.inbox.models import RECEIVED, InboxMessage
from dozvon.platform.serving.rates import RateLimit
from dozvon.shops.models import Shop
from tests import factories as make

Send = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "BY_ADDRESS", RateLimit(20, 600))
    monkeypatch.setattr(hooks, "BY_CONNECTION", RateLimit(20, 600))


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def send(source: Connection, body: bytes, *, path: str = "", kind: str = "application/json", **headers: str) -> int:
    """A webhook; the answer's status."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Browser().generic("POST", path or source.hook_path(), body, content_type=kind, headers=given)
    return answer.status_code


def read_all() -> None:
    """What the jobs do."""
    for pk in list(InboxMessage.objects.filter(state=RECEIVED).order_by("pk").values_list("pk", flat=True)):
        tasks.read_message.func(message_id=pk)


def states() -> list[str]:
    return list(InboxMessage.objects.order_by("pk").values_list("state", flat=True))


def as_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
