"""The imports that a change of progress leaves behind: names that nothing uses any more.

Only imports at the top level are touched, and only such as were used before.
"""

from __future__ import annotations

import re

import libcst as cst

from cog_lsp.fixes.log_progress.tree import code, inside
from cog_lsp.fixes.python_edit import PythonSource, with_import
from cog_lsp.text import Span

_LINE_START = re.compile(r"(?:^|[\r\n])[ \t]*$")
_LINE_REST = re.compile(r"[ \t]*,?[ \t]*(?:\r\n|\r|\n)")
_WORD = re.compile(r"[^\W\d]\w*")


def used_names(source: PythonSource) -> set[str]:
    """The names that the module reads outside its imports, quoted annotations included."""
    found: set[str] = set()
    pending: list[cst.CSTNode] = [source.module]
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Name):
            found.add(node.value)
        elif isinstance(node, cst.SimpleString):
            found.update(_WORD.findall(node.value))
        if not isinstance(node, cst.Import | cst.ImportFrom):
            pending.extend(node.children)
    return found


def bound_names(source: PythonSource) -> set[str]:
    """The names that the module's own imports and definitions bind at the top level."""
    found = {local for local, _, _ in _aliases(source)}
    for node in source.module.body:
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            found.add(node.name.value)
    return found


def with_path(source: PythonSource) -> str:
    """The module with ``Path`` imported from cog, in the order of the names that are there."""
    of_cog = [
        (local, alias)
        for local, statement, alias in _aliases(source)
        if isinstance(statement, cst.ImportFrom) and statement.module is not None
        if code(statement.module) == "cog"
    ]
    if not of_cog:
        return with_import(source.module, "cog", "Path").code
    for local, alias in of_cog:
        if local > "Path":
            at = source.span_of(alias).start
            return f"{source.text[:at]}Path, {source.text[at:]}"
    at = source.span_of(of_cog[-1][1]).end
    return f"{source.text[:at]}, Path{source.text[at:]}"


def without_unused(text: str, used_before: set[str]) -> str:
    """``text`` without the imports of names in ``used_before`` that nothing uses any more."""
    kept: set[str] = set()
    while True:
        source = PythonSource(text)
        unused = used_before - used_names(source) - kept
        for local, statement, alias in _aliases(source):
            if local in unused:
                kept.add(local)
                span = _removal(source, statement, alias)
                if span is not None:
                    text = text[: span.start] + text[span.end :]
                    break
        else:
            return text


def _aliases(
    source: PythonSource,
) -> list[tuple[str, cst.Import | cst.ImportFrom, cst.ImportAlias]]:
    """What the top-level imports bind, each with its statement."""
    found: list[tuple[str, cst.Import | cst.ImportFrom, cst.ImportAlias]] = []
    for line in source.module.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if isinstance(small, cst.Import | cst.ImportFrom):
                for alias in small.names if not isinstance(small.names, cst.ImportStar) else ():
                    local = alias.name if alias.asname is None else alias.asname.name
                    found.append((code(local).partition(".")[0], small, alias))
    return found


def _removal(
    source: PythonSource, statement: cst.Import | cst.ImportFrom, alias: cst.ImportAlias
) -> Span | None:
    """What to delete so that ``alias`` goes and no comment does; ``None`` if that cannot be."""
    text = source.text
    if isinstance(statement.names, cst.ImportStar):
        return None
    names = list(statement.names)
    span = source.span_of(statement if len(names) == 1 else alias)
    if len(names) == 1 and any(isinstance(node, cst.Comment) for node in inside(statement)):
        return None
    line_end = _LINE_REST.match(text, span.end)
    if line_end is not None and _LINE_START.search(text, 0, span.start):
        start = span.start
        while start and text[start - 1] in " \t":
            start -= 1
        return Span(start, _blank_line(text, start, line_end.end()))
    if len(names) == 1:
        return None
    at = names.index(alias)
    if at + 1 < len(names):
        stop = source.span_of(names[at + 1]).start
        gap = Span(span.end, stop)
        return Span(span.start, stop) if _is_plain(gap, text) else None
    start = source.span_of(names[at - 1]).end
    return Span(start, span.end) if _is_plain(Span(start, span.start), text) else None


def _blank_line(text: str, start: int, end: int) -> int:
    """``end``, or behind the blank line there if another stands before ``start``."""
    before = re.search(r"(?:\r\n|\r(?!\n)|\n){2}$|^$", text[:start])
    after = re.compile(r"[ \t]*(?:\r\n|\r|\n)").match(text, end)
    return after.end() if before and after else end


def _is_plain(gap: Span, text: str) -> bool:
    return re.fullmatch(r"\s*,[\s\\]*", gap.text(text)) is not None
