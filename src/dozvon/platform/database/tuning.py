"""The embedded server's configuration, made anew at each start from what the machine has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MEBIBYTE = 1024 * 1024
CONNECTIONS = 200


def machine_memory() -> int:
    """Bytes of memory this process may count on: the machine's, or the limit of its control group."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")):
        if limit.is_file():
            text = limit.read_text(encoding="ascii").strip()
            if text.isdigit():
                total = min(total, int(text))
    return total


def settings(memory: int, sockets: Path) -> dict[str, str]:
    """Server settings for `memory` bytes; a quarter goes to the shared cache, as PostgreSQL's manual advises.

    Never less than a 512 MiB machine needs, never more than 8 GiB of shared cache.
    """
    whole = max(memory // MEBIBYTE, 256)
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": str(CONNECTIONS),
        "shared_buffers": f"{min(max(whole // 4, 64), 8192)}MB",
        "effective_cache_size": f"{max(whole * 5 // 8, 128)}MB",
        "work_mem": f"{min(max(whole // 512, 4), 64)}MB",
        "maintenance_work_mem": f"{min(max(whole // 16, 64), 1024)}MB",
        "huge_pages": "try",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        # The only method there is here (pglz) costs an action on a cold page five times the time of the write itself.
        "wal_compression": "off",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "idle_in_transaction_session_timeout": "5min",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        # Statements and details hold people's names and numbers: they stay out of the log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }


def configuration(values: Mapping[str, str]) -> str:
    """The text of postgresql.conf; an operator's own changes belong in local.conf, read last."""
    lines = ["# Written by Dozvon at each start; put your own settings in local.conf beside this file."]
    lines += [f"{name} = '{_quoted(value)}'" for name, value in values.items()]
    return "\n".join([*lines, "include_if_exists 'local.conf'", ""])


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")


def entry_rules() -> str:
    """pg_hba.conf: the kernel says who asks (peer), the map says who may; nobody comes by network."""
    return "local all all peer map=dozvon\nlocal replication all peer map=dozvon\n"


def entry_map(owner: str, database_user: str) -> str:
    """pg_ident.conf: the account that owns the data, and root, who could become it anyway."""
    names = dict.fromkeys((owner, "root"))
    return "".join(f'dozvon "{name}" "{database_user}"\n' for name in names)
