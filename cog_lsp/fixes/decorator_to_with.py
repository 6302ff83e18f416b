"""A decorator that is a context becomes a ``with`` block around the function's body."""

from __future__ import annotations

from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import DecoratorToWith
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Document, Span, TextEdit

_TITLE = "Use a with block instead of the decorator"


def decorator_to_with(project: Project, plan: DecoratorToWith) -> Outcome:
    """The edits that take the decorator's line away and put the body one step further in."""
    facts = project.python[plan.path]
    document, text = facts.document, facts.document.text
    function = facts.functions.get(plan.function)
    decorators = function.node.decorators if function is not None else ()
    decorator = next((d for d in decorators if d.span == plan.decorator), None)
    if function is None or decorator is None:
        return Refusal(_TITLE, "the decorator no longer exists")
    if decorator is not decorators[-1]:
        return Refusal(_TITLE, "it wraps another decorator")
    body = function.node.body
    if _is_docstring(body[0]):
        body = body[1:]
    if not body or any(_spans_lines(document, n) for s in body for n in py.walk(s)):
        return Refusal(_TITLE, "a multi-line string in the body would change")
    line = text.rfind("\n", 0, decorator.span.start) + 1
    line_end = text.find("\n", decorator.span.end) + 1
    if (
        text[line : decorator.span.start].strip() != "@"
        or text[decorator.span.end : line_end].strip()
    ):
        return Refusal(_TITLE, "the decorator shares its line with other code")
    begin = text.rfind("\n", 0, body[0].span.start) + 1
    indent = text[begin : body[0].span.start]
    if indent.strip() or begin <= function.node.params_span.end:
        return Refusal(_TITLE, "the body is on the same line as the function")
    outer = text[line : decorator.span.start].partition("@")[0]
    step = indent.removeprefix(outer) or "    "
    end = text.find("\n", body[-1].span.end)
    end = len(text) if end < 0 else end
    context = document.slice(decorator.span)
    edits = [
        TextEdit(Span(line, line_end), ""),
        TextEdit(Span(begin, begin), f"{indent}with {context}:{document.newline}{step}"),
    ]
    edits += _indents(text, begin, end, step)
    return made(plan, _TITLE, FileEdit(plan.path, tuple(edits)))


def _indents(text: str, begin: int, end: int, step: str) -> list[TextEdit]:
    """The edits that indent each line with something on it between ``begin`` and ``end``.

    The first is left out.
    """
    edits: list[TextEdit] = []
    at = text.find("\n", begin) + 1
    while 0 < at < end:
        following = text.find("\n", at)
        following = len(text) if following < 0 else following
        if text[at:following].strip():
            edits.append(TextEdit(Span(at, at), step))
        at = following + 1
    return edits


def _is_docstring(statement: py.Stmt) -> bool:
    return (
        isinstance(statement, py.ExprStmt)
        and isinstance(statement.value, py.Constant)
        and isinstance(statement.value.value, str)
    )


def _spans_lines(document: Document, node: py.Node) -> bool:
    if not isinstance(node, py.Constant | py.FString):
        return False
    source = document.slice(node.span)
    return "\n" in source and ('"""' in source or "'''" in source or "\\\n" in source)
