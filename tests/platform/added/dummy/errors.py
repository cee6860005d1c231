"""What can be wrong with a bell."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class BellCracked(Exception):
    """The bell cannot be rung."""

    bell: str
