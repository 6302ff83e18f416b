"""A pip requirements file as lines with places, never failing.

This is how pip reads it: backslashes join lines, a ``#`` behind a blank begins a comment, and what
is left is a requirement, a URL, a path or an option. How Cog reads the same text is another matter
and stands in ``resolution``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cog_lsp.text import Span, split_lines

LineKind = Literal["requirement", "url", "artifact", "path", "option", "comment", "unknown"]

ARTIFACT_SUFFIXES = (".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
"""What the names of wheels and source archives end with."""

_COMMENT = re.compile(r"(?:^|\s)#")
_URL = re.compile(r"git\+|file:|[A-Za-z][A-Za-z0-9+.-]*://", re.IGNORECASE)
_OPTION = re.compile(r"(?P<name>--[A-Za-z0-9-]+|-[A-Za-z])(?:\s*=\s*|\s*)(?P<value>.*)")
_INLINE_OPTION = re.compile(r"\s+--?[A-Za-z]")
_NAME = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*")
_EXTRAS = re.compile(r"\[(?P<extras>[^\]]*)\]\s*")
_CLAUSE = re.compile(r"(?P<op>===|==|~=|!=|<=|>=|<|>)\s*(?P<version>[^\s,;()#]+)")
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement. ``name`` is normalised as on PyPI; ``version`` is set for a pin only.

    ``span`` goes from the name to the end of the line's text, options and marker included.
    ``specifier`` is written without blanks. ``clauses`` are its parts as operator and version.
    ``marker`` is what stands behind the ``;``, ``url`` what stands behind the ``@``. ``options``
    are those on the same line, such as ``--hash=sha256:...``.
    """

    span: Span
    name: str
    specifier: str
    version: str | None
    raw_name: str
    name_span: Span
    specifier_span: Span | None = None
    extras: tuple[str, ...] = ()
    marker: str | None = None
    url: str | None = None
    options: tuple[str, ...] = ()

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """The specifier's parts: ``(">=", "2.0")``."""
        return tuple((found["op"], found["version"]) for found in _CLAUSE.finditer(self.specifier))

    @property
    def is_exact(self) -> bool:
        """Whether one version, or one file, is asked for."""
        return self.version is not None or self.url is not None


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """One line as pip joins it.

    ``span`` covers what counts of it, without the comment; of a line that is nothing but a comment,
    the comment. ``text`` is what it says, joined. An option has its ``option`` and ``value``, a
    ``requirement`` its parts; a ``url`` has both a ``value`` and, when its name can be told, a
    requirement.
    """

    span: Span
    text: str
    kind: LineKind
    requirement: Requirement | None = None
    option: str = ""
    value: str = ""
    value_span: Span | None = None


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """A line made of pieces: its text, and for each piece where it starts here and in the file.

    A text whose places cannot be told (a quoted YAML scalar with escapes) has one ``whole`` place.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]
    whole: Span | None = None

    def place(self, start: int, end: int) -> Span:
        """Where ``text[start:end]`` stands in the file."""
        if self.whole is not None:
            return self.whole
        return Span(self._at(start), self._at(max(start, end - 1)) + min(1, end - start))

    def _at(self, offset: int) -> int:
        here, there = next(piece for piece in reversed(self.pieces) if piece[0] <= offset)
        return there + offset - here


def join_lines(text: str) -> Iterator[JoinedLine]:
    """The lines of a requirements file, those that end in a backslash joined as pip joins them."""
    pending, pieces, at = "", [], 0
    for line in split_lines(text):
        body = line.rstrip("\r\n")
        pieces.append((len(pending), at))
        at += len(line)
        is_comment = body.lstrip().startswith("#")
        if body.endswith("\\") and not is_comment:
            pending += body.rstrip("\\")
            continue
        # A comment ends a line that was to go on, and is cut off it like any other.
        yield JoinedLine(pending + body, tuple(pieces))
        pending, pieces = "", []
    if pending:
        yield JoinedLine(pending, tuple(pieces))


def parse_lines(text: str) -> tuple[RequirementLine, ...]:
    """Every line of a requirements file that is not blank, comments included."""
    found = (parse_line(line) for line in join_lines(text))
    return tuple(line for line in found if line is not None)


def parse_line(line: JoinedLine) -> RequirementLine | None:
    """What one joined line says; ``None`` if it is blank."""
    comment = _COMMENT.search(line.text)
    kept = (line.text[: comment.start()] if comment is not None else line.text).rstrip()
    start = len(kept) - len(kept.lstrip())
    text = kept[start:]
    if not text:
        if comment is None:
            return None
        begin = comment.end() - 1
        return RequirementLine(line.place(begin, len(line.text)), line.text[begin:], "comment")
    span = line.place(start, len(kept))
    if text.startswith("-"):
        return _option(line, span, text, start)
    inline = _INLINE_OPTION.search(text)
    head = text[: inline.start()] if inline is not None else text
    options = tuple(text[inline.start() :].split()) if inline is not None else ()
    if _URL.match(head):
        egg = _EGG.search(line.text)
        named = _named(line, span, egg["name"], head, options) if egg is not None else None
        return RequirementLine(span, text, "url", named, value=head, value_span=span)
    bare = re.split(r"[;\[]", head)[0].strip()
    if bare.lower().endswith(ARTIFACT_SUFFIXES) and "@" not in bare and "://" not in bare:
        return RequirementLine(span, text, "artifact", value=bare)
    requirement = _requirement(line, span, head, start, options)
    if requirement is not None:
        return RequirementLine(span, text, "requirement", requirement)
    if bare in (".", "..") or "/" in bare or "\\" in bare:
        return RequirementLine(span, text, "path", value=bare)
    return RequirementLine(span, text, "unknown")


def parse_requirement(text: str, start: int = 0) -> Requirement | None:
    """The requirement in ``text`` (one line or list item that begins at offset ``start``).

    Options (``-r``, ``--index-url``…), URLs, paths and comments are no requirements: ``None``.
    """
    line = parse_line(JoinedLine(text, ((0, start),)))
    return line.requirement if line is not None and line.kind == "requirement" else None


def parse_requirements(text: str) -> tuple[Requirement, ...]:
    """The requirements of a whole file, in order; what is none is left out."""
    return tuple(
        line.requirement
        for line in parse_lines(text)
        if line.requirement is not None and line.kind == "requirement"
    )


def included_files(text: str) -> tuple[str, ...]:
    """The paths behind the ``-r`` of a requirements file, as they are written; no URLs."""
    return tuple(
        line.value
        for line in parse_lines(text)
        if line.option in ("-r", "--requirement") and line.value and "://" not in line.value
    )


def requirements_comments(text: str) -> Iterator[tuple[Span, str]]:
    """Every comment of a requirements file with its place and its text, the ``#`` included."""
    at = 0
    for line in split_lines(text):
        body = line.rstrip("\r\n")
        match = _COMMENT.search(body)
        if match is not None:
            start = match.end() - 1
            yield Span(at + start, at + len(body)), body[start:]
        at += len(line)


