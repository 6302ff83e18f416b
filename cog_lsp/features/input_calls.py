"""The ``Input(`` that the cursor is in, read from the text alone: code being typed is broken.

What is behind the cursor may be anything, so only the text before it decides; the word that the
cursor touches is read to its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import Project
from cog_lsp.text import Span

_REACH = 4_000  # no call that people write is longer
_BLANK = r"(?:\s|#[^\n]*\n)*"
_KEYWORD = re.compile(_BLANK + r"(?P<name>[A-Za-z_]\w*)\s*=(?!=)")
_WORD = re.compile(_BLANK + r"(?P<word>[A-Za-z_]\w*)?$")
_REST = re.compile(r"\w*")
_STRING = re.compile(r"(?i)[rbuf]{0,2}('''|\"\"\"|'|\")")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class CallAtCursor:
    """A call of ``Input`` around the cursor.

    ``name`` is the place of the word before the bracket. ``arguments`` are the texts of those that
    are finished, ``current`` that of the one being typed, up to the cursor; ``position`` counts the
    arguments before it. ``word`` is the place of the keyword being typed, ``None`` where none can
    stand: behind a ``=`` or in the middle of a value.
    """

    name: Span
    arguments: tuple[str, ...]
    current: str
    position: int
    word: Span | None

    @property
    def given(self) -> frozenset[str]:
        """The keywords of the finished arguments."""
        return frozenset(filter(None, map(_keyword, self.arguments)))

    @property
    def keyword(self) -> str | None:
        """The keyword whose value is being typed."""
        return _keyword(self.current)


def _keyword(argument: str) -> str | None:
    match = _KEYWORD.match(argument)
    return match["name"] if match is not None else None


def input_call_at(project: Project, path: str, offset: int) -> CallAtCursor | None:
    """The innermost call of Cog's ``Input`` whose brackets are open at ``offset``."""
    if path not in project.python:
        return None
    text = project.documents[path].text
    names = "|".join(map(re.escape, sorted(_names(project, path))))
    opening = re.compile(rf"(?<![\w.])(?:{names})[ \t]*\(")
    calls = list(opening.finditer(text, max(0, offset - _REACH), offset))
    for call in reversed(calls):
        parts = _arguments(text, call.end(), offset)
        if parts is not None:
            *finished, current = parts
            typed = _WORD.match(text[current.start : offset])
            word = None
            if typed is not None:
                start = offset - len(typed["word"] or "")
                rest = _REST.match(text, offset)
                word = Span(start, rest.end() if rest is not None else offset)
            name = Span(call.start(), call.start() + len(call[0].rstrip("( \t")))
            texts = tuple(part.text(text) for part in finished)
            return CallAtCursor(name, texts, current.text(text), len(finished), word)
    return None


def _names(project: Project, path: str) -> Iterator[str]:
    """What ``cog.Input`` is called in the file; ``Input`` in any case, as Cog has it."""
    yield "Input"
    for name, target in project.python[path].imports.items():
        if target.module == "cog" and target.member == "Input" and name != "Input":
            yield name


def _arguments(text: str, start: int, end: int) -> list[Span] | None:
    """The arguments from behind the opening bracket to ``end``, the last one unfinished.

    ``None`` when the bracket is closed before ``end``, or ``end`` is in a string, a comment or an
    inner bracket: what is typed there is no argument of this call.
    """
    parts: list[Span] = []
    begin = at = start
    open_: list[str] = []
    while at < end:
        char = text[at]
        string = _STRING.match(text, at, end)
        if string is not None and (at == start or not (text[at - 1].isalnum() or char == "_")):
            closed = _string_end(text, string.end(), string[1], end)
            if closed is None:
                return None
            at = closed
            continue
        if char == "#":
            newline = text.find("\n", at, end)
            if newline < 0:
                return None
            at = newline
        elif char in _CLOSING:
            open_.append(_CLOSING[char])
        elif char in ")]}":
            if not open_:
                return None
            open_.pop()
        elif char == "," and not open_:
            parts.append(Span(begin, at))
            begin = at + 1
        at += 1
    return None if open_ else [*parts, Span(begin, end)]


def _string_end(text: str, start: int, quote: str, end: int) -> int | None:
    """Behind the closing ``quote``; ``None`` when it is not closed before ``end``."""
    at = start
    while at < end:
        if text[at] == "\\":
            at += 2
        elif text.startswith(quote, at, end):
            return at + len(quote)
        elif len(quote) == 1 and text[at] == "\n":
            # Never closed: the author is typing it. The line's end is as far as it goes.
            return at
        else:
            at += 1
    return None
