"""A .dockerignore as patterns with places, and what they leave out, as Docker decides it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.text import Span, split_lines


@dataclass(frozen=True, slots=True)
class IgnorePattern:
    """One line: its pattern, cleaned, and whether it takes back what others leave out (``!``)."""

    span: Span
    text: str
    takes_back: bool
    expression: re.Pattern[str]

    def matches(self, path: str) -> bool:
        """Whether the pattern names ``path`` or a folder above it."""
        at = len(path)
        while at >= 0:
            if self.expression.fullmatch(path, 0, at):
                return True
            at = path.rfind("/", 0, at)
        return False


@dataclass(frozen=True, slots=True)
class DockerIgnore:
    """The patterns of one file in their order."""

    patterns: tuple[IgnorePattern, ...] = ()

    def hides(self, path: str) -> IgnorePattern | None:
        """The pattern that leaves ``path`` out of the build; ``None`` if it is let in.

        The last pattern that matches decides.
        """
        for pattern in reversed(self.patterns):
            if pattern.matches(path):
                return None if pattern.takes_back else pattern
        return None


def parse_dockerignore(text: str) -> DockerIgnore:
    """The patterns of ``text``; lines that are empty, comments or no pattern are left out."""
    found: list[IgnorePattern] = []
    at = 0
    for line in split_lines(text):
        stripped = line.strip()
        if stripped and not line.startswith("#"):
            start = at + line.index(stripped)
            pattern = _pattern(Span(start, start + len(stripped)), stripped)
            if pattern is not None:
                found.append(pattern)
        at += len(line)
    return DockerIgnore(tuple(found))


def dockerignore_comments(text: str) -> Iterator[tuple[Span, str]]:
    """Every comment of a .dockerignore with its place and its text: whole lines that begin so."""
    at = 0
    for line in split_lines(text):
        body = line.rstrip("\r\n")
        if body.startswith("#"):
            yield Span(at, at + len(body)), body
        at += len(line)


def _pattern(span: Span, text: str) -> IgnorePattern | None:
    takes_back = text.startswith("!")
    bare = text[1:].strip() if takes_back else text
    if not bare:
        return None
    cleaned = posixpath.normpath(bare).lstrip("/")
    try:
        expression = re.compile(_expression(cleaned), re.DOTALL)
    except re.error:
        return None
    return IgnorePattern(span, text, takes_back, expression)


def _expression(pattern: str) -> str:
    """The regular expression of a pattern: ``*`` within a name, ``**`` over any folders."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**", at):
            at += 2
            if pattern.startswith("/", at):
                at += 1
            parts.append(".*" if at >= len(pattern) else "(?:.*/)?")
            continue
        if char == "*":
            parts.append("[^/]*")
        elif char == "?":
            parts.append("[^/]")
        elif char == "\\" and at + 1 < len(pattern):
            at += 1
            parts.append(re.escape(pattern[at]))
        elif char == "[" and "]" in pattern[at + 2 :]:
            end = pattern.index("]", at + 2)
            parts.append(pattern[at : end + 1])
            at = end
        else:
            parts.append(re.escape(char))
        at += 1
    return "".join(parts)
