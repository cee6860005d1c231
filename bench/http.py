"""A lean HTTP client: one keep-alive connection over a plain socket, so that it costs the measured machine little."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson


class Broken(OSError):
    """The connection ended before the answer was whole."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are lower case."""

    status: int
    headers: Mapping[bytes, bytes]
    body: bytes

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return orjson.loads(self.body)


class Connection:
    """One client's connection; made when first needed, and anew after it broke."""

    def __init__(self, port: int, headers: Mapping[str, str], timeout: float = 60) -> None:
        """`headers` go with each request."""
        self._port, self._timeout = port, timeout
        self._common = "".join(f"{name}: {value}\r\n" for name, value in {"Host": "127.0.0.1", **headers}.items())
        self._socket: socket.socket | None = None
        self._rest = b""

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """GET."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, content: Any = None) -> Answer:
        """POST of a JSON body, or of none."""
        return self.ask("POST", path, b"" if content is None else orjson.dumps(content), "application/json")

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request and its whole answer. Raises OSError where it broke; then nobody knows whether it was done."""
        head = f"{method} {path} HTTP/1.1\r\n{self._common}"
        head += "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        if method != "GET":
            head += f"Content-Length: {len(body)}\r\n" + (f"Content-Type: {kind}\r\n" if kind else "")
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), self._timeout)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(head.encode() + b"\r\n" + body)
            return self._answer()
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Ends the connection."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._rest = None, b""

    def _answer(self) -> Answer:
        head = self._until(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            headers[name.lower()] = value.strip()
        status = int(lines[0].split(b" ", 2)[1])
        if status in (204, 304):
            body = b""
        elif headers.get(b"transfer-encoding") == b"chunked":
            body = self._chunks()
        else:
            body = self._take(int(headers.get(b"content-length", b"0")))
        if headers.get(b"connection") == b"close":
            self.close()
        return Answer(status, headers, body)

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            parts.append(self._take(size))
            self._take(2)
        self._until(b"\r\n")
        return b"".join(parts)

    def _until(self, mark: bytes) -> bytes:
        while (end := self._rest.find(mark)) < 0:
            self._receive()
        found, self._rest = self._rest[:end], self._rest[end + len(mark) :]
        return found

    def _take(self, size: int) -> bytes:
        while len(self._rest) < size:
            self._receive()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _receive(self) -> None:
        assert self._socket is not None
        more = self._socket.recv(262_144)
        if not more:
            raise Broken("the server closed the connection")
        self._rest += more


def bearer(token: str) -> dict[str, str]:
    """The header of a program with a token."""
    return {"Authorization": f"Bearer {token}"}


def browser(session: str, csrf: str = "b" * 32) -> dict[str, str]:
    """The headers of a browser that is signed in; its forms are proved genuine by `csrf`."""
    return {"Cookie": f"dozvon_session={session}; dozvon_csrf={csrf}", "X-CSRFToken": csrf}
