"""How Docker reads the one ``ENV`` line that Cog makes of ``environment``.

Cog writes all variables on one line, in the order of their names, as they are. BuildKit splits the
line into words at blanks outside of quotes, wants a ``=`` in each, and then takes quotes, escapes
and ``$`` out of the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cog_lsp.text.blanks import GO_SPACE

EnvFault = Literal["blank", "quote", "substitution", "backslash", "more", "joins"]
"""What comes of a value: the first four stop the build.

``blank``: what follows a blank is no ``NAME=value``; ``quote``: a quote is not closed;
``substitution``: ``${`` is not well formed; ``backslash``: it ends in one, which joins the next
line to it. ``more``: what follows a blank becomes a variable of its own; ``joins``: an open quote
or a backslash takes in the variable after it.
"""
STOPS: frozenset[EnvFault] = frozenset(("blank", "quote", "substitution", "backslash"))

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?!$-]?")
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*))")


@dataclass(frozen=True, slots=True)
class EnvProblem:
    """What is wrong with the item at ``index``; ``text`` is the part that is in the way."""

    index: int
    fault: EnvFault
    text: str


def env_problems(variables: Sequence[tuple[str, str]]) -> list[EnvProblem]:
    """What Docker makes of ``variables``, pairs of a name and a value, where it is not as meant."""
    alone = {
        index: fault
        for index, (name, value) in enumerate(variables)
        if (fault := _fault(f"{name}={value}")) is not None
    }
    order = sorted(range(len(variables)), key=lambda index: variables[index][0])
    line = " ".join("=".join(variables[index]) for index in order)
    last = order[-1] if order else None
    if last is not None and _ends_in_escape(line):
        alone[last] = ("backslash", "\\")
        stopped = True
    else:
        whole = _fault(line)
        stopped = whole is not None and whole[0] in STOPS
    found = []
    for index, (kind, text) in sorted(alone.items()):
        joined = kind in STOPS and not stopped
        found.append(EnvProblem(index, "joins" if joined else kind, text))
    for index in order[:-1]:
        if index not in alone and _ends_in_escape(variables[index][1]):
            found.append(EnvProblem(index, "joins", "\\"))
    return found


def expanded_names(value: str) -> Iterator[str]:
    """The variables that Docker puts in for ``$NAME`` and ``${NAME}`` in ``value``."""
    hidden = re.sub(r"'[^']*'|\\.", lambda match: " " * len(match[0]), value)
    for match in _VARIABLE.finditer(hidden):
        yield match[1] or match[2]


def split_words(text: str) -> list[str]:
    """``text`` cut at blanks outside of quotes, as BuildKit's parser does; quotes stay."""
    words: list[str] = []
    word, quote, at = "", "", 0
    while at < len(text):
        char = text[at]
        if not quote and char in GO_SPACE:
            if word:
                words.append(word)
            word = ""
        elif char == "\\" and quote != "'":
            word += text[at : at + 2] if at + 1 < len(text) else ""
            at += 1
        else:
            if char == quote:
                quote = ""
            elif not quote and char in "'\"":
                quote = char
            word += char
        at += 1
    return [*words, word] if word else words


def _fault(line: str) -> tuple[EnvFault, str] | None:
    words = split_words(line)
    for word in words:
        if "=" not in word:
            return "blank", word
    for word in words:
        fault = _value_fault(word.partition("=")[2])
        if fault is not None:
            return fault
    return ("more", words[1]) if len(words) > 1 else None


def _value_fault(value: str) -> tuple[EnvFault, str] | None:
    at = 0
    while at < len(value):
        char = value[at]
        if char == "\\":
            at += 2
        elif char == "'":
            end = value.find("'", at + 1)
            if end < 0:
                return "quote", char
            at = end + 1
        elif char == '"':
            end = _end_of_double(value, at + 1)
            if end < 0:
                return "quote", char
            at = end + 1
        elif value.startswith("${", at):
            end = _end_of_substitution(value, at)
            if end < 0:
                return "substitution", value[at:]
            at = end
        else:
            at += 1
    return None


def _end_of_double(value: str, at: int) -> int:
    """Where the double quote that was opened before ``at`` closes; -1 if it does not."""
    while at < len(value):
        if value[at] == "\\":
            at += 2
        elif value[at] == '"':
            return at
        else:
            at += 1
    return -1


def _end_of_substitution(value: str, at: int) -> int:
    """Where what follows the ``${...}`` at ``at`` begins; -1 if it is not well formed."""
    name = _NAME.match(value, at + 2)
    at = name.end() if name is not None else at + 2
    if name is None or not name[0]:
        return -1
    if value.startswith("}", at):
        return at + 1
    operators = "+-?" if value.startswith(":", at) else "+-?#%/"
    at += value.startswith(":", at)
    end = value.find("}", at)
    return end + 1 if at < len(value) and value[at] in operators and end >= 0 else -1


def _ends_in_escape(text: str) -> bool:
    """Whether the last backslash of ``text`` is not itself escaped: it escapes what follows."""
    stripped = text.rstrip(" \t")
    return (len(stripped) - len(stripped.rstrip("\\"))) % 2 == 1
