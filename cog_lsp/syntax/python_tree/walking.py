"""Going through a tree."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.syntax.python_tree.expressions import Attribute, Expr, Lambda, Name, Node, Paren
from cog_lsp.syntax.python_tree.statements import ClassDef, FunctionDef


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside ``node``, in the order of its fields."""
    # The fields of a dataclass in their order; a span is no node.
    for name in node.__match_args__:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, outermost first, in the order of the source."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(tuple(children(current))))


_SCOPES = (FunctionDef, ClassDef, Lambda)


def walk_scope(node: Node) -> Iterator[Node]:
    """Like :func:`walk`, but not into functions, lambdas or classes inside ``node``."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if current is node or not isinstance(current, _SCOPES):
            stack.extend(reversed(tuple(children(current))))


def unparen(expr: Expr) -> Expr:
    """``expr`` without the parentheses around it."""
    while isinstance(expr, Paren):
        expr = expr.value
    return expr


def dotted(expr: Expr) -> str | None:
    """``a.b.c`` for a chain of attributes on a name, else ``None``."""
    parts: list[str] = []
    while isinstance(expr, Attribute):
        parts.append(expr.attr)
        expr = expr.value
    if not isinstance(expr, Name):
        return None
    parts.append(expr.id)
    return ".".join(reversed(parts))
