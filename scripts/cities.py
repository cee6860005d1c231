"""Builds the compact gazetteer ahead of its first use: `scripts/cities.py [DIRECTORY]`, by default `var/geo`.

Dozvon builds it by itself when it is missing; an image or a read-only installation has it made here.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dozvon.geo import cities


def main() -> None:
    """Writes the file and says what is in it."""
    directory = Path(sys.argv[1] if len(sys.argv) > 1 else "var/geo")
    found = cities.open_at(directory)
    print(f"{directory / cities.file_name()}: {len(found)} spellings")


if __name__ == "__main__":
    main()
