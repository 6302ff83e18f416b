"""Comments and line breaks at random places of a file, where Python allows them."""

from __future__ import annotations

import io
import tokenize
from random import Random

_OPENING, _CLOSING = "([{", ")]}"


def sprinkled(text: str, random: Random) -> str:
    """``text`` with comments behind some lines, above some, and within some brackets.

    No two comments are alike.
    """
    made: list[str] = []
    count = depth = quotes = 0
    position = (1, 0)
    lines = text.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        made.append(_between(lines, position, token.start))
        position = token.end
        name = tokenize.tok_name[token.type]
        # Inside of an f-string, a line break is new in Python 3.12.
        quotes += (name == "FSTRING_START") - (name == "FSTRING_END")
        is_operator = token.type == tokenize.OP
        depth -= is_operator and token.string in _CLOSING
        if token.type == tokenize.NEWLINE and token.string and random.random() < 0.25:
            count += 1
            made.append(f"  # note {count}")
        made.append(token.string)
        depth += is_operator and token.string in _OPENING
        if token.type == tokenize.NEWLINE and random.random() < 0.1:
            # Behind a line that opens a block it stands at the wrong depth, which is allowed.
            count += 1
            made.append(f"{' ' * _indent(lines, token.start[0])}# note {count}\n")
        elif depth and not quotes and token.string in (*_OPENING, ",") and random.random() < 0.12:
            count += 1
            made.append(f"  # note {count}\n{' ' * 8}")
    return "".join(made)


def _between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The blanks between two tokens."""
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]] if start[0] <= len(lines) else ""
    rest = lines[start[0] - 1][start[1] :] if start[0] <= len(lines) else ""
    middle = lines[start[0] : end[0] - 1]
    last = lines[end[0] - 1][: end[1]] if end[0] <= len(lines) else ""
    return "".join((rest, *middle, last))


def _indent(lines: list[str], line: int) -> int:
    return len(lines[line - 1]) - len(lines[line - 1].lstrip())
