"""Many threads do not make many heaps."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dozvon.platform.serving import heaps

COUNT = """
import ctypes, os, re, sys, threading
from dozvon.platform.serving import heaps
if sys.argv[1] == "few":
    heaps.few()
libc = ctypes.CDLL(None)
met = threading.Barrier(9)
def use():
    kept = [bytearray(5000) for _ in range(50)]
    met.wait(); met.wait()
threads = [threading.Thread(target=use) for _ in range(8)]
[thread.start() for thread in threads]
met.wait()
read, write = os.pipe()
libc.fdopen.restype = ctypes.c_void_p
stream = ctypes.c_void_p(libc.fdopen(write, b"w"))
threading.Thread(target=lambda: (libc.malloc_info(0, stream), libc.fclose(stream))).start()
text = b"".join(iter(lambda: os.read(read, 65536), b""))
met.wait()
print(len(re.findall(rb"<heap nr=", text)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own setting")
def test_eight_threads_share_a_few_heaps() -> None:
    def count(how: str) -> int:
        ran = subprocess.run([sys.executable, "-c", COUNT, how], capture_output=True, text=True, check=True)
        return int(ran.stdout)

    assert count("few") <= heaps.HEAPS < count("usual")
