"""The module constants that Cog knows, and where it takes one for a value.

A constant is a top-level ``NAME = literal``, annotated or not. The last assignment that Cog can
read counts, whatever is assigned later; imported constants are never known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cog_lsp.interface.literals import Literal, read_literal, read_string
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """One constant: its value, and the expression that it was read from."""

    literal: Literal
    expr: py.Expr


def read_constants(source: Source) -> Mapping[str, Constant]:
    """The constants of a file by name."""
    found: dict[str, Constant] = {}
    for statement in source.facts.tree.body:
        # A chained assignment has another assignment for its value, which is no literal.
        if not isinstance(statement, py.Assign) or len(statement.targets) != 1:
            continue
        target, value = statement.targets[0], statement.value
        literal = read_literal(source, value) if value is not None else None
        if isinstance(target, py.Name) and value is not None and literal is not None:
            found[target.id] = Constant(literal, value)
    return found


def read_default(
    source: Source, constants: Mapping[str, Constant], expr: py.Expr
) -> Literal | None:
    """The value of a default: a literal or a constant."""
    literal = read_literal(source, expr)
    if literal is None and isinstance(expr, py.Name) and expr.id in constants:
        return constants[expr.id].literal
    return literal


def read_description(
    source: Source, constants: Mapping[str, Constant], expr: py.Expr
) -> str | None:
    """The text of a description: a string, or a constant that is one."""
    text = read_string(source, expr)
    if text is None and isinstance(expr, py.Name) and expr.id in constants:
        literal = constants[expr.id].literal
        return str(literal.value) if literal.kind == "string" else None
    return text


def read_choices(
    source: Source, constants: Mapping[str, Constant], expr: py.Expr
) -> tuple[Literal, ...] | None:
    """The elements of ``choices=``; ``None`` if Cog cannot tell them.

    It can for a list of literals, a constant that is a list or tuple, ``list(D.keys())`` and
    ``list(D.values())`` of a constant dictionary, and the sum of any two of these.
    """
    if isinstance(expr, py.Sequence) and expr.kind == "list":
        literal = read_literal(source, expr)
        return literal.items if literal is not None else None
    if isinstance(expr, py.Name):
        constant = constants.get(expr.id)
        is_list = constant is not None and constant.literal.kind == "list"
        return constant.literal.items if constant is not None and is_list else None
    if isinstance(expr, py.BinOp) and expr.op == "+":
        left = read_choices(source, constants, expr.left)
        right = read_choices(source, constants, expr.right)
        return left + right if left is not None and right is not None else None
    if isinstance(expr, py.Call):
        return _listed(source, constants, expr)
    return None


def _listed(
    source: Source, constants: Mapping[str, Constant], call: py.Call
) -> tuple[Literal, ...] | None:
    """The keys or values that ``list(D.keys())`` or ``list(D.values())`` lists."""
    if source.text(call.func) != "list" or not call.args or call.args[0].name or call.args[0].star:
        return None
    view = call.args[0].value
    extras = source.extras_in(call.args_span, call.args)
    if extras and extras[0].start < call.args[0].span.start:
        return None
    if not isinstance(view, py.Call) or not isinstance(view.func, py.Attribute):
        return None
    owner, method = view.func.value, view.func.attr
    if not isinstance(owner, py.Name) or method not in ("keys", "values"):
        return None
    constant = constants.get(owner.id)
    if constant is None or constant.literal.kind != "dict":
        return None
    at = 0 if method == "keys" else 1
    return tuple(pair[at] for pair in constant.literal.pairs)
