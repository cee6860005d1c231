"""A file that Django names is sent by the router, and nothing else is."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from dozvon.platform.serving.asgi import Application, Receive, Scope, Send
from dozvon.platform.serving.sending import FILE_HEADER, FileSending


def naming(path: str | None) -> Application:
    """Stands for Django: an empty answer that names the file."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"text/plain"), (b"content-length", b"0")]
        if path is not None:
            headers.append((FILE_HEADER.encode(), path.encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app


def ask(app: Application, root: Path, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    asyncio.run(FileSending(app, root)({"type": "http", "method": method}, receive, send))
    assert sent[-1]["more_body"] is False
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:])


@pytest.mark.parametrize("size", [0, 5, 256 * 1024, 700_001])
def test_the_named_file_is_the_body(tmp_path: Path, size: int) -> None:
    (tmp_path / "file").write_bytes(b"x" * size)
    status, headers, body = ask(naming(str(tmp_path / "file")), tmp_path)
    assert (status, body) == (200, b"x" * size)
    assert headers == {b"content-type": b"text/plain", b"content-length": str(size).encode()}


def test_head_tells_its_length_and_sends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    assert ask(naming(str(tmp_path / "file")), tmp_path, "HEAD")[1:] == (
        {b"content-type": b"text/plain", b"content-length": b"5"},
        b"",
    )


def test_what_is_gone_or_elsewhere_is_not_found(tmp_path: Path) -> None:
    inside = tmp_path / "files"
    inside.mkdir()
    (tmp_path / "secret.key").write_text("secret")
    for path in (inside / "gone", tmp_path / "secret.key", inside / ".." / "secret.key"):
        status, _, body = ask(naming(str(path)), inside)
        assert (status, b"secret" in body) == (404, False)


def test_other_answers_pass_as_they_are(tmp_path: Path) -> None:
    assert ask(naming(None), tmp_path) == (200, {b"content-type": b"text/plain", b"content-length": b"0"}, b"")
