"""What stands between the program and its database, told in one sentence with the cure."""

from __future__ import annotations


class DatabaseUnavailable(Exception):
    """The database cannot be used; the message is one sentence for the person at the console."""
