"""The `dozvon` command. Every module of this package without a leading underscore is a group of commands.

Such a module has `add(subparsers)`, which declares its commands, and `run(args) -> int`, which carries them out; a
parser that sets its own default `run` overrides it. Expected errors become one sentence on stderr and exit code 2.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Sequence

from dozvon.config.cli import _installation
from dozvon.config.cli._errors import CommandRefused
from dozvon.config.env import BadEnvironment
from dozvon.platform.database.errors import DatabaseUnavailable

_EXPECTED = (CommandRefused, BadEnvironment, DatabaseUnavailable)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit code."""
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except _EXPECTED as error:
        print(f"dozvon: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    finally:
        _installation.leave()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dozvon", description="An order desk for shops that sell by phone.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")):
        module = importlib.import_module(f"{__name__}.{name}")
        known = set(subparsers.choices)
        module.add(subparsers)
        for added in set(subparsers.choices) - known:
            subparser = subparsers.choices[added]
            if subparser.get_default("run") is None:
                subparser.set_defaults(run=module.run)
    return parser
