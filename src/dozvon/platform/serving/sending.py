"""Sends the file that an answer of Django names, in threads of their own: a slow disk holds up nobody else."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, Final

from dozvon.platform.serving.asgi import PROBLEM_TYPE, Application, Message, Receive, Scope, Send, problem, respond

FILE_HEADER: Final = "X-Dozvon-File"
"""Names the file in an answer of Django; it never leaves the process."""
THREADS: Final = 2
_MARK: Final = FILE_HEADER.lower().encode()
_PIECE: Final = 256 * 1024


class FileSending:
    """Wraps Django: an answer that names a file under `root` gets that file as its body."""

    def __init__(self, app: Application, root: Path) -> None:
        """Sends files of `root` only."""
        self._app, self._root = app, root.resolve()
        self._pool = ThreadPoolExecutor(THREADS, "files")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        begun: list[tuple[Message, Path]] = []

        async def watching(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = [value for key, value in message["headers"] if key.lower() == _MARK]
                if named:
                    begun.append((message, Path(named[0].decode())))
                    return
            if not begun:
                await send(message)

        await self._app(scope, receive, watching)
        # Only now: the thread that Django took is free again.
        if begun:
            await self._answer(*begun[0], send, head=scope["method"] == "HEAD")

    async def _answer(self, message: Message, path: Path, send: Send, *, head: bool) -> None:
        loop = asyncio.get_running_loop()
        try:
            if not path.resolve().is_relative_to(self._root):
                raise FileNotFoundError(path)
            file, size = await loop.run_in_executor(self._pool, _open, path)
        except FileNotFoundError:
            await respond(send, 404, problem(404, "not_found", "This file is gone"), [PROBLEM_TYPE], head=head)
            return
        try:
            dropped = (_MARK, b"content-length")
            headers = [(key, value) for key, value in message["headers"] if key.lower() not in dropped]
            headers.append((b"content-length", str(size).encode()))
            await send({"type": "http.response.start", "status": message["status"], "headers": headers})
            left = 0 if head else size
            while left:
                piece = await loop.run_in_executor(self._pool, file.read, min(_PIECE, left))
                if not piece:
                    raise OSError("the file became shorter while it was sent")
                left -= len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": bool(left)})
            if head or not size:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            await loop.run_in_executor(self._pool, file.close)


def _open(path: Path) -> tuple[BinaryIO, int]:
    file = path.open("rb")
    return file, path.stat().st_size
