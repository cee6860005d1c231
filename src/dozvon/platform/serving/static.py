"""Hashed static files from memory, with their compressed twins."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from dozvon.platform.serving.asgi import Headers, Receive, Scope, Send, header, respond

_HASHED = re.compile(r"[.-][0-9A-Za-z_]{8,}\.[a-z0-9]+$")
_ENCODINGS = ((b"br", ".br"), (b"gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class _StaticFile:
    kind: bytes
    etag: bytes
    cache: bytes
    bodies: dict[bytes, bytes]
    """Encoding → bytes; the plain ones under an empty name."""


class StaticFiles:
    """Answers GET and HEAD for the files of one folder; read once, at the start."""

    def __init__(self, folder: Path) -> None:
        """Reads `folder`; a missing one holds no files."""
        self._files = {
            file.relative_to(folder).as_posix(): _read(file)
            for file in sorted(folder.rglob("*"))
            if file.is_file() and file.suffix not in (".br", ".gz")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send, name: str) -> None:
        """Answers the request for the file `name`, a path relative to the folder."""
        head = scope["method"] == "HEAD"
        if not head and scope["method"] != "GET":
            await respond(send, 405, b"", [(b"allow", b"GET, HEAD")])
            return
        file = self._files.get(name)
        if file is None:
            await respond(send, 404, b"", [], head=head)
            return
        encoding = _accepted(header(scope, b"accept-encoding") or b"", file)
        headers: Headers = [
            (b"content-type", file.kind),
            (b"cache-control", file.cache),
            (b"etag", file.etag),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
        ]
        if file.etag in (header(scope, b"if-none-match") or b""):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        if encoding:
            headers.append((b"content-encoding", encoding))
        await respond(send, 200, file.bodies[encoding], headers, head=head)


def _read(file: Path) -> _StaticFile:
    body = file.read_bytes()
    bodies = {b"": body}
    for encoding, suffix in _ENCODINGS:
        twin = file.with_name(file.name + suffix)
        if twin.is_file():
            bodies[encoding] = twin.read_bytes()
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind == "application/javascript":
        kind += "; charset=utf-8"
    # A name that holds its content's hash never changes its content.
    cache = b"public, max-age=31536000, immutable" if _HASHED.search(file.name) else b"no-cache"
    return _StaticFile(kind.encode(), f'"{hashlib.sha256(body).hexdigest()[:20]}"'.encode(), cache, bodies)


def _accepted(accept: bytes, file: _StaticFile) -> bytes:
    refused = re.compile(rb";\s*q=0(\.0*)?$")
    offered = {part.split(b";")[0].strip() for part in accept.lower().split(b",") if not refused.search(part.strip())}
    return next((encoding for encoding, _ in _ENCODINGS if encoding in offered and encoding in file.bodies), b"")
