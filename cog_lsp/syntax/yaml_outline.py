"""The keys and items of a YAML text by their lines and columns, whether or not it parses.

While a text is typed it is broken more often than not, and a parser then knows nothing of it. What
stands in which line at which column still tells what belongs to what. Block style only; what is
inside of brackets is left to ``yaml_place``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cog_lsp.text import LineIndex, Span

_KEY = re.compile(
    r"(?P<name>\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s#\"'{}\[\],&*!|>%@`-][^#]*?|-[^\s#][^#]*?)"
    r"[ \t]*:(?=[ \t]|$)"
)
_DASH = re.compile(r"-(?:[ \t]+|$)")
_BLOCK_SCALAR = re.compile(r"(?:[&!]\S+[ \t]+)*[|>][-+0-9]*[ \t]*$")
_PROPERTIES = re.compile(r"(?:[&!]\S*[ \t]*)+$")


@dataclass(slots=True, eq=False)
class OutlineNode:
    """A key or an item that begins in ``line`` at ``column``.

    ``span`` is where its name stands (an item's dash), ``value`` what follows it in the same line
    without its comment: an empty span at the line's end where nothing does.
    """

    kind: Literal["key", "item"]
    name: str
    line: int
    column: int
    span: Span
    value: Span
    value_text: str
    parent: OutlineNode | None = None

    @property
    def holds_block(self) -> bool:
        """Whether lines below it, further in, are its own: nothing stands behind it."""
        return not self.value_text or _PROPERTIES.match(self.value_text) is not None

    @property
    def path(self) -> tuple[str, ...]:
        """The names of the keys down to this one; items have none."""
        above = self.parent.path if self.parent is not None else ()
        return (*above, self.name) if self.kind == "key" else above

    def may_hold(self, kind: Literal["key", "item"], column: int) -> bool:
        """Whether a key or an item at ``column`` of a later line may be below this node.

        An item may begin in the column of the key that it belongs to.
        """
        beside = self.kind == "key" and kind == "item" and self.column == column
        return self.column < column or beside


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The nodes of a text in order, and the lines that are no structure: text of block scalars."""

    nodes: tuple[OutlineNode, ...]
    text_lines: frozenset[int]

    def in_line(self, line: int) -> list[OutlineNode]:
        """The nodes that begin in ``line``."""
        return [node for node in self.nodes if node.line == line]

    def parent_at(self, line: int, kind: Literal["key", "item"], column: int) -> OutlineNode | None:
        """What a key or an item at ``column`` of ``line`` belongs to; ``None`` is the root."""
        before = [node for node in self.nodes if node.line < line]
        current = before[-1] if before else None
        while current is not None and not current.may_hold(kind, column):
            current = current.parent
        return current

    def children(self, parent: OutlineNode | None) -> list[OutlineNode]:
        """The nodes directly below ``parent``, or at the root."""
        return [node for node in self.nodes if node.parent is parent]

    @property
    def step(self) -> int:
        """By how many columns the text indents a mapping; two if it has none."""
        for node in self.nodes:
            above = node.parent
            if node.kind == "key" and above is not None and above.kind == "key":
                return max(node.column - above.column, 1)
        return 2

    @property
    def item_step(self) -> int:
        """By how many columns it indents the items of a list under their key."""
        for node in self.nodes:
            above = node.parent
            if node.kind == "item" and above is not None and above.kind == "key":
                return node.column - above.column
        return self.step


def outline(lines: LineIndex) -> Outline:
    """The outline of a text."""
    nodes: list[OutlineNode] = []
    text_lines: set[int] = set()
    scalar: OutlineNode | None = None
    for number in range(lines.line_count):
        line = lines.line_text(number)
        indent = len(line) - len(line.lstrip(" \t"))
        if scalar is not None:
            if not line.strip() or indent > scalar.column:
                text_lines.add(number)
                continue
            scalar = None
        for node in _nodes_of(line, number, lines.line_start(number)):
            parent = nodes[-1] if nodes else None
            while parent is not None and not _belongs(node, parent):
                parent = parent.parent
            node.parent = parent
            nodes.append(node)
        if nodes and nodes[-1].line == number and _BLOCK_SCALAR.match(nodes[-1].value_text):
            scalar = nodes[-1]
    return Outline(tuple(nodes), frozenset(text_lines))


def comment_start(line: str) -> int | None:
    """Where the comment of ``line`` begins, at its ``#``; quotes are minded, broken ones too."""
    quote = ""
    previous = " "
    at = 0
    while at < len(line):
        char = line[at]
        if quote:
            if char == "\\" and quote == '"':
                at += 1
            elif char == quote:
                quote = ""
        elif char == "#" and previous in " \t":
            return at
        elif char in "\"'" and previous in " \t[{,":
            quote = char
        previous = char
        at += 1
    return None


def _belongs(node: OutlineNode, parent: OutlineNode) -> bool:
    if node.line == parent.line:
        return node.column > parent.column
    return parent.may_hold(node.kind, node.column)


def _nodes_of(line: str, number: int, start: int) -> Iterator[OutlineNode]:
    """The items and the key that ``line`` opens, the outermost first."""
    comment = comment_start(line)
    code = line[:comment].rstrip()
    at = len(code) - len(code.lstrip(" \t"))
    end = start + len(code)
    while at < len(code) and (dash := _DASH.match(code, at)):
        behind = dash.end()
        span = Span(start + at, start + at + 1)
        value = Span(min(start + behind, end), end)
        yield OutlineNode("item", "", number, at, span, value, code[behind:])
        at = behind
    match = _KEY.match(code, at)
    if match is not None:
        behind = match.end() + len(code[match.end() :]) - len(code[match.end() :].lstrip(" \t"))
        name = match["name"]
        yield OutlineNode(
            "key",
            name[1:-1] if name[0] in "\"'" and name[-1] == name[0] and len(name) > 1 else name,
            number,
            at,
            Span(start + at, start + match.end("name")),
            Span(start + behind, end),
            code[behind:],
        )
