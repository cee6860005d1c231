"""The documentation says what the code does: tables, codes, variables, routes, events, cases, links, examples."""

from __future__ import annotations

import ast
import importlib.util
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from dozvon import presets
from dozvon.api import problems
from dozvon.config import cli
from dozvon.core import money, phones
from dozvon.core.hours import ShopHours, next_call_moment, parse_span, parse_week
from dozvon.core.pipeline.facts import OrderFacts
from dozvon.core.pipeline.queues import queue_of
from dozvon.platform.capabilities import grants
from dozvon.platform.events.kept_fields import declared_kinds
from dozvon.web import errors as web_errors

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "dozvon"
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scripts_reference", ROOT / "scripts" / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


reference = _script()


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of the table whose first heading is `first`, without its backticks."""
    found: list[list[str]] = []
    inside = False
    lines = text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if following.startswith("| ---"):
            inside = cells[0] == first
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("| ---"):
            found.append(cells)
    assert found, f"no table headed by {first!r}"
    return found


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


# Tables made from the code


@pytest.mark.parametrize("file", sorted((DOCS / "reference").glob("*.md")), ids=named)
def test_tables_of_the_reference_are_those_of_the_code(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert reference.filled(text) == text, "run scripts/reference.py"


def test_every_table_stands_on_one_page() -> None:
    standing = [name for file in PAGES for name in reference.tables_of(file.read_text(encoding="utf-8"))]
    assert sorted(standing) == sorted(reference.TABLES)


def test_every_shipped_preset_has_its_table() -> None:
    assert {f"preset-{name}" for name in presets.names()} <= set(reference.TABLES)


# Tables written by hand


def test_every_variable_of_the_environment_is_described_and_no_other() -> None:
    tree = ast.parse((SOURCES / "config" / "env.py").read_text(encoding="utf-8"))
    read = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and re.fullmatch(r"DOZVON_[A-Z_]+", str(node.value))
    }
    files = {
        f"{call.args[1].value}_FILE"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "_or_file"
        and isinstance(call.args[1], ast.Constant)
    }
    assert {cells[0] for cells in rows(page("reference/settings.md"), "variable")} == read | files


def test_every_event_kind_is_described_and_no_other() -> None:
    kinds = set(declared_kinds())
    assert len(kinds) > 5
    assert set(re.findall(r"### `(\w+\.\w+)`", page("reference/events.md"))) == kinds


def test_every_permission_is_explained() -> None:
    explained = page("reference/roles.md").split("What the permissions mean:")[1]
    assert [permission for permission in grants() if f"`{permission}`" not in explained] == []


def test_every_problem_code_of_the_api_is_described_and_no_other() -> None:
    served = {
        call.args[1].value
        for file, call in calls("problem")
        if file.parent.name == "serving" and isinstance(call.args[1], ast.Constant)
    }
    codes = set(problems.titles()) | served | set(web_errors.CODES.values())
    assert {cells[0] for cells in rows(page("reference/api.md"), "code")} == codes


def test_routes_beside_django_are_described() -> None:
    beside = set()
    for file in (SOURCES / "config" / "asgi.py", SOURCES / "platform" / "serving" / "router.py"):
        beside |= set(re.findall(r'"/api/v1(/[a-z]+)"', file.read_text(encoding="utf-8")))
    assert {"/events", "/health", "/ready"} <= beside
    described = {cells[0] for cells in rows(page("reference/api.md"), "method and path")}
    assert [path for path in beside if f"GET {path}" not in described] == []


# Examples


def examples() -> Iterator[tuple[Path, str]]:
    for file in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL):
            for words in re.findall(r"(?:^|\s|/)dozvon ([a-z][^#&|>\n]*)", block):
                yield file, words


def test_commands_of_examples_are_commands() -> None:
    parser = cli._parser()
    parsed = 0
    for file, words in examples():
        try:
            parser.parse_args(shlex.split(words))
        except SystemExit:
            pytest.fail(f"{named(file)}: dozvon {words}")
        parsed += 1
    assert parsed > 20


def test_commands_spoken_of_are_commands() -> None:
    known = {name.removeprefix("dozvon ") for name, _, _ in reference._leaves(cli._parser(), "dozvon", "")}
    known |= {name.split()[0] for name in known}
    unknown = [
        f"{named(file)}: dozvon {words}"
        for file in PAGES
        for words in re.findall(r"`dozvon ([a-z]+(?: [a-z]+)?)", file.read_text(encoding="utf-8"))
        if words not in known and words.split()[0] not in known
    ]
    assert unknown == []


# Cases of the rules


@pytest.mark.parametrize("cells", rows(page("rules/money.md"), "price"), ids=" ".join)
def test_money_comes_to_what_the_rules_say(cells: list[str]) -> None:
    price, quantity, discount, total = cells
    line = money.line_total(None if price == "none" else Decimal(price), int(quantity), Decimal(discount))
    assert str(line) == total


@pytest.mark.parametrize("cells", rows(page("rules/time.md"), "shop"), ids=" ".join)
def test_calls_are_due_when_the_rules_say(cells: list[str]) -> None:
    shop, week, client, wanted, due = cells
    hours = ShopHours(shop, parse_week(week), parse_span("09:00-21:00"))
    moment = datetime.fromisoformat(wanted).replace(tzinfo=ZoneInfo(shop))
    found = next_call_moment(hours, client, moment).astimezone(ZoneInfo(shop))
    assert f"{found:%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize("cells", rows(page("rules/matching.md"), "written"), ids=" ".join)
def test_numbers_are_read_as_the_rules_say(cells: list[str]) -> None:
    written, country, kept, flags = cells
    phone = phones.normalise(written, country)
    assert (phone.e164 or "none") == kept
    assert phone.flags == tuple(re.findall(r"[a-z_]+", flags))


@pytest.mark.parametrize("cells", rows(page("rules/desk.md"), "status"), ids=" ".join)
def test_orders_stand_in_the_tab_that_the_rules_say(cells: list[str]) -> None:
    status, attempts, arrived, reached, tab = cells
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    since = [now - timedelta(days=int(days.split()[0])) for days in (arrived, reached) if days != "never"]
    facts = OrderFacts(status, since[0], since[-1], "Europe/Moscow", int(attempts), int(attempts))
    assert (queue_of(presets.preset("shop"), facts, now, "Europe/Moscow") or "none") == tab


# The page of a running Dozvon


def test_the_api_page_is_open_and_names_every_endpoint_and_shape() -> None:
    from dozvon.api.v1.docs import reference as described
    from dozvon.api.v1.routes import api

    answer = Client(SERVER_NAME="localhost").get("/api/v1/docs")
    text = answer.content.decode()
    known = described(api)
    assert answer.status_code == 200
    assert [e.path for e in known.endpoints if f"{e.method} {e.path}<" not in text] == []
    assert [shape.name for shape in known.shapes if f'id="{shape.name}"' not in text] == []
    assert "OrderIn" in [shape.name for shape in known.shapes]


def test_the_api_page_loads_nothing_from_elsewhere_and_needs_no_script() -> None:
    answer = Client(SERVER_NAME="localhost").get("/api/v1/docs")
    text = answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script|<style|style=|https?://", text) == []
    links = re.findall(r'(?:href|src)="([^"]+)"', text)
    ids = set(re.findall(r'id="([^"]+)"', text))
    assert [link for link in links if link.startswith("#") and link[1:] not in ids] == []
    assert [link for link in links if not link.startswith(("#", "/static/", "openapi.json"))] == []


# The repository as a whole


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function or class of that name."""
    for file in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name:
                yield file, node


