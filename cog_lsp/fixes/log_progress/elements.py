"""Progress values that are elements of a list: take them out and report before the statement."""

from __future__ import annotations

import re

import libcst as cst

from cog_lsp.fixes.log_progress.items import Item, NoItemError
from cog_lsp.fixes.log_progress.tree import Tree, last_name
from cog_lsp.text import Span, TextEdit


def element_edits(tree: Tree, reports: list[tuple[Item, str]]) -> list[TextEdit]:
    """The edits for those of the items that are list elements; each comes with its report.

    Raises :class:`NoItemError` where a comment stands between the elements.
    """
    lists: dict[cst.List, list[cst.Element]] = {}
    statements: dict[cst.BaseSmallStatement, list[str]] = {}
    for item, report in reports:
        holder = None if item.element is None else tree.parent(item.element)
        if item.element is not None and isinstance(holder, cst.List):
            lists.setdefault(holder, []).append(item.element)
            statements.setdefault(item.statement, []).append(report)
    edits: list[TextEdit] = []
    replaced: set[cst.CSTNode] = set()
    for holder, taken in lists.items():
        statement = _only_adds(tree, holder) if len(taken) == len(holder.elements) else None
        if statement is None:
            edits.extend(TextEdit(span, "") for span in _removals(tree, holder, taken))
        else:
            replaced.add(statement)
    for statement, texts in statements.items():
        indent = tree.indent(statement)
        gap = "; " if indent is None else f"\n{indent}"
        span, content = tree.span(statement), gap.join(texts)
        if statement not in replaced:
            span, content = Span(span.start, span.start), content + gap
        edits.append(TextEdit(span, content))
    return edits


def _only_adds(tree: Tree, holder: cst.List) -> cst.BaseSmallStatement | None:
    """The statement that does nothing but add the list: ``x += [...]``, ``x.extend([...])``."""
    at = tree.parent(holder)
    if isinstance(at, cst.AugAssign):
        return at
    call = None if at is None else tree.parent(at)
    statement = None if call is None else tree.parent(call)
    extends = isinstance(call, cst.Call) and last_name(call) == "extend"
    return statement if extends and isinstance(statement, cst.Expr) else None


def _removals(tree: Tree, holder: cst.List, taken: list[cst.Element]) -> list[Span]:
    """What to delete so that the rest is a list again."""
    elements = list(holder.elements)
    kept = [number for number, element in enumerate(elements) if element not in taken]
    spans: list[Span] = []
    for number, element in enumerate(elements):
        if number in kept:
            continue
        start, end = tree.span(element).start, tree.span(element).end
        following = next((k for k in kept if k > number), None)
        if following is not None:
            end = tree.span(elements[number + 1]).start
        elif kept:
            start = tree.span(elements[number - 1]).end
        elif number + 1 < len(elements):
            end = tree.span(elements[number + 1]).start
        spans.append(Span(start, end))
        gap = Span(start, end).text(tree.text).replace(tree.span(element).text(tree.text), "", 1)
        if not re.fullmatch(r"[\s,()]*", gap):
            raise NoItemError(
                f"there is a comment next to the progress value in line {tree.line(element)}"
            )
    return spans
