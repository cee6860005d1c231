"""One port, some web processes, one job process: started, watched and stopped together."""

from __future__ import annotations

import asyncio
import errno
import gc
import logging
import signal
import socket
from collections.abc import Callable
from typing import Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server.embed import Server

from dozvon.platform.serving.asgi import Application
from dozvon.platform.serving.processes import Child, Supervisor

log = logging.getLogger("dozvon.serve")

BACKLOG = 1024
_COLLECT = (20_000, 20, 50)
"""When the collector runs. A page makes some ten thousand objects, nearly all of which die with it by themselves:
by Python's own thresholds the collector would look through them fifteen times on the way."""


class PortTaken(Exception):
    """The address cannot be listened on; the message is one sentence with the cure."""


def listen(host: str, port: int) -> socket.socket:
    """The listening socket that all web processes share. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"Port {port} is taken by another program; stop it or choose another by --port") from error
        if error.errno == errno.EACCES:
            raise PortTaken(f"Port {port} is not open to you; choose one above 1023 by --port") from error
        raise PortTaken(f"{host}:{port} cannot be listened on ({error.strerror}); check --host and --port") from error
    except OverflowError as error:
        raise PortTaken(f"Port {port} does not exist; choose one from 1 to 65535 by --port") from error
    # Inherited by every connection: a page whose head and body are sent apart must not wait for the client to confirm
    # the head, which it may put off by 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)
    return listener


class _SharedPort(Server):
    """Granian on a socket that the parent listens on: what waits in it outlives a killed web process."""

    def __init__(self, application: Application, listener: socket.socket) -> None:
        super().__init__(
            application, interface=Interfaces.ASGINL, websockets=False, log_enabled=False, backpressure=BACKLOG
        )
        self._listener = listener

    def _init_shared_socket(self) -> None:
        # Granian's stubs leave the holder's arguments out.
        self._shd: Any = SocketHolder(self._listener.fileno(), False, BACKLOG)  # type: ignore[call-arg]


def web(listener: socket.socket, build: Callable[[], Application], before_stop: Callable[[], None]) -> None:
    """Serves until SIGTERM or SIGINT; requests under way are finished, live streams are told to end."""

    gc.set_threshold(*_COLLECT)

    async def run() -> None:
        server = _SharedPort(build(), listener)
        loop = asyncio.get_running_loop()

        def stop() -> None:
            before_stop()
            server.stop()  # type: ignore[no-untyped-call]

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        await server.serve()

    asyncio.run(run())


def run(listener: socket.socket, children: list[Child], tend: Callable[[], None]) -> None:
    """Blocks until the program is told to stop."""
    host, port = listener.getsockname()[:2]
    log.info("serving", extra={"address": f"http://{f'[{host}]' if ':' in host else host}:{port}/"})
    Supervisor(children, tend).run()
    listener.close()
