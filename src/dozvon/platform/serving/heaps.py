"""How the C library hands out memory to the threads of a process."""

from __future__ import annotations

import ctypes
from typing import Final

HEAPS: Final = 2
_ARENA_MAX: Final = -8
"""The name of the setting in glibc's malloc.h."""


def few() -> None:
    """All threads of this process and of those forked from it share HEAPS heaps, where the C library is glibc.

    By itself it makes one for nearly every thread, eight for each processor, and each keeps what was once used.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, HEAPS)
