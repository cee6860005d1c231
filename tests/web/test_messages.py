"""scripts/messages.py: what it takes for said, and what it complains about."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def script(name: str) -> ModuleType:
    """A program of the scripts folder, loaded as a module."""
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", SCRIPTS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


messages = script("messages")


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Catalog:
    """Strings of a small source tree: Python, a template, a plural."""
    source = tmp_path / "src" / "dozvon"
    (source / "web").mkdir(parents=True)
    (source / "shop.py").write_text(
        'a = gettext_lazy("Open")\nb = ngettext("%(n)s order", "%(n)s orders", 2)\nc = pgettext("shop", "Till")\n'
    )
    (source / "web" / "page.html").write_text("{% trans %}\n  Good\n  morning\n{% endtrans %}{{ gettext('Bye') }}")
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCES", source)
    monkeypatch.setattr(messages, "LOCALE", source / "web" / "locale")
    catalog: Catalog = messages.extracted()
    return catalog


def translate(language: str, strings: dict[str, str | tuple[str, ...]]) -> None:
    """Writes the translations into the language's file."""
    catalog = messages.kept(language)
    for message in catalog:
        name = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if name in strings:
            message.string = strings[name]
    messages.path_of(language).write_text(messages.written(catalog, language), encoding="utf-8")


WHOLE = {
    "Open": "Открыть",
    "%(n)s order": ("%(n)s заказ", "%(n)s заказа", "%(n)s заказов"),
    "Till": "Касса",
    "Good morning": "Доброе утро",
    "Bye": "Пока",
}


def complaints(template: Catalog) -> list[str]:
    """What `check` would print for Russian."""
    return list(messages.faults("ru", template))


def test_strings_come_from_python_and_templates(template: Catalog) -> None:
    ids = {message.id if isinstance(message.id, str) else message.id[0] for message in template if message.id}
    assert ids == set(WHOLE)


def test_a_whole_translation_has_no_faults(template: Catalog) -> None:
    messages.update()
    translate("ru", WHOLE)
    assert complaints(template) == []


def test_updating_twice_changes_nothing(template: Catalog) -> None:
    messages.update()
    translate("ru", WHOLE)
    before = messages.path_of("ru").read_text(encoding="utf-8")
    messages.update()
    assert messages.path_of("ru").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        ({"Open": ""}, "'Open' is not translated"),
        ({"%(n)s order": ("%(n)s заказ", "%(n)s заказа", "")}, "'%(n)s order' is not translated"),
        ({"Open": "Відкрити"}, "'Open' has letters of another language"),
        ({"%(n)s order": ("%(m)s заказ", "%(m)s заказа", "%(m)s заказов")}, "'%(n)s order': "),
    ],
)
def test_a_gap_or_a_wrong_placeholder_is_named(
    template: Catalog, spoilt: dict[str, str | tuple[str, ...]], complaint: str
) -> None:
    messages.update()
    translate("ru", WHOLE | spoilt)
    assert any(complaint in fault for fault in complaints(template))


def test_a_doubtful_translation_is_named(template: Catalog) -> None:
    messages.update()
    translate("ru", WHOLE)
    path = messages.path_of("ru")
    path.write_text(path.read_text(encoding="utf-8").replace('msgid "Bye"', '#, fuzzy\nmsgid "Bye"'), encoding="utf-8")
    assert any("'Bye' is marked fuzzy" in fault for fault in complaints(template))


def test_a_string_new_in_the_sources_is_named(template: Catalog) -> None:
    messages.update()
    translate("ru", WHOLE)
    template.add("Fresh", locations=[("src/dozvon/shop.py", 1)])
    found = complaints(template)
    assert any("not what the sources say" in fault for fault in found)
    assert any("'Fresh' is not translated" in fault for fault in found)


def test_a_string_that_the_extraction_cannot_see_is_named(template: Catalog) -> None:
    assert list(messages.hidden()) == []
    (messages.SOURCES / "late.py").write_text("""a = f"{name} ({gettext('back')})"\nb = f"{said(name)}"\n""")
    assert [fault.partition(": ")[0] for fault in messages.hidden()] == ["src/dozvon/late.py:1"]


def test_compiling_without_a_file_says_what_to_do(template: Catalog, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.compile_all() == 1
    assert "run make messages" in capsys.readouterr().err


def test_the_interface_is_wholly_translated() -> None:
    fresh = script("messages")
    whole = fresh.extracted()
    assert [fault for language in fresh.LANGUAGES for fault in fresh.faults(language, whole)] == []
    assert list(fresh.hidden()) == []


def test_mistakes_of_a_pipeline_are_strings_to_translate() -> None:
    ids = {message.id for message in messages.extracted() if isinstance(message.id, str)}
    assert "nothing leads to this status" in ids
