"""Where the value that Cog reads in a literal is not the one that Python would compute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.constants import Constant
from cog_lsp.interface.literals import is_string, read_literal, string_text
from cog_lsp.interface.problem import Place, Problem
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py

_SHOWN = 8


def literal_surprises(
    source: Source, constants: Mapping[str, Constant], expr: py.Expr, subject: str
) -> list[Problem]:
    """What is not as written in ``expr`` or in the constants that it names.

    Elements that Cog leaves out are one problem at ``expr``, with the elements for its related
    places; its text is the first of them, its detail how many there are.
    """
    literals = [expr]
    for node in py.walk(expr):
        if isinstance(node, py.Name) and node.id in constants:
            literals.append(constants[node.id].expr)
    literals = [literal for literal in literals if read_literal(source, literal) is not None]
    found = [
        problem
        for literal in literals
        for node in py.walk(literal)
        if isinstance(node, py.Expr)
        for problem in string_surprises(source, node, subject, "")
    ]
    lost = [element for literal in literals for element in _lost(source, literal)]
    if lost:
        places = tuple(Place(source.path, element.span, "left out") for element in lost[:_SHOWN])
        text, count = source.text(lost[0]), str(len(lost))
        found.append(
            Problem(Cause.ELEMENTS_DROPPED, source.path, expr.span, subject, text, count, places)
        )
    return found


def string_surprises(source: Source, expr: py.Expr, subject: str, keyword: str) -> list[Problem]:
    """A string whose text Cog takes otherwise than Python: escapes, and strings side by side.

    The problem's detail is ``escape``, ``joined`` or ``triple``, its text the keyword.
    """
    raw = source.text(expr)
    text = string_text(raw)
    if text is not None and not is_string(source, expr):
        # "a" + "b" begins and ends like one string.
        return [Problem(Cause.STRING_RAW, source.path, expr.span, subject, keyword, "joined")]
    if (
        not isinstance(expr, py.Constant)
        or text is None
        or not isinstance(expr.value, str)
        or _same(text, expr.value)
    ):
        return []
    detail = "escape"
    if raw.startswith(('r"""', "r'''")):
        detail = "triple"
    elif _is_joined(raw, text, expr.value):
        detail = "joined"
    return [Problem(Cause.STRING_RAW, source.path, expr.span, subject, keyword, detail)]


def _is_joined(raw: str, text: str, value: str) -> bool:
    """Whether quotes of the source are in what Cog reads, which one string never has."""
    quote = raw.lstrip("rR")[:1]
    unescaped = text.replace("\\" + quote, "")
    return not raw.startswith(('"""', "'''")) and quote in unescaped and text != value


def _same(text: str, value: str) -> bool:
    return text.replace("\r\n", "\n") == value


def _lost(source: Source, expr: py.Expr) -> Iterator[py.Expr]:
    """The elements of tuples and dictionaries in the literal ``expr`` that are no literals."""
    if isinstance(expr, py.Sequence):
        for item in expr.items:
            if read_literal(source, item) is None:
                yield item
            else:
                yield from _lost(source, item)
    elif isinstance(expr, py.Dict):
        for key, value in zip(expr.keys, expr.values, strict=True):
            if key is None or read_literal(source, key) is None:
                yield value if key is None else key
            elif read_literal(source, value) is None:
                yield value
            else:
                yield from _lost(source, value)
