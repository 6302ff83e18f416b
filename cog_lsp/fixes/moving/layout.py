# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""Blank lines and comments around statements that come and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

BLANK = cst.EmptyLine(indent=False)

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


def split_leading(
    lines: Sequence[cst.EmptyLine],
) -> tuple[list[cst.EmptyLine], list[cst.EmptyLine]]:
    """The lines above a statement: those that stay when it goes, and its own comment.

    A comment belongs to the statement if no blank line stands between the two.
    """
    cut = len(lines)
    while cut and lines[cut - 1].comment is not None:
        cut -= 1
    return list(lines[:cut]), list(lines[cut:])


def comments_in(*nodes: cst.CSTNode) -> list[cst.EmptyLine]:
    """Every comment in ``nodes`` as a line of its own."""
    search = _Comments()
    for node in nodes:
        node.visit(search)
    return search.found


class _Comments(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[cst.EmptyLine] = []

    def visit_Comment(self, node: cst.Comment) -> None:
        self.found.append(cst.EmptyLine(comment=cst.Comment(node.value)))


def without_leading_blanks(lines: Iterable[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """``lines`` from the first comment on."""
    kept = list(lines)
    while kept and kept[0].comment is None:
        kept.pop(0)
    return kept


def leading_of(statement: Statement) -> Sequence[cst.EmptyLine]:
    """The blank and comment lines above a statement."""
    lines: Sequence[cst.EmptyLine] = statement.leading_lines
    return lines


class BlockBuilder:
    """The statements that stay in a block, with what is left of the lines around the others."""

    def __init__(self) -> None:
        self.body: list[Statement] = []
        self._waiting: list[cst.EmptyLine] = []
        self._left_some = False

    def keep(self, statement: Statement) -> None:
        """Append a statement that stays."""
        lines = self._merge(list(leading_of(statement)))
        self.body.append(statement.with_changes(leading_lines=lines))
        self._waiting = []

    def leave_out(
        self,
        lines: Sequence[cst.EmptyLine],
        comments: Iterable[cst.EmptyLine] = (),
        moved: bool = True,
    ) -> None:
        """Note that a statement with ``lines`` above it goes.

        Its own comment goes along if it ``moved``, else it stays. ``comments`` are those inside the
        statement that have no other place to go.
        """
        stay = split_leading(lines)[0] if moved else list(lines)
        self._left_some = True
        if not self._waiting or any(line.comment for line in stay):
            self._waiting += stay
        self._waiting += comments

    def finish(self, footer: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
        """The lines below the last statement, ``footer`` among them."""
        left = self._waiting if any(line.comment for line in self._waiting) else []
        return [*left, *footer]

    def comments(self) -> list[cst.EmptyLine]:
        """The comments that wait for a next statement."""
        return [line for line in self._waiting if line.comment is not None]

    def _merge(self, lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
        waiting = self._waiting
        if lines and lines[0].comment is None:
            while waiting and waiting[-1].comment is None:
                waiting = waiting[:-1]
        merged = [*waiting, *lines]
        return merged if self.body or not self._left_some else without_leading_blanks(merged)
