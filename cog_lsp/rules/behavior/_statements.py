"""Plans that add a statement."""

from __future__ import annotations

from cog_lsp.project import Project
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Span


def at_start(
    project: Project, function: FunctionFacts, statement: str, title: str, caution: str = ""
) -> ReplaceText | None:
    """The plan that begins ``function`` with ``statement``, behind its docstring.

    ``statement`` may be several lines, those inside of it indented by four.
    ``None`` where its first statement is not on a line of its own.
    """
    document = project.documents[function.path]
    body = function.node.body
    first = body[1] if len(body) > 1 and _is_docstring(body[0]) else body[0] if body else None
    if first is None:
        return None
    # A decorator of a function inside is no part of its span.
    start = first.span.start
    if isinstance(first, py.FunctionDef | py.ClassDef) and first.decorators:
        start = first.decorators[0].span.start - 1
    line = document.lines.line_start(document.lines.point(start).line)
    indent = document.text[line:start]
    if indent.strip():
        return None
    between = f"{document.newline}{indent}"
    text = statement.replace("\n", between) + between
    return ReplaceText(function.path, Span(start, start), text, title=title, caution=caution)


def _is_docstring(statement: py.Stmt) -> bool:
    return (
        isinstance(statement, py.ExprStmt)
        and isinstance(statement.value, py.Constant)
        and isinstance(statement.value.value, str)
    )
