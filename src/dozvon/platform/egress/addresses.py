"""Which addresses the program may call: public ones by https, private ones in the networks that are listed."""

from __future__ import annotations

import queue
import socket
import threading
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings

from dozvon.platform.egress.errors import EgressRefused, Unreachable

Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")
_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that is given out of IPv6: elsewhere are site-local, translating and IPv4-compatible addresses."""


def permitted(host: str, port: int, *, encrypted: bool, seconds: float) -> list[str]:
    """The addresses of the host that may be called, in the order to try them.

    The caller connects to these and looks the name up no more, so that a second answer of the name server cannot lead
    elsewhere. Raises EgressRefused and Unreachable.
    """
    found = _resolve(host, port, seconds)
    public = [address for address in found if is_public(address)]
    listed = [address for address in found if is_listed(address)]
    allowed = [address for address in found if address in listed or (encrypted and address in public)]
    if not allowed:
        raise EgressRefused("plain_http" if public else "private_address")
    return [str(address) for address in allowed]


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could be meant; addresses in other clothes count as what they wrap."""
    inner = _unwrapped(address)
    given_out = isinstance(inner, IPv4Address) or inner in _GLOBAL_UNICAST
    return given_out and inner.is_global and not inner.is_multicast


def is_listed(address: Address) -> bool:
    """Whether DOZVON_OUTBOUND_PRIVATE lists the address's network."""
    inner = _unwrapped(address)
    return any(inner in network for network in settings.OUTBOUND_PRIVATE)


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _resolve(host: str, port: int, seconds: float) -> list[Address]:
    try:
        return [ip_address(host.strip("[]"))]
    except ValueError:
        pass
    answers: queue.Queue[list[Address]] = queue.Queue()
    # The system's resolver knows no deadline: a thread may be left waiting for it.
    threading.Thread(target=_look_up, args=(host, port, answers), name="resolving", daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0.01))
    except queue.Empty:
        raise Unreachable("time_out") from None
    if not found:
        raise Unreachable("no_such_host")
    return found


def _look_up(host: str, port: int, answers: queue.Queue[list[Address]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put(list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found)))
    except (OSError, UnicodeError, ValueError):
        answers.put([])