def normalize_name(name: str) -> str:
    """``name`` as PyPI compares it: lower case, runs of ``-``, ``_`` and ``.`` as one dash."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _option(line: JoinedLine, span: Span, text: str, start: int) -> RequirementLine:
    match = _OPTION.match(text)
    if match is None:
        return RequirementLine(span, text, "unknown")
    value = match["value"].strip()
    begin = start + match.start("value")
    return RequirementLine(
        span,
        text,
        "option",
        option=match["name"],
        value=value,
        value_span=line.place(begin, begin + len(value)) if value else None,
    )


def _requirement(
    line: JoinedLine, span: Span, head: str, start: int, options: tuple[str, ...]
) -> Requirement | None:
    """The requirement that ``head`` (at ``start`` of the line) is, if it is one."""
    name = _NAME.match(head)
    if name is None:
        return None
    at = name.end()
    extras = _EXTRAS.match(head, at)
    at = extras.end() if extras is not None else at
    body, semicolon, marker = head[at:].partition(";")
    url: str | None = None
    clauses: list[re.Match[str]] = []
    if body.startswith("@"):
        # The blank that PEP 508 wants before the marker of a URL.
        target, blank, rest = head[at + 1 :].strip().partition(" ;")
        body, semicolon, marker, url = "", blank, rest, target.strip()
        if not url:
            return None
    else:
        clauses = list(_CLAUSE.finditer(body))
        if _CLAUSE.sub("", body).strip(" \t,()"):
            return None
    pins = [found for found in clauses if found["op"] in ("==", "===")]
    pinned = len(clauses) == 1 == len(pins) and "*" not in pins[0]["version"]
    return Requirement(
        span=span,
        name=normalize_name(name["name"]),
        specifier=",".join(found["op"] + found["version"] for found in clauses),
        version=pins[0]["version"] if pinned else None,
        raw_name=name["name"],
        name_span=line.place(start + name.start("name"), start + name.end("name")),
        specifier_span=(
            line.place(start + at + clauses[0].start(), start + at + clauses[-1].end())
            if clauses
            else None
        ),
        extras=_extras(extras),
        marker=marker.strip() if semicolon and marker.strip() else None,
        url=url,
        options=options,
    )


def _named(
    line: JoinedLine, span: Span, name: str, url: str, options: tuple[str, ...]
) -> Requirement:
    """The requirement that a URL with an ``#egg=`` is."""
    at = line.text.find(name)
    return Requirement(
        span=span,
        name=normalize_name(name),
        specifier="",
        version=None,
        raw_name=name,
        name_span=line.place(at, at + len(name)),
        url=url,
        options=options,
    )


def _extras(match: re.Match[str] | None) -> tuple[str, ...]:
    if match is None:
        return ()
    return tuple(part.strip() for part in match["extras"].split(",") if part.strip())
