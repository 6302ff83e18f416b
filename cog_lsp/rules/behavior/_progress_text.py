"""Texts that say how far the work is: "step 3 of 50", "40%"."""

from __future__ import annotations

import re

from cog_lsp.syntax import python_tree as py

GERUNDS = (
    "processing|generating|denoising|sampling|loading|downloading|rendering|encoding|decoding|"
    "upscaling|inferring|running|computing|converting|extracting|refining|interpolating|tracking|"
    "segmenting|analy[sz]ing|transcribing|synthesi[sz]ing|stitching|saving|uploading|preparing|"
    "initiali[sz]ing|starting|warming|compiling|finishing|writing|working"
)
WORDS = re.compile(
    rf"\b(?:steps?|progress|iterations?|iter|epoch|percent|eta|elapsed|remaining|{GERUNDS})\b",
    re.IGNORECASE,
)
# "{} of {}" and "{}/{}" once every expression has become {}.
_RATIO = re.compile(r"\{\}\s*(?:/|of|out of)\s*(?:\{\}|\d+)", re.IGNORECASE)
_PERCENT = re.compile(r"\{\}\s*(?:%|percent\b)", re.IGNORECASE)
_NUMERIC_CALLS = frozenset(("int", "round", "float", "len", "str", "min", "max", "abs"))
_NUMERIC_NAMES = re.compile(
    r"(?:^|_)(?:steps?|total|count|n|num|max|progress|pct|percent|percentage|elapsed|eta|idx|index|"
    r"iterations?|epochs?|frames?|i|j|k|t)(?:_|$)",
    re.IGNORECASE,
)


def is_counted(text: str, parts: list[py.Expr], counters: frozenset[str], *, in_loop: bool) -> bool:
    """Whether a text with expressions in it counts: all of them are numbers of progress.

    ``counters`` are the variables of the loops around it that count.
    """
    if not all(is_numeric(part, counters) for part in parts):
        return False
    ratio, percent = _RATIO.search(text), _PERCENT.search(text)
    counted = any(
        isinstance(node, py.Name) and node.id in counters
        for part in parts
        for node in py.walk(part)
    )
    if counted:
        return bool(ratio or percent or (in_loop and WORDS.search(text)))
    return bool((ratio or percent) and WORDS.search(text))


def is_numeric(expr: py.Expr, counters: frozenset[str]) -> bool:
    """Whether ``expr`` is a counter, a total, or arithmetic of such."""
    expr = py.unparen(expr)
    match expr:
        case py.Constant():
            return isinstance(expr.value, int | float)
        case py.Name():
            return expr.id in counters or bool(_NUMERIC_NAMES.search(expr.id))
        case py.Attribute():
            return bool(_NUMERIC_NAMES.search(expr.attr))
        case py.BinOp():
            return is_numeric(expr.left, counters) and is_numeric(expr.right, counters)
        case py.Call():
            name = py.dotted(expr.func) or ""
            if name == "len":
                return True
            if name.startswith("time."):
                return True
            return name in _NUMERIC_CALLS and all(
                is_numeric(arg.value, counters) for arg in expr.args
            )
        case _:
            return False


def template(expr: py.Expr) -> tuple[str, list[py.Expr]] | None:
    """A text with ``{}`` for each expression in it, and these; ``None`` if it is no text."""
    expr = py.unparen(expr)
    if isinstance(expr, py.Constant):
        return (expr.value, []) if isinstance(expr.value, str) else None
    if isinstance(expr, py.FString):
        text = "".join(part if isinstance(part, str) else "{}" for part in expr.parts)
        return text, [part for part in expr.parts if isinstance(part, py.Expr)]
    if isinstance(expr, py.BinOp) and expr.op == "%":
        left = template(expr.left)
        right = py.unparen(expr.right)
        parts = list(right.items) if isinstance(right, py.Sequence) else [right]
        if left is None or left[1]:
            return None
        return re.sub(r"%[-+ #0-9.]*[a-zA-Z]", "{}", left[0]).replace("%%", "%"), parts
    if isinstance(expr, py.BinOp) and expr.op == "+":
        return _concatenation(expr)
    if isinstance(expr, py.Call) and isinstance(expr.func, py.Attribute):
        left = template(expr.func.value) if expr.func.attr == "format" else None
        if left is not None and not left[1]:
            return re.sub(r"\{[^{}]*\}", "{}", left[0]), [arg.value for arg in expr.args]
    return None


def _concatenation(expr: py.BinOp) -> tuple[str, list[py.Expr]] | None:
    sides = [template(side) for side in (expr.left, expr.right)]
    if sides[0] is None and sides[1] is None:
        return None
    text = ""
    parts: list[py.Expr] = []
    for side, node in zip(sides, (expr.left, expr.right), strict=True):
        if side is not None:
            text, parts = text + side[0], parts + side[1]
        else:
            text, parts = text + "{}", [*parts, node]
    return text, parts
