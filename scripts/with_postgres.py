"""Runs a command against a throw-away server of an installed PostgreSQL: `with_postgres.py BIN_DIRECTORY COMMAND…`.

The command finds the server by DOZVON_DATABASE_URL. It listens on a loopback port that was free, keeps its data in
a temporary directory and is gone afterwards. As root it runs as the `postgres` account.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=128MB", "max_connections=200")


def main(binaries: Path, command: list[str]) -> int:
    """Starts the server, runs the command, stops the server; the command's exit code."""
    home = Path(tempfile.mkdtemp(prefix="dozvon-postgres-"))
    owner = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    if owner:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    account = {"user": owner.pw_uid, "group": owner.pw_gid} if owner else {}
    data, port = home / "data", _free_port()
    try:
        made = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **account)
        options = " ".join(f"-c {name}" for name in (*FAST, "listen_addresses=127.0.0.1", f"port={port}"))
        control = [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(home / "log")]
        subprocess.run(
            [*control, "-o", f"{options} -k {home}", "start"], check=True, stdout=subprocess.DEVNULL, **account
        )
        try:
            url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
            return subprocess.run(command, env=os.environ | {"DOZVON_DATABASE_URL": url}, check=False).returncode
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, stdout=subprocess.DEVNULL, **account)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    if len(sys.argv) < 3 or not (Path(sys.argv[1]) / "postgres").exists():
        sys.exit("with_postgres.py BIN_DIRECTORY COMMAND…, such as /usr/lib/postgresql/15/bin pytest tests/orders")
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
