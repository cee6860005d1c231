"""What a command may refuse."""

from __future__ import annotations


class CommandRefused(Exception):
    """The command cannot be carried out; the message is one sentence with the cure. Exit code 2."""
