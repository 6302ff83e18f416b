"""How Cog reads requirements: which lines it keeps of a file, and what it sees in one.

Its reader is not pip's. It cuts a line at the first ``#`` anywhere, drops ``-e .`` without a word,
and looks for ``name==version`` with a regular expression that knows neither markers nor dots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.syntax.requirements import JoinedLine
from cog_lsp.text import Span
from cog_lsp.text.blanks import GO_SPACE

_EDITABLE = re.compile(r"-e[ \t]+\.[ \t]*\Z")
_PIN = re.compile(
    r"(?P<name>[a-zA-Z0-9\-_]+)==(?P<version>[^ ]+)"
    r"|--find-links=(?P<find_links>[^ \t\n\f\r]+)"
    r"|-f[ \t\n\f\r]+(?P<short_find_links>[^ \t\n\f\r]+)"
    r"|--extra-index-url=(?P<extra_index>[^ \t\n\f\r]+)"
)
_NAME = re.compile(r"[a-zA-Z0-9_\-.]+(?:\[[^\]]+\])?")
_OPERAND = re.compile(r"[<>=!~]=?[ \t\n\f\r]*([^ \t\n\f\r,;|]+)")
_URL = re.compile(r"@[ \t\n\f\r]*([^ \t\n\f\r]+)")


@dataclass(frozen=True, slots=True)
class CogLine:
    """One line that Cog's reader keeps or drops.

    ``span`` is where ``text``, what it hands on, stands. ``cut`` is what it cut off behind a ``#``.
    A line that it drops without a word (``-e .``) is ``dropped``. ``joined`` is the whole line.
    """

    span: Span
    text: str
    joined: JoinedLine
    cut: Span | None = None
    dropped: bool = False


def read_lines(text: str) -> tuple[CogLine, ...]:
    """The lines of a requirements file that are neither blank nor comments, as Cog reads them."""
    found = (_read_line(joined) for joined in _join(text))
    return tuple(line for line in found if line is not None)


def _join(text: str) -> Iterator[JoinedLine]:
    """The lines with those that end in a backslash joined, comments not excepted."""
    pending, pieces, at = "", [], 0
    for line in text.split("\n"):
        body = line.removesuffix("\r")
        pieces.append((len(pending), at))
        at += len(line) + 1
        pending += body
        if pending.endswith("\\") and at <= len(text):
            pending = pending[:-1]
            continue
        yield JoinedLine(pending, tuple(pieces))
        pending, pieces = "", []


def _read_line(joined: JoinedLine) -> CogLine | None:
    text = joined.text.strip(GO_SPACE)
    if not text or text.startswith("#"):
        return None
    start = len(joined.text) - len(joined.text.lstrip(GO_SPACE))
    if _EDITABLE.match(text):
        return CogLine(joined.place(start, start + len(text)), text, joined, dropped=True)
    kept = text.partition("#")[0].strip(GO_SPACE)
    if not kept:
        return None
    cut = None
    if "#" in text:
        cut = joined.place(start + text.index("#"), start + len(text))
    return CogLine(joined.place(start, start + len(kept)), kept, joined, cut)


def package_name(line: str) -> str:
    """The name that Cog takes a line to begin with, extras included; ``""`` if there is none."""
    match = _NAME.match(line)
    return match[0] if match is not None else ""


def version_token(line: str) -> str:
    """The version that Cog takes a line to ask for: the first operand, of whatever operator.

    Failing that what stands behind an ``@``; ``""`` if there is neither.
    """
    match = _OPERAND.search(line) or _URL.search(line)
    return match[1] if match is not None else ""


@dataclass(frozen=True, slots=True)
class Pin:
    """What Cog's regular expression finds in a line: all of it that will be kept."""

    name: str
    version: str
    find_links: tuple[str, ...]
    extra_indexes: tuple[str, ...]


def find_pin(line: str) -> Pin | None:
    """The pin that Cog sees in ``line``; ``None`` if it sees none and copies the line as it is."""
    name = version = ""
    find_links: list[str] = []
    extra_indexes: list[str] = []
    for match in _PIN.finditer(line):
        if match["name"]:
            name, version = match["name"], match["version"]
        elif match["extra_index"]:
            extra_indexes.append(match["extra_index"])
        else:
            find_links.append(match["find_links"] or match["short_find_links"])
    if not name:
        return None
    return Pin(name, version, tuple(find_links), tuple(extra_indexes))
