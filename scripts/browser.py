"""Finds what the browser tests need, a browser and fonts, and gets it where there is none. `make test` calls it first.

A browser: the one DOZVON_CHROMIUM names; a Chromium, Chrome or Edge of the system; the one Playwright has downloaded.
Where there is none: Debian's package when root runs it, else Playwright's download. Fonts: one with Cyrillic letters,
known to fontconfig; else Debian's packages when root runs it. What cannot be had is said in one sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMED = "DOZVON_CHROMIUM"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
)
PLACES = (
    "/usr/lib/chromium/chromium",
    "/usr/lib64/chromium-browser/chromium-browser",
    "/opt/google/chrome/chrome",
    "/opt/microsoft/msedge/msedge",
    "/snap/bin/chromium",
)
DOWNLOADED = "chromium-*/chrome-linux*/chrome"
STARTS_WITHIN = 60
"""Seconds; the first start on a busy machine is slow."""


class BrowserMissing(Exception):
    """What the browser tests lack, as one sentence with the cure."""


def starts(path: Path) -> bool:
    """Whether this is a browser: some systems have a program of the name that only says where to get one."""
    try:
        done = subprocess.run(
            (str(path), "--version"), capture_output=True, text=True, timeout=STARTS_WITHIN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and any(character.isdigit() for character in done.stdout)


def known() -> Iterator[Path]:
    """Where a browser may be, in the order of preference."""
    yield from (Path(path) for path in map(shutil.which, NAMES) if path)
    yield from map(Path, PLACES)
    folder = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    yield from sorted(Path(folder).glob(DOWNLOADED), reverse=True)


def find() -> Path | None:
    """The browser of this machine, None where there is none. Raises BrowserMissing where the named one is not there."""
    named = os.environ.get(NAMED)
    if named:
        if not starts(Path(named)):
            raise BrowserMissing(f"{NAMED} names {named}, which is no browser that starts; correct it or unset it")
        return Path(named)
    return next((path for path in known() if path.exists() and starts(path)), None)


def install(*packages: str) -> bool:
    """Debian's packages, where root runs this; whether they are there now."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = ((apt, "update", "-qq"), (apt, "install", "-y", "-qq", "--no-install-recommends", *packages))
    return all(
        subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in commands
    )


def download() -> None:
    """Playwright's own browser; root gets the libraries it needs as well."""
    libraries = ("--with-deps",) if os.geteuid() == 0 and shutil.which("apt-get") else ()
    subprocess.run((sys.executable, "-m", "playwright", "install", *libraries, "chromium"), check=False)


def get_browser() -> Path:
    """The browser of this machine, brought here where there was none. Raises BrowserMissing."""
    found = find()
    if found is None and install("chromium"):
        found = find()
    if found is None:
        download()
        found = find()
    if found is None:
        raise BrowserMissing(
            "The browser tests need a Chromium, Chrome or Edge that starts, and none could be had;"
            f" install the package chromium, or name one by {NAMED}, and run make test again"
        )
    return found


def has_fonts() -> bool:
    """Whether fontconfig knows a font with Cyrillic letters."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return False
    return bool(subprocess.run((fc_list, ":lang=ru"), capture_output=True, text=True, check=False).stdout.strip())


def get_fonts() -> None:
    """Fonts to draw pages with, brought here where there were none. Raises BrowserMissing."""
    if has_fonts() or (install("fontconfig", "fonts-dejavu-core") and has_fonts()):
        return
    raise BrowserMissing(
        "The browser tests need a font with Cyrillic letters that fontconfig knows;"
        " install the packages fontconfig and fonts-dejavu-core and run make test again"
    )


def main() -> int:
    """Exit code 0 with a browser and fonts in place, or 1 and one sentence."""
    try:
        print(f"browser: {get_browser()}")
        get_fonts()
    except BrowserMissing as missing:
        print(f"browser: {missing}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
