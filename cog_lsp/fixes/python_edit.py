"""Python source as LibCST sees it: parse it, find a node by its place, change it, get edits back.

Everything that changes Python goes through here, so that comments and layout stay as they were and
the result is always the smallest set of text edits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar, cast

import libcst as cst
from libcst.codemod import CodemodContext
from libcst.codemod.visitors import AddImportsVisitor, RemoveImportsVisitor
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from cog_lsp.text import LineIndex, Point, Span

NodeT = TypeVar("NodeT", bound=cst.CSTNode)


_MAX_BRACKETS = 200
"""CPython's own limit. LibCST's parser has none and ends the whole process at some thousand."""


class UnparsableError(ValueError):
    """The source is no Python that LibCST can read, so it cannot be changed safely."""


class PythonSource:
    """One parsed module with the place of every node.

    ``module`` is the tree whose nodes :meth:`find` and :meth:`span_of` speak of; replace nodes of
    that tree (``module.deep_replace``, a transformer) and hand the new module's ``code`` back.
    """

    def __init__(self, text: str) -> None:
        if _deepest_bracket(text) > _MAX_BRACKETS:
            raise UnparsableError("brackets are nested too deeply")
        try:
            parsed = cst.parse_module(text)
        except cst.ParserSyntaxError as error:
            raise UnparsableError(
                f"line {error.raw_line}: the file does not parse as Python"
            ) from error
        except UnicodeEncodeError as error:
            raise UnparsableError("it contains a lone surrogate") from error
        self.text = text
        self._lines = LineIndex(text)
        self.wrapper = MetadataWrapper(parsed)
        self.module: cst.Module = self.wrapper.module
        self._positions = cast(
            "dict[cst.CSTNode, CodeRange]", dict(self.wrapper.resolve(PositionProvider))
        )

    def span_of(self, node: cst.CSTNode) -> Span:
        """The code points that ``node`` covers, its surrounding whitespace left out."""
        place = self._positions[node]
        start = self._lines.offset(Point(place.start.line - 1, place.start.column))
        end = self._lines.offset(Point(place.end.line - 1, place.end.column))
        return Span(start, end)

    def find(
        self, span: Span, kind: type[NodeT], where: Callable[[NodeT], bool] | None = None
    ) -> NodeT | None:
        """The outermost node of ``kind`` that covers exactly ``span``, or ``None``."""
        for node in self._positions:
            if (
                isinstance(node, kind)
                and self.span_of(node) == span
                and (where is None or where(node))
            ):
                return node
        return None


def _deepest_bracket(text: str) -> int:
    """How deep brackets are nested at most, those in strings and comments counted too."""
    depth = deepest = 0
    for bracket in re.findall(r"[()\[\]{}]", text):
        depth = depth + 1 if bracket in "([{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def with_import(module: cst.Module, name: str, member: str | None = None) -> cst.Module:
    """``module`` with ``import name``, or ``from name import member``, unless it has that.

    A member joins the names that are imported from there already, as the last of them.
    """
    for statement in module.body if member is not None else ():
        for small in statement.body if isinstance(statement, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.ImportFrom) and _imports_from(module, small, name):
                longer = _with_member(small, member or "")
                if longer is not None:
                    return cast("cst.Module", module.deep_replace(small, longer))
    context = CodemodContext()
    AddImportsVisitor.add_needed_import(context, name, member)
    return AddImportsVisitor(context).transform_module(module)


def _imports_from(module: cst.Module, statement: cst.ImportFrom, name: str) -> bool:
    return (
        not statement.relative
        and statement.module is not None
        and module.code_for_node(statement.module) == name
    )


def _with_member(statement: cst.ImportFrom, member: str) -> cst.ImportFrom | None:
    """``statement`` with ``member`` behind its names; ``None`` where that takes more thought."""
    names = statement.names
    if isinstance(names, cst.ImportStar) or not names:
        return None
    if any(alias.evaluated_name == member and alias.asname is None for alias in names):
        return statement
    last = names[-1]
    between = names[-2].comma if len(names) > 1 else last.comma
    if isinstance(between, cst.MaybeSentinel):
        between = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    if any(
        "#" in cst.Module([]).code_for_node(part)
        for part in (between, last.comma)
        if isinstance(part, cst.Comma)
    ):
        return None
    added = cst.ImportAlias(cst.Name(member), comma=last.comma)
    return statement.with_changes(names=(*names[:-1], last.with_changes(comma=between), added))


def without_unused_import(module: cst.Module, name: str, member: str | None = None) -> cst.Module:
    """``module`` without that import if nothing in it uses it any more."""
    context = CodemodContext()
    RemoveImportsVisitor.remove_unused_import(context, name, member)
    return RemoveImportsVisitor(context).transform_module(module)
