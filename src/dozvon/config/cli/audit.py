"""`dozvon audit`: proves the invariants on live data."""

from __future__ import annotations

import argparse

from dozvon.config.cli import _installation


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    subparsers.add_parser("audit", help="prove on live data that nobody is forgotten and nothing half-written")


def run(args: argparse.Namespace) -> int:
    """Prints a line for each broken invariant with its offenders; exit code 1 where there is one."""
    _installation.prepare()
    from dozvon.audit.queries import audit

    asked = broken = 0
    for finding in audit():
        asked += 1
        if finding.offenders:
            broken += 1
            more = " …" if finding.more else ""
            print(f"{finding.code}: {finding.says}: {', '.join(finding.offenders)}{more}")
    print(f"{asked} invariants asked, {broken} broken")
    return 1 if broken else 0
