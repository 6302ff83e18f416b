"""Arguments of ``Input(...)``: given by name, worked out, swapped, or taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.fixes.interface.evaluate import NotConstantError, evaluate, literal
from cog_lsp.fixes.interface.scene import (
    BlockedError,
    Scene,
    fixed,
    insert,
    replace,
    without_argument,
)
from cog_lsp.fixes.result import Outcome
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import TextEdit

# What people write for the keywords of Input(), mostly from pydantic, argparse and typer.
_MEANT = {
    "min": "ge",
    "minimum": "ge",
    "min_value": "ge",
    "max": "le",
    "maximum": "le",
    "max_value": "le",
    "help": "description",
    "desc": "description",
    "descr": "description",
    "doc": "description",
    "title": "description",
    "options": "choices",
    "enum": "choices",
    "pattern": "regex",
    "minlength": "min_length",
    "maxlength": "max_length",
}
_LINE = 88
_SHOWN = 40


def name_default(scene: Scene) -> Outcome:
    """Give a positional default its name."""
    argument = scene.argument()
    call = scene.call_of(argument)
    if call.keyword("default") is not None:
        raise BlockedError("there is also a `default=`")
    if sum(each.name is None for each in call.args) > 1:
        raise BlockedError("there is another positional argument")
    if isinstance(argument.value, py.Constant) and argument.value.value is ...:
        # What pydantic reads as "required", which the input is without it too.
        return fixed(scene, "Remove `...`", [without_argument(scene, argument)])
    title = f"Write `default={scene.text(argument)}`"
    return fixed(scene, title, [insert(argument.span.start, "default=")])


def write_out(scene: Scene) -> Outcome:
    """Put what an expression of constants comes to in its place, where Cog needs a literal."""
    value = _value_at(scene)
    try:
        text = literal(evaluate(scene.facts, value, scene.project))
    except NotConstantError as error:
        raise BlockedError(f"it is not built from constants only: {error}") from error
    if text == scene.text(value):
        raise BlockedError("it is already a literal")
    edits = list(_comments_above(scene, value))
    text = _fitted(scene, value, text)
    is_short = len(text) <= _SHOWN and "\n" not in text
    title = f"Write `{text}`" if is_short else "Write the value itself"
    return fixed(scene, title, [*edits, replace(value.span, text)])


def _comments_above(scene: Scene, value: py.Expr) -> Iterator[TextEdit]:
    """The edit that puts the comments inside of ``value`` on lines of their own above it."""
    comments = [each for each in scene.facts.tree.comments if value.span.contains(each.span)]
    if not comments:
        return
    document = scene.document
    start = document.line_span(value.span.start).start
    before = document.text[start : value.span.start]
    if not re.fullmatch(r"\s+\w+\s*=\s*", before):
        raise BlockedError("it contains a comment and shares its line with other code")
    margin = before[: len(before) - len(before.lstrip())]
    lines = (f"{margin}{comment.text}{document.newline}" for comment in comments)
    yield insert(start, "".join(lines))


def _value_at(scene: Scene) -> py.Expr:
    """The expression at the problem's place: an argument's value, or a plain default."""
    span = scene.problem.span
    for node in py.walk(scene.facts.tree):
        if isinstance(node, py.Argument) and node.span == span:
            return node.value
        if isinstance(node, py.Expr) and node.span == span:
            return node
    raise BlockedError("the value is not written here")


def _fitted(scene: Scene, value: py.Expr, text: str) -> str:
    """``text`` on lines of its own if it is a long list."""
    document = scene.document
    column = document.lines.point(value.span.start).column
    if not text.startswith("[") or column + len(text) <= _LINE:
        return text
    line = document.lines.line_text(document.lines.point(value.span.start).line)
    margin = line[: len(line) - len(line.lstrip())]
    items = _split(text[1:-1])
    newline = document.newline
    return f"[{newline}{''.join(f'{margin}    {item},{newline}' for item in items)}{margin}]"


def _split(text: str) -> list[str]:
    """The items of a list of plain literals."""
    return [
        match[0].strip()
        for match in re.finditer(r"(?:r?\"[^\"]*\"|r?'[^']*'|\[[^\]]*\]|[^,])+", text)
    ]


def swap_bounds(scene: Scene) -> Outcome:
    """Swap two bounds that are the wrong way round."""
    problem = scene.problem
    call = scene.input.call
    names = (problem.text, problem.detail)
    values = [call.keywords.get(name) if call is not None else None for name in names]
    first, second = values
    if first is None or second is None:
        raise BlockedError("one of them is not written here")
    edits = [
        replace(first.value.span, scene.text(second.value)),
        replace(second.value.span, scene.text(first.value)),
    ]
    decision = "only the author knows which of the two is wrong"
    return fixed(scene, f"Swap `{names[0]}` and `{names[1]}`", edits, decision=decision)


def drop_argument(scene: Scene) -> Outcome:
    """Take an argument away that has no effect."""
    argument = scene.argument()
    return fixed(scene, f"Remove `{argument.name}`", [without_argument(scene, argument)])


def drop_refused_argument(scene: Scene) -> Outcome:
    """Take an argument away that Cog refuses; what it asked for is then not checked."""
    argument = scene.argument()
    decision = f"what `{argument.name}` required is then not checked"
    edit = without_argument(scene, argument)
    return fixed(scene, f"Remove `{argument.name}`", [edit], decision=decision)


def known_keyword(scene: Scene) -> Outcome:
    """Write the keyword that was meant in place of one that ``Input()`` does not have."""
    argument = scene.argument()
    name = argument.name or ""
    meant = _MEANT.get(name.lower())
    if meant is None or argument.name_span is None:
        raise BlockedError(f"it is not clear what `{name}` is meant to do")
    if scene.call_of(argument).keyword(meant) is not None:
        raise BlockedError(f"there is already a `{meant}`")
    decision = f"`{name}` is assumed to mean `{meant}`"
    edit = replace(argument.name_span, meant)
    return fixed(scene, f"Write `{meant}`", [edit], decision=decision)


def default_of_factory(scene: Scene) -> Outcome:
    """Write what a ``default_factory`` makes as the default."""
    argument = scene.argument()
    call = scene.call_of(argument)
    if call.keyword("default") is not None:
        raise BlockedError("there is also a `default=`")
    text = _made_by(scene, argument.value)
    edit = TextEdit(argument.span, f"default={text}")
    return fixed(scene, f"Write `default={text}`", [edit])


def _made_by(scene: Scene, factory: py.Expr) -> str:
    factory = py.unparen(factory)
    if isinstance(factory, py.Constant) and factory.value is None:
        return "None"
    if isinstance(factory, py.Name):
        made = {
            "list": "[]",
            "dict": "{}",
            "str": '""',
            "int": "0",
            "float": "0.0",
            "bool": "False",
        }
        if factory.id in made and factory.id not in scene.names_bound():
            return made[factory.id]
    if isinstance(factory, py.Lambda) and not factory.params:
        try:
            return literal(evaluate(scene.facts, factory.body, scene.project))
        except NotConstantError as error:
            raise BlockedError("it returns a value that is not constant") from error
    raise BlockedError("what it returns is not written here")


def import_input(scene: Scene) -> Outcome:
    """Call ``Input`` by the one name by which Cog knows it."""
    span = scene.problem.span
    call = next(
        (node for node in py.walk(scene.facts.tree)
         if isinstance(node, py.Call) and span in (node.span, node.func.span)),
        None,
    )  # fmt: skip
    if call is None or not isinstance(call.func, py.Attribute) or call.func.attr != "Input":
        raise BlockedError("it is not a call of `Input`")
    if scene.project.qualified(scene.facts, call.func) != "cog.Input":
        raise BlockedError("it is not cog's `Input`")
    add = scene.importable("cog", "Input")
    return fixed(scene, "Import `Input` from cog", [replace(call.func.span, "Input")], add=add)
