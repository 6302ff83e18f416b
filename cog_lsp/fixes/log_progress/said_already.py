"""Lines that print what is put out right beside them: the report takes the place of both."""

from __future__ import annotations

import libcst as cst

from cog_lsp.fixes.log_progress.items import Item
from cog_lsp.fixes.log_progress.tree import Tree, code
from cog_lsp.text import Span, TextEdit


def said_already(tree: Tree, items: list[Item]) -> list[TextEdit]:
    """The edits that delete each ``print`` of an item's own text right before or behind it.

    A line that shares its place with a comment, or prints more than the text, is kept.
    """
    found = (_beside(tree, item) for item in items if item.inline is None)
    return [edit for edit in found if edit is not None]


def _beside(tree: Tree, item: Item) -> TextEdit | None:
    line = tree.parent(item.statement)
    block = tree.parent(line) if line is not None else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        return None
    if not isinstance(block, cst.IndentedBlock):
        return None
    at = next(number for number, other in enumerate(block.body) if other is line)
    own = tree.span(item.statement)
    for other in (*block.body[max(at - 1, 0) : at], *block.body[at + 1 : at + 2]):
        said = _printed(other)
        if said is None or code(said.args[0].value) != code(item.value):
            continue
        span = tree.span(said)
        between = Span(min(span.end, own.end), max(span.start, own.start))
        if not between.text(tree.text).strip():
            gone = Span(min(span.start, own.end), max(span.end, own.start))
            return TextEdit(gone, "") if not tree.has_comment(gone) else None
    return None


def _printed(line: cst.BaseStatement) -> cst.Call | None:
    """The call of ``line``, if it is a ``print`` of one value on a line of its own."""
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        return None
    statement = line.body[0]
    call = statement.value if isinstance(statement, cst.Expr) else None
    if not isinstance(call, cst.Call) or code(call.func) != "print" or not call.args:
        return None
    rest = [arg.keyword.value if arg.keyword is not None else "" for arg in call.args[1:]]
    return call if not call.args[0].star and set(rest) <= {"flush"} else None
