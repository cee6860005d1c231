"""The built front end: addresses, icons, weight."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import dozvon.web
from dozvon.web import manifest

WEB = Path(dozvon.web.__file__).parent
ROOT = WEB.parent.parent.parent


def test_a_file_is_found_under_the_name_of_its_content() -> None:
    address = manifest.current().address("app.css")
    assert re.fullmatch(r"/static/app-[0-9a-f]{12}\.css", address)
    assert (manifest.DIST / Path(address).name).is_file()


def test_texts_are_there_compressed_both_ways() -> None:
    for name in ("app.css", "app.js", "icons.svg"):
        built = manifest.DIST / Path(manifest.current().address(name)).name
        assert built.with_name(f"{built.name}.gz").is_file()
        assert built.with_name(f"{built.name}.br").is_file()


def test_a_first_visit_loads_at_most_150_kilobytes() -> None:
    first = ["app.css", "app.js", "icons.svg", "favicon.svg", "inter-latin.woff2", "inter-cyrillic.woff2"]
    built = [manifest.DIST / Path(manifest.current().address(name)).name for name in first]
    sizes = [(path.with_name(f"{path.name}.gz") if path.suffix != ".woff2" else path).stat().st_size for path in built]
    assert sum(sizes) <= 150_000


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    texts = [path.read_text(encoding="utf-8") for path in WEB.rglob("*.html")]
    named = {name for text in texts for name in re.findall(r"""icon(?:_name)?(?:\(|=)["']([a-z0-9-]+)["']""", text)}
    assert named
    assert named <= manifest.current().icons


def test_an_icon_points_into_the_sprite() -> None:
    assert re.fullmatch(r"/static/icons-[0-9a-f]{12}\.svg#phone", manifest.current().icon_address("phone"))


def test_what_is_missing_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(manifest.FrontMissing, match="not built; run make setup"):
        manifest.read(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"app.css": "app-1.css", "#icons": ["x"]}), encoding="utf-8")
    small = manifest.read(tmp_path)
    with pytest.raises(manifest.FrontMissing, match=r"no file app\.js"):
        small.address("app.js")
    with pytest.raises(manifest.FrontMissing, match="no icon star; add it"):
        small.icon_address("star")


def test_the_npm_lock_names_hashes_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    outside = {name: package for name, package in packages.items() if name}
    assert outside
    assert all("integrity" in package and "resolved" not in package for package in outside.values())
