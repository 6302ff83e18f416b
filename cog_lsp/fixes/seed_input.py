"""Give a prediction an input ``seed``, and what draws random numbers a generator of it."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.interface.scene import ImportName, document_fixed, insert
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import AddSeedInput
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Document, TextEdit

_DESCRIPTION = "Random seed; leave it out for a random one"
_CAUTION = "the model's interface gets one more input"


def add_seed_input(project: Project, plan: AddSeedInput) -> Outcome:
    """The edits that add the last parameter and the keyword argument, with their imports."""
    title = "Add a `seed` input"
    facts = project.python[plan.path]
    function = facts.functions.get(plan.function)
    call = next(
        (
            node
            for node in (py.walk(function.node) if function is not None else ())
            if isinstance(node, py.Call) and node.span == plan.call
        ),
        None,
    )
    if function is None or call is None:
        return Refusal(title, "the call no longer exists")
    params = function.node.params
    if not params or any(param.kind != "positional" for param in params):
        return Refusal(title, f"{function.name}() takes more than named inputs")
    added: list[ImportName] = []
    field = _name_of(facts, "cog.Input", ("cog", "Input"), added)
    optional = _name_of(facts, "typing.Optional", ("typing", "Optional"), added)
    torch = _name_of(facts, "torch", ("torch", ""), added)
    param = f'seed: {optional}[int] = {field}(description="{_DESCRIPTION}", default=None)'
    given = f"generator={torch}.Generator().manual_seed(seed) if seed is not None else None"
    edits = (*_behind(facts.document, params[-1], param), _keyword(facts.document, call, given))
    return document_fixed(facts.document, title, edits, add=added, caution=_CAUTION)


def _name_of(facts: PythonFacts, qualified: str, home: ImportName, added: list[ImportName]) -> str:
    """What the file calls ``qualified``, which is to be imported from ``home`` if it is not."""
    for name, target in facts.imports.items():
        if target.qualified == qualified:
            return name
    added.append(home)
    return home[1] or home[0]


def _behind(document: Document, last: py.Param, new: str) -> Iterator[TextEdit]:
    """The edits that put a parameter behind ``last``, in the layout that this one has."""
    indent = _indent(document, last)
    if indent is None:
        yield insert(last.span.end, f", {new}")
        return
    end = document.line_span(last.span.end).end
    behind = document.text[last.span.end : end].rstrip("\r\n")
    if not behind.strip().startswith((",", "#")) and behind.strip():
        yield insert(last.span.end, f",{document.newline}{indent}{new}")
        return
    has_comma = behind.strip().startswith(",")
    if not has_comma:
        yield insert(last.span.end, ",")
    comma = "," if has_comma else ""
    yield insert(last.span.end + len(behind), f"{document.newline}{indent}{new}{comma}")


def _keyword(document: Document, call: py.Call, new: str) -> TextEdit:
    """The edit that gives ``call`` a keyword argument: before the first, or behind the last one."""
    keyword = next((arg for arg in call.args if arg.name is not None or arg.star == "**"), None)
    if keyword is not None:
        indent = _indent(document, keyword)
        gap = " " if indent is None else f"{document.newline}{indent}"
        return insert(keyword.span.start, f"{new},{gap}")
    if call.args:
        return insert(call.args[-1].span.end, f", {new}")
    return insert(call.args_span.end - 1, new)


def _indent(document: Document, node: py.Node) -> str | None:
    """The blanks before ``node``, if nothing else stands there in its line."""
    before = document.text[document.line_span(node.span.start).start : node.span.start]
    return before if not before.strip() else None
