"""Translations of the interface: `update` the .po files from the sources, `compile` them, or `check` that all is said.

Strings are taken from Python and from Jinja templates; msgids are English. `check` fails on a string that is missing,
untranslated, fuzzy, or whose placeholders differ, and on a .po file that `update` would change.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ROOT / "src" / "dozvon"
LOCALE: Final = SOURCES / "web" / "locale"
LANGUAGES: Final = ("ru", "uk")
# Letters the other language has and this one has not: a translation put into the wrong file.
FOREIGN: Final = {"ru": frozenset("іїєґ"), "uk": frozenset("ыэъё")}
METHODS: Final = [
    ("**/migrations/**", "ignore"),
    ("web/static/**", "ignore"),
    ("**.py", "python"),
    ("web/**.html", "jinja2"),
]
JINJA: Final = {
    "extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols",
    "trimmed": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    # Sentences of the core, which knows no translations: said at the edge.
    "mistake_sentence": None,
}
# Dates and tool versions would make every update a change.
_PASSING = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By|Report-Msgid-Bugs-To|Language-Team|'
    r"Project-Id-Version): .*\n",
    re.M,
)


def path_of(language: str) -> Path:
    """The .po file of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def extracted() -> Catalog:
    """All strings of the sources, with the files they stand in."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        str(SOURCES),
        METHODS,
        {"web/**.html": JINJA},
        KEYWORDS,
        comment_tags=("Translators:",),
        strip_comment_tags=True,
        directory_filter=lambda folder: not Path(folder).name.startswith("__"),
    )
    for name, _line, message, comments, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
        catalog.add(
            message,
            None,
            [(f"src/dozvon/{name}", 1)],
            auto_comments=comments,
            context=context,
        )
    return catalog


def kept(language: str) -> Catalog:
    """The translations so far; empty where there is no file yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def renewed(language: str, template: Catalog) -> Catalog:
    """The kept translations under the template's strings; those that no longer occur are dropped."""
    catalog = kept(language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def written(catalog: Catalog, language: str) -> str:
    """The .po file's text: the same catalog always gives the same text."""
    buffer = io.BytesIO()
    catalog.header_comment, catalog.fuzzy = f"# Dozvon: {language}", False
    write_po(buffer, catalog, width=120, sort_by_file=False, include_lineno=False)
    text = _PASSING.sub("", buffer.getvalue().decode("utf-8"))
    return re.sub(
        r'^"Plural-Forms: .*(\n".*")*?(?=\n"MIME)',
        f'"Plural-Forms: {get_plural(language)}\\\\n"',
        text,
        flags=re.M,
    )


def update() -> int:
    """Writes the .po files anew from the sources."""
    template = extracted()
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = renewed(language, template)
        path.write_text(written(catalog, language), encoding="utf-8")
        missing = sum(1 for message in catalog if message.id and not said(message))
        print(f"{language}: {len(catalog)} strings, {missing} to translate")
    return 0


def compile_all() -> int:
    """Writes a .mo file beside each .po file."""
    for language in LANGUAGES:
        if not path_of(language).exists():
            print(
                f"messages: {path_of(language).relative_to(ROOT)} is missing; run make messages",
                file=sys.stderr,
            )
            return 1
        with path_of(language).with_suffix(".mo").open("wb") as file:
            write_mo(file, kept(language))
    return 0


def said(message: Message) -> bool:
    """Whether every form of the string has a translation."""
    return all(forms(message))


def forms(message: Message) -> tuple[str, ...]:
    """The translation in each of its plural forms."""
    string = message.string
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def faults(language: str, template: Catalog) -> Iterator[str]:
    """What is wrong with the language's translations, one sentence each."""
    path = path_of(language)
    catalog = renewed(language, template)
    if not path.exists() or path.read_text(encoding="utf-8") != written(catalog, language):
        yield f"{path.relative_to(ROOT)} is not what the sources say; run make messages"
    for message in catalog:
        if not message.id:
            continue
        name = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        if not said(message):
            yield f"{language}: {name!r} is not translated"
        elif message.fuzzy:
            yield f"{language}: {name!r} is marked fuzzy"
        elif FOREIGN[language] & set("".join(forms(message)).lower()):
            yield f"{language}: {name!r} has letters of another language"
        else:
            yield from (f"{language}: {name!r}: {error}" for error in message.check(catalog))


def hidden() -> Iterator[str]:
    """Strings said inside an f-string: the extraction does not see them, so they would stay English."""
    for path in sorted(SOURCES.rglob("*.py")):
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(outer, ast.JoinedStr):
                continue
            for call in ast.walk(outer):
                if isinstance(call, ast.Call) and _is_said(call):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}: a string inside an f-string is not extracted"


def _is_said(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return name in KEYWORDS and bool(call.args) and isinstance(call.args[0], ast.Constant)


def check() -> int:
    """Exit code 1 and a list where something is missing."""
    template = extracted()
    found = [*hidden()]
    found += [fault for language in LANGUAGES for fault in faults(language, template)]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


COMMANDS: Final = {"update": update, "compile": compile_all, "check": check}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: messages.py {'|'.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]]())
