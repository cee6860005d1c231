"""The few ASGI shapes the router speaks, and how to answer in one piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

import orjson

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


def header(scope: Scope, name: bytes) -> bytes | None:
    """The value of one request header; None when absent. `name` in lower case."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def query(scope: Scope, name: str) -> str:
    """The first value of that name in the address; empty when absent."""
    text: str = scope["query_string"].decode("latin-1")
    return parse_qs(text).get(name, [""])[0]


async def respond(send: Send, status: int, body: bytes, headers: Headers, *, head: bool = False) -> None:
    """Sends a whole answer; for HEAD its headers only."""
    full = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": full})
    await send({"type": "http.response.body", "body": b"" if head else body, "more_body": False})


def problem(status: int, code: str, title: str) -> bytes:
    """The body of an RFC 9457 problem without field errors."""
    return orjson.dumps({"type": "about:blank", "title": title, "status": status, "code": code, "errors": []})


PROBLEM_TYPE = (b"content-type", b"application/problem+json")
