"""`python -m bench.lighthouse ADDRESS NAME`: Lighthouse's scores of the desk for somebody signed in.

Lighthouse is no part of the project: `npm install lighthouse` somewhere, and name its program by --program.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from bench import figures
from bench.figures import Row, Table
from bench.home import free_port
from scripts.browser import get_browser

CATEGORIES = ("performance", "accessibility")
TARGET = 95


def main() -> int:
    """Exit code 1 where a score was missed."""
    args = _arguments()
    program = args.program or shutil.which("lighthouse")
    if program is None:
        print("There is no lighthouse on the path; name one by --program", file=sys.stderr)
        return 2
    port, table = free_port(), Table()
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            profile, executable_path=str(get_browser()), args=["--no-sandbox", f"--remote-debugging-port={port}"]
        )
        pages = {"desk": f"{args.address}/desk/new/", "card": _signed_in(browser, args)}
        for form in ("desktop", "mobile"):
            for what, address in pages.items():
                _add(table, f"{what}, {form}", _best(program, port, address, form, args))
        browser.close()
    print(f"\n{table.markdown()}")
    if args.readme:
        figures.write_readme("lighthouse", table.markdown())
    return 1 if table.missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.lighthouse", description=__doc__)
    parser.add_argument("address", help="of a running desk, such as http://127.0.0.1:8000")
    parser.add_argument("name", help="who signs in")
    parser.add_argument("--password", default="dozvon-demo")
    parser.add_argument("--program", help="the path of lighthouse")
    parser.add_argument("--runs", type=int, default=3, help="the best counts: other work only takes away")
    parser.add_argument(
        "--slowdown", default="4", help="of the processor for a phone; less on a machine as slow as one"
    )
    parser.add_argument("--readme", action="store_true", help="write the scores into bench/README.md")
    return parser.parse_args()


def _signed_in(browser: BrowserContext, args: argparse.Namespace) -> str:
    """Signs in and opens the first new order; the address of its card."""
    page = browser.new_page()
    page.goto(f"{args.address}/sign-in")
    page.locator("#field-name").fill(args.name)
    page.locator("#field-password").fill(args.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("#desk")
    page.goto(f"{args.address}/desk/new/")
    page.locator(".dz-row").first.click()
    page.wait_for_selector("article#card")
    address = page.url
    page.close()
    return address


def _best(program: str, port: int, address: str, form: str, args: argparse.Namespace) -> dict[str, Any]:
    """The report with the best performance of some runs. Raises RuntimeError where none came about."""
    as_on = ["--preset=desktop"] if form == "desktop" else [f"--throttling.cpuSlowdownMultiplier={args.slowdown}"]
    found = [_report([program, address, f"--port={port}", *as_on]) for _ in range(args.runs)]
    reports = [one for one in found if one is not None]
    if not reports:
        raise RuntimeError(f"lighthouse gave no report of {address}")
    return max(reports, key=lambda one: float(one["categories"]["performance"]["score"] or 0))


def _report(command: list[str]) -> dict[str, Any] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        command += ["--quiet", "--disable-storage-reset", "--output=json", f"--output-path={path}"]
        command.append(f"--only-categories={','.join(CATEGORIES)}")
        if subprocess.run(command, check=False).returncode:
            return None
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


def _add(table: Table, what: str, report: dict[str, Any]) -> None:
    """One row a category; with the performance goes how fast Lighthouse found the machine to be."""
    for category in CATEGORIES:
        score = round(report["categories"][category]["score"] * 100)
        speed = f" (machine {report['environment']['benchmarkIndex']:.0f})" if category == "performance" else ""
        table.add(Row(f"{what}: {category}{speed}", str(score), f"≥ {TARGET}", ok=score >= TARGET))
    for reference in report["categories"]["performance"]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if reference["weight"] and audit["score"] is not None and audit["score"] < TARGET / 100:
            print(f"  {reference['id']}: {audit.get('displayValue', audit['score'])}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
