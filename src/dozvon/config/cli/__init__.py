"""The `dozvon` command. Every module of this package without a leading underscore is a group of commands, and so is
the module `commands` of a capability (see `platform.console`).

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
from dozvon.config.env import BadEnvironment
from dozvon.platform.capabilities import with_module
from dozvon.platform.console import CommandRefused
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


def _carry_out(args: argparse.Namespace) -> int:
    """Runs a capability's command with the database ready."""
    _installation.prepare()
    module, _, name = args.carried_out_by.rpartition(".")
    return int(getattr(importlib.import_module(module), name)(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dozvon", description="An order desk for shops that sell by phone.")
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    own = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    for name in [*(f"{__name__}.{name}" for name in own), *(f"{at}.commands" for at in with_module("commands"))]:
        module = importlib.import_module(name)
        known = set(subparsers.choices)
        module.add(subparsers)
        for added in set(subparsers.choices) - known:
            subparser = subparsers.choices[added]
            if subparser.get_default("run") is None:
                subparser.set_defaults(run=getattr(module, "run", _carry_out))
    return parser
