"""`dozvon ring`."""

from __future__ import annotations

import argparse


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declares the command."""
    subparsers.add_parser("ring", help="ring a bell").set_defaults(carried_out_by="dozvon.dummy.ringing.ring")
