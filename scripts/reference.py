"""Tables of the reference, made from the code. `reference.py` writes them into docs/, `--check` says where they differ.

A page keeps a table between two marks, `<!-- table: NAME -->` and `<!-- /table -->`; all around it is written by hand.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from dozvon import presets
from dozvon.core import durations
from dozvon.core.pipeline.action import Action, TaskRule, Variant
from dozvon.core.pipeline.document import Bounds, Ladder, Pipeline, Queue
from dozvon.core.pipeline.parts import Wording

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
_MARKED: Final = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- /table -->)", re.DOTALL)

Row = Sequence[str]


def table(head: Row, rows: Iterable[Row]) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(text) for text in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


# Commands


def commands() -> str:
    """Every command with its arguments."""
    from dozvon.config import cli

    parts = []
    for name, told, parser in _leaves(cli._parser(), "dozvon", ""):
        parts.append(f"### `{name}`\n\n{_sentence(told)}\n")
        rows = [_argument(action) for action in parser._actions if action.dest != "help"]
        if rows:
            parts.append(table(("argument", "must be given", "meaning"), rows))
    return "\n".join(parts)


def _leaves(
    parser: argparse.ArgumentParser, name: str, told: str
) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield name, told, parser
    for group in groups:
        helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for code, subparser in group.choices.items():
            yield from _leaves(subparser, f"{name} {code}", helps.get(code, ""))


def _argument(action: argparse.Action) -> Row:
    named = ", ".join(action.option_strings)
    takes = "" if action.nargs == 0 else str(action.metavar or action.dest.upper())
    if action.choices and not action.metavar:
        takes = ", ".join(map(str, action.choices))
    written = f"`{' '.join(filter(None, (named, takes)))}`"
    needed = action.required if named else action.nargs != "?"
    # The number of web processes follows the machine that writes the page.
    told = re.sub(r"web processes \(\d+\)", "web processes (2, on one core 1)", action.help or "")
    return written, "yes" if needed else "", told


def _sentence(told: str) -> str:
    return told[:1].upper() + told[1:] + "."


# The API


def endpoints() -> str:
    """Every endpoint of the OpenAPI document."""
    from dozvon.api.v1.docs import reference
    from dozvon.api.v1.routes import api

    return table(
        ("method and path", "what it does", "parameters", "body", "answer"),
        (
            (
                f"`{endpoint.method} {endpoint.path}`",
                endpoint.about,
                _codes(member.name for member in endpoint.parameters),
                endpoint.body,
                ", ".join(f"{status} {kind}".strip() for status, kind in endpoint.answers if status < 400),
            )
            for endpoint in reference(api).endpoints
        ),
    )


def shapes() -> str:
    """Every JSON object of the API with its fields."""
    from dozvon.api.v1.docs import reference
    from dozvon.api.v1.routes import api

    parts = []
    for shape in reference(api).shapes:
        parts.append(f"### {shape.name}\n\n{shape.about}\n".replace("\n\n\n", "\n\n"))
        if shape.choices:
            parts.append(f"One of {_codes(shape.choices)}.\n")
        if shape.members:
            rows = ((f"`{m.name}`", m.kind, "yes" if m.required else "", m.note) for m in shape.members)
            parts.append(table(("field", "kind", "required", "limits"), rows))
    return "\n".join(parts)


# Codes and their sentences


def _worded(head: str, sentences: Mapping[str, object]) -> str:
    from django.utils.translation import override

    with override("en"):
        return table((head, "in English"), ((f"`{code}`", str(text)) for code, text in sorted(sentences.items())))


def field_codes() -> str:
    """Codes of wrong fields."""
    from dozvon.exchange.capability import CAPABILITY
    from dozvon.platform import wording

    others = {code: text for code, text in wording.sentences().items() if code not in CAPABILITY.sentences}
    return _worded("code", others)


def file_codes() -> str:
    """Codes of files that cannot be imported, and of their rows."""
    from dozvon.exchange.capability import CAPABILITY

    return _worded("code", CAPABILITY.sentences)


def flags() -> str:
    """Flags that an order may carry."""
    from dozvon.platform import wording

    return _worded("flag", wording.flags())


# Events


def events() -> str:
    """Every kind of event with the fields of its body."""
    from dozvon.platform.events.kept_fields import declared_kinds
    from dozvon.platform.events.schema import body_fields, type_name

    parts = []
    for name, kind in declared_kinds().items():
        parts.append(f"### `{name}`\n\n{kind.__doc__}\n")
        rows = [
            (
                f"`{field.path}`",
                type_name(field.type) + (", may be absent" if field.optional else ""),
                field.after_erasure.value,
                field.meaning,
            )
            for field in body_fields(kind)
        ]
        if rows:
            parts.append(table(("field", "type", "after an erasure", "meaning"), rows))
    return "\n".join(parts)


# People


def roles() -> str:
    """Which role may do what."""
    from dozvon.core.roles import Role
    from dozvon.platform.capabilities import grants, usual_rights

    people = [role for role in Role if role is not Role.SYSTEM]
    rows = (
        [f"`{permission}`", *("yes" if permission in usual_rights()[role] else "" for role in people)]
        for permission in grants()
    )
    return table(["permission", *people], rows)


def scopes() -> str:
    """What a token of each scope may do at most."""
    from dozvon.platform.capabilities import grants, scope_rights

    rows = (
        [f"`{permission}`", *("yes" if permission in allowed else "" for allowed in scope_rights().values())]
        for permission in grants()
    )
    return table(["permission", *scope_rights()], rows)


# Shops


def shop_settings() -> str:
    """What every shop may set."""
    from dozvon.platform.shop_setting import shop_settings

    rows = (
        (f"`{one.option}`", one.title, f"{one.least} to {one.most}", str(one.default), one.about)
        for one in shop_settings().values()
    )
    return table(("option of `dozvon shop set`", "setting", "bounds", "default", "meaning"), rows)


# Presets


def preset(name: str) -> Callable[[], str]:
    """The tables of one shipped preset."""
    return lambda: "\n".join(_preset_parts(presets.preset(name)))


def _preset_parts(pipeline: Pipeline) -> Iterator[str]:
    yield "Statuses:\n"
    statuses = (
        (s.code, s.title, s.kind, "" if s.level is None else str(s.level), "trash" if s.trash else s.milestone or "")
        for s in pipeline.statuses
    )
    yield _titled(("status", "kind", "level", "means"), statuses)
    yield "Queues, in the order of the tabs:\n"
    yield _titled(("queue", "holds", "order", "dialled"), (_queue(queue) for queue in pipeline.queues))
    yield "Actions:\n"
    yield table(
        (
            "action",
            "in Russian",
            "for",
            "from",
            "call",
            "problem",
            "comment",
            "`call_back_at` and fields",
            "to",
            "next task",
            "the order must have",
            "answers",
        ),
        (row for action in pipeline.actions for row in _actions(pipeline, action)),
    )
    yield "Tasks:\n"
    tasks = (
        (t.code, t.title, "yes" if t.call else "", ", ".join([t.role or "anybody", *t.also])) for t in pipeline.tasks
    )
    yield _titled(("task", "is a call", "for"), tasks)
    if pipeline.ladders:
        yield "Ladders:\n"
        yield table(("ladder", "after unsuccessful calls 1, 2 …", "then"), map(_ladder, pipeline.ladders))
    if pipeline.lists:
        yield "Lists of problems:\n"
        yield table(
            ("list", "problems"), ((f"`{reasons.code}`", _codes(reasons.problems)) for reasons in pipeline.lists)
        )
    yield "Problems:\n"
    problems = ((p.code, p.title, "trash" if p.trash else "", p.siblings or "") for p in pipeline.problems)
    yield _titled(("problem", "means", "the client's other orders"), problems)
    if pipeline.matrix:
        yield "Moves to a lower level that are allowed all the same, and losses that are not:\n"
        moves = (
            (f"`{m.source}`", f"`{m.to}`", ("not " if m.forbid else "") + (", ".join(m.roles) or "anybody"))
            for m in pipeline.matrix
        )
        yield table(("from", "to", "for"), moves)
    yield f"The card shows: {_codes(pipeline.card.sections)}.\n"
    yield "What the client is told:\n"
    said = ((f"`{sentence.when}`", sentence.text.en, sentence.text.ru) for sentence in pipeline.say)
    yield table(("when", "in English", "in Russian"), said)
    if pipeline.ageing:
        rule = pipeline.ageing
        yield (
            f"Ageing: an order in {_codes(rule.statuses)} that nobody reached for more than {rule.days} days of the "
            f"shop gets the task `{rule.task}` at the shop's midnight.\n"
        )


def _titled(head: Row, rows: Iterable[tuple[str, Wording, *tuple[str, ...]]]) -> str:
    """A table of codes with their wording; the rest of each row as it is."""
    return table(
        (head[0], "in English", "in Russian", *head[1:]),
        ((f"`{code}`", title.en, title.ru, *rest) for code, title, *rest in rows),
    )


def _queue(queue: Queue) -> tuple[str, Wording, *tuple[str, ...]]:
    where = queue.where
    bounds = (("unsuccessful calls", where.attempts), ("age in days", where.age))
    holds = ", ".join([_codes(where.statuses), *(f"{what} {_bounds(b)}" for what, b in bounds if b != Bounds())])
    order = {"oldest": "oldest first", "due": "due first", "newest": "newest first"}[queue.order]
    dialled = f"priority {queue.priority}" if queue.dialled else "no"
    return queue.code, queue.title, holds, order, dialled + (", nobody's only" if queue.only_unassigned else "")


def _bounds(bounds: Bounds) -> str:
    if bounds.max == (bounds.min or 0):
        return str(bounds.max)
    return f"{bounds.min} or more" if bounds.max is None else f"up to {bounds.max}"


def _actions(pipeline: Pipeline, action: Action) -> Iterator[Row]:
    for branch in action.branches:
        choice, variant = branch.choice, branch.variant
        item = next((item for item in action.choices if item.code == choice), None)
        yield (
            f"`{action.code}`" + (f", choice `{choice}`" if choice else ""),
            action.title.ru + (f": {item.title.ru}" if item else ""),
            ", ".join(action.roles) or "all",
            _codes(branch.sources)
            + (f" with task {_codes(branch.case.tasks)}" if branch.case and branch.case.tasks else ""),
            {"made": "made", "not_made": "not made", "any": "not needed"}[variant.call],
            _problem(variant),
            _comment(variant),
            _wanted(variant),
            f"`{variant.to}`",
            _task(variant.task) if pipeline.status[variant.to].kind == "open" else "none",
            _codes(action.requires),
            _codes(variant.cures),
        )


def _problem(variant: Variant) -> str:
    rule = variant.problem
    return {"forbidden": "empty", "required": f"from `{rule.list}`", "fixed": f"set: `{rule.value}`"}[rule.rule]


def _comment(variant: Variant) -> str:
    if variant.comment.auto is not None:
        return f"made when empty: {variant.comment.auto.en}"
    return variant.comment.rule


def _wanted(variant: Variant) -> str:
    moment = {"forbidden": "", "required": "`call_back_at`", "ladder": "`call_back_at` where the ladder lets it"}
    fields = (f"`{item.code}`" + ("" if item.required else " (optional)") for item in variant.fields)
    return ", ".join(filter(None, (moment[variant.call_back_at], *fields)))


def _task(rule: TaskRule | None) -> str:
    if rule is None:
        return "as it was"
    when = rule.when
    if when.ladder is not None:
        moment = f"by ladder `{when.ladder}`"
    elif when.field is not None:
        moment = (f"{durations.write(when.before)} before " if when.before else "at ") + f"`{when.field}`"
    elif when.days is not None:
        moment = "on the next day" if when.days == 1 else f"{when.days} days on"
    else:
        moment = f"after {durations.write(when.after)}" if when.after else "at once"
    return f"`{rule.kind}` {moment}"


def _ladder(ladder: Ladder) -> Row:
    steps = ", ".join(durations.write(step) for step in ladder.steps)
    if ladder.end is not None:
        problem = f" with `{ladder.end.problem}`" if ladder.end.problem else ""
        then = f"call {len(ladder.steps) + 1} ends in `{ladder.end.status}`{problem}"
    else:
        then = f"every {durations.write(ladder.repeat)}" if ladder.repeat else ""
    if ladder.operator_names_time_from is not None:
        then += f"; from call {ladder.operator_names_time_from} on the operator may name the time"
    return f"`{ladder.code}`", steps, then


TABLES: Final[dict[str, Callable[[], str]]] = {
    "commands": commands,
    "endpoints": endpoints,
    "shapes": shapes,
    "field-codes": field_codes,
    "file-codes": file_codes,
    "flags": flags,
    "events": events,
    "roles": roles,
    "scopes": scopes,
    "shop-settings": shop_settings,
    "preset-shop": preset("shop"),
    "preset-envy": preset("envy"),
    "preset-school": preset("school"),
}


def filled(page: str) -> str:
    """The page with each of its tables as the code has it. Raises KeyError for a table there is none of."""
    return _MARKED.sub(lambda found: f"{found[1]}\n{TABLES[found[2]]().strip()}\n\n{found[3]}", page)


def tables_of(page: str) -> list[str]:
    """The names of the tables the page keeps."""
    return [found[2] for found in _MARKED.finditer(page)]


def main() -> int:
    """Writes the tables, or with `--check` names the pages that differ."""
    # No database is asked and nothing is kept: any key will do.
    os.environ.setdefault("DOZVON_SECRET_KEY", "-" * 50)
    os.environ["DJANGO_SETTINGS_MODULE"] = "dozvon.config.settings"
    import django

    django.setup()
    stale = []
    for file in sorted(DOCS.rglob("*.md")):
        page = file.read_text(encoding="utf-8")
        fresh = filled(page)
        if fresh != page:
            stale.append(file)
            if "--check" not in sys.argv[1:]:
                file.write_text(fresh, encoding="utf-8")
    for file in stale:
        print(file.relative_to(ROOT))
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