IGNORED = {".git", ".venv", "node_modules", "var", "dist", "__pycache__", "LICENSE"}


def files() -> Iterator[tuple[Path, str]]:
    """Every text of the repository."""
    for folder in (
        ROOT / "src",
        ROOT / "tests",
        ROOT / "docs",
        ROOT / "bench",
        ROOT / "scripts",
        ROOT / "requirements",
    ):
        yield from _texts(sorted(folder.rglob("*")))
    yield from _texts(sorted([*ROOT.glob("*"), *(ROOT / ".ci").glob("*")]))


def _texts(found: list[Path]) -> Iterator[tuple[Path, str]]:
    for file in found:
        if file.is_file() and not IGNORED & set(file.relative_to(ROOT).parts):
            try:
                yield file, file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for file in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
            target = link.split("#")[0]
            if target and "://" not in target and not (file.parent / target).exists():
                broken.append(f"{named(file)}: {link}")
    assert broken == []


def test_files_that_where_names_are_there() -> None:
    named_files = set(re.findall(r"`([a-z_0-9]+(?:/[a-z_0-9.]+)+/?)`", page("where.md")))
    assert len(named_files) > 30
    assert sorted(name for name in named_files if not (SOURCES / name).exists() and not (ROOT / name).exists()) == []


def test_every_layer_is_described() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    layers = {name.strip().removeprefix("dozvon.") for layer in contract["layers"] for name in layer.split("|")}
    assert {cells[0] for cells in rows(page("architecture.md"), "folder")} == layers


def test_no_page_is_left_out_of_the_index() -> None:
    linked = set()
    for index in (DOCS / "README.md", DOCS / "adr" / "README.md"):
        for link in re.findall(r"\]\(([^)\s#]+)", index.read_text(encoding="utf-8")):
            linked.add((index.parent / link).resolve())
    assert [named(file) for file in DOCS.rglob("*.md") if file not in linked and file != DOCS / "README.md"] == []


def test_nothing_names_a_registry_or_a_folder_of_somebodys_machine() -> None:
    hosts = ["pypi" + ".org", "files.python" + "hosted.org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com"]
    hosts += ["deb.debian" + ".org", "proxy.golang" + ".org", "static.crates" + ".io"]
    folders = re.compile(r"(?<![\w.}/*-])/(?:work/(?:main|shared)|root/|home/\w+/|Users/\w+/)")
    found = [named(file) for file, text in files() if any(host in text for host in hosts) or folders.search(text)]
    assert found == []


def test_the_licence_is_the_agpl_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text.splitlines()[0]
    assert len(text.splitlines()) == 661
    assert "END OF TERMS AND CONDITIONS" in text
