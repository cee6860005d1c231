"""The short form of `make faults`: two kills amid concurrent actions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from bench.home import environment
from dozvon.platform.database import cluster

ROOT = Path(__file__).resolve().parents[2]
SHORT = ["--rounds", "2", "--actions", "100", "--orders", "8000", "--operators", "16", "--bodies", "0"]


def test_acknowledged_actions_survive_a_killed_web_process_and_a_killed_database_exactly_once(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench.faults", "--home", str(tmp_path), *SHORT]
    try:
        ended = subprocess.run(
            command, cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False, timeout=240
        )
    finally:
        cluster.stop(tmp_path)
    said = ended.stdout + ended.stderr
    assert ended.returncode == 0, said
    assert re.findall(r"(web|database) +(\d+) of 100 acknowledged", said) == [("web", "100"), ("database", "100")]
    assert "0 broken" in said
