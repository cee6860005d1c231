"""One HTTP call to the outside."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpcore
import httpx

from dozvon.platform.egress.addresses import permitted
from dozvon.platform.egress.errors import EgressRefused, Unreachable
from dozvon.platform.egress.transport import Deadline, PinnedBackend, tls

SECONDS: Final = 20.0
"""For a whole call, from the look-up of the name to the last byte."""
MOST_BYTES: Final = 8 << 20
"""Of an answer."""
MOST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What to send. `basic`, a user and a password, is sent as HTTP Basic; `json` stands for `content`.

    With `keeps_answer` the trace shows the beginning of the answer; leave it out where that holds people's data.
    """

    method: str
    url: str
    params: Mapping[str, str | int] | None = None
    headers: Mapping[str, str] | None = None
    content: bytes | None = None
    json: Any = None
    basic: tuple[str, str] | None = None
    seconds: float = SECONDS
    most_bytes: int = MOST_BYTES
    keeps_answer: bool = True

    @property
    def place(self) -> str:
        """The call as a trace may tell of it: without query and credentials."""
        try:
            url = httpx.URL(self.url)
        except (httpx.InvalidURL, TypeError):
            return self.method
        return f"{self.method} {url.scheme}://{url.host}{f':{url.port}' if url.port else ''}{url.path}"[:200]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whatever its status; `seconds` is how long it took. Redirects are answers like others."""

    status: int
    headers: httpx.Headers
    content: bytes
    seconds: float

    @property
    def is_success(self) -> bool:
        """Whether the status is one of 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON. Raises ValueError."""
        return httpx.Response(self.status, content=self.content).json()


def send(call: Call) -> Answer:
    """Makes the call. Raises EgressRefused where it may not be made, Unreachable where no whole answer came."""
    begun, deadline = time.monotonic(), Deadline(call.seconds)
    request = _request(call)
    url = request.url
    encrypted = url.scheme == "https"
    port = url.port or (443 if encrypted else 80)
    addresses = permitted(url.raw_host.decode("ascii"), port, encrypted=encrypted, seconds=call.seconds)
    try:
        with httpcore.ConnectionPool(
            ssl_context=tls(), network_backend=PinnedBackend(addresses, deadline), max_connections=1
        ) as pool:
            status, headers, content = _exchange(pool, request, call.most_bytes)
    except (httpcore.ConnectTimeout, httpcore.TimeoutException) as error:
        raise Unreachable("time_out") from error
    except httpcore.ConnectError as error:
        raise Unreachable("tls" if _is_tls(error) else "no_connection") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError) as error:
        raise Unreachable("tls" if _is_tls(error) else "cut_off") from error
    return Answer(status=status, headers=headers, content=content, seconds=time.monotonic() - begun)


def _request(call: Call) -> httpx.Request:
    try:
        headers = httpx.Headers({"user-agent": "Dozvon", "accept-encoding": "identity"} | dict(call.headers or {}))
        request = httpx.Request(
            call.method, call.url, params=call.params, headers=headers, content=call.content, json=call.json
        )
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError) as error:
        raise EgressRefused("bad_address") from error
    if request.url.scheme not in ("http", "https") or not request.url.host:
        raise EgressRefused("bad_address")
    if request.url.port is not None and not 0 < request.url.port <= MOST_PORT:
        raise EgressRefused("bad_address")
    if call.basic is not None:
        request = next(httpx.BasicAuth(*call.basic).auth_flow(request))
    return request


def _exchange(
    pool: httpcore.ConnectionPool, request: httpx.Request, most_bytes: int
) -> tuple[int, httpx.Headers, bytes]:
    url = httpcore.URL(
        scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
    )
    with pool.stream(request.method, url, headers=request.headers.raw, content=request.content) as response:
        parts, size = [], 0
        for part in response.iter_stream():
            size += len(part)
            if size > most_bytes:
                raise Unreachable("too_big")
            parts.append(part)
        return response.status, httpx.Headers(response.headers), b"".join(parts)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
