"""Refuses subjects of commits that are longer than a line: 72 characters, from f0977dc on. CI calls it.

Looks at as much history as the clone has; where there is none, or no git, there is nothing to refuse.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BASE = "f0977dc"
SINCE = "2026-11-30T22:09:24+00:00"
"""When BASE was made: commits before it were written by another rule."""
LONGEST = 72


def git(root: Path, *arguments: str) -> str | None:
    """What git printed; None where it refused or is not there."""
    program = shutil.which("git")
    if program is None:
        return None
    done = subprocess.run((program, *arguments), cwd=root, capture_output=True, encoding="utf-8", check=False)
    return done.stdout if done.returncode == 0 else None


def subjects(root: Path) -> list[tuple[str, str]]:
    """Hash and subject of each commit since BASE, newest first; those since its day in a clone that ends before it."""
    has_base = git(root, "merge-base", "--is-ancestor", BASE, "HEAD") is not None
    extent = (f"{BASE}..HEAD",) if has_base else (f"--since={SINCE}", "HEAD")
    listed = git(root, "log", "--no-merges", "--format=%h%x09%s", *extent) or ""
    return [(commit, subject) for commit, _, subject in (line.partition("\t") for line in listed.splitlines())]


def main() -> int:
    """Exit code 0, or 1 and a line for each subject that is too long."""
    long = [(commit, subject) for commit, subject in subjects(ROOT) if len(subject) > LONGEST]
    for commit, subject in long:
        print(f"subjects: {commit} has {len(subject)} characters, {LONGEST} at most: {subject}", file=sys.stderr)
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main())
