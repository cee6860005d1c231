"""The desk's shops, people and browsers."""

from tests.web.desk.conftest import desk, irina, noon, olga, stranger

__all__ = ["desk", "irina", "noon", "olga", "stranger"]
