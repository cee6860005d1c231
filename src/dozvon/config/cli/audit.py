"""`dozvon audit`: proves the invariants on live data."""

from __future__ import annotations

import argparse

from dozvon.config.cli import _installation
from dozvon.core.actor import SYSTEM


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    subparsers.add_parser("audit", help="prove on live data that nobody is forgotten and nothing half-written")


def run(args: argparse.Namespace) -> int:
    """Prints a line for each broken invariant with its offenders; exit code 1 where there is one.

    The run is kept, so that the head sees on the control page when the data was last proved.
    """
    _installation.prepare()
    from django.utils import timezone

    from dozvon.reports.actions.audit import run_audit

    done = run_audit(SYSTEM, timezone.now())
    for one in done.broken:
        more = " …" if one["more"] else ""
        print(f"{one['code']}: {one['says']}: {', '.join(one['offenders'])}{more}")
    print(f"{done.asked} invariants asked, {len(done.broken)} broken")
    return 1 if done.broken else 0
