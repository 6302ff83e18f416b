"""YAML text as frozen nodes with code-point spans, never failing.

PyYAML composes, this file translates. Only ``mark.index`` of its marks is used: its line numbers
also count separators that are no line ends for an editor. Always the pure-Python loader, which
gives the same indexes everywhere, and never a constructor: no Python object is built from YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import yaml

from cog_lsp.syntax.yaml_loader import CogLoader, printable, refused
from cog_lsp.text import Span, split_lines

_MAX_DEPTH = 200
_PROPERTIES = re.compile(r"(?:[!&]\S*\s*){1,2}")

ScalarStyle = Literal["plain", "single", "double", "literal", "folded"]
_STYLES: dict[str | None, ScalarStyle] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}


@dataclass(frozen=True, slots=True, eq=False)
class YamlNode:
    """Anything with a place."""

    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class YamlScalar(YamlNode):
    """A scalar: its text, how it is written and what YAML resolves it to (``str``, ``bool``…).

    ``tag`` is the one that is written before it (``!!str``), empty when there is none.
    """

    value: str
    style: ScalarStyle
    type: str
    tag: str = ""

    @property
    def is_null(self) -> bool:
        """Whether it stands for nothing: empty, ``~`` or ``null``."""
        return self.type == "null"


@dataclass(frozen=True, slots=True, eq=False)
class YamlEntry:
    """One ``key: value`` of a mapping; a key that is no scalar has the name ``""``."""

    key: YamlNode
    value: YamlNode

    @property
    def name(self) -> str:
        """The key's text."""
        return self.key.value if isinstance(self.key, YamlScalar) else ""

    @property
    def span(self) -> Span:
        """From the start of the key to the end of the value."""
        return Span(self.key.span.start, max(self.key.span.end, self.value.span.end))


@dataclass(frozen=True, slots=True, eq=False)
class YamlMapping(YamlNode):
    """A mapping; ``flow`` if it is written in braces."""

    entries: tuple[YamlEntry, ...]
    flow: bool

    def get(self, name: str) -> YamlEntry | None:
        """The first entry called ``name``."""
        return next((entry for entry in self.entries if entry.name == name), None)


@dataclass(frozen=True, slots=True, eq=False)
class YamlSequence(YamlNode):
    """A sequence; ``flow`` if it is written in brackets."""

    items: tuple[YamlNode, ...]
    flow: bool


@dataclass(frozen=True, slots=True, eq=False)
class YamlProblem:
    """Why and where a text is no YAML."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class YamlComment:
    """A comment, its ``#`` included."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class YamlTree:
    """One text: the root of its first document (``None`` if empty or broken), and what is wrong."""

    root: YamlNode | None
    problem: YamlProblem | None
    comments: tuple[YamlComment, ...]


def parse_yaml(text: str) -> YamlTree:
    """The tree of ``text``. Any string has one; only the first document is read, as Cog does."""
    root: YamlNode | None = None
    problem: YamlProblem | None = None
    if _nests_too_deeply(text):
        # PyYAML takes time by the square of the depth, and no configuration is like this.
        return YamlTree(None, YamlProblem(Span(0, 0), "it is nested too deeply"), ())
    loader = CogLoader(printable(text))
    try:
        composed = loader.get_node() if loader.check_node() else None
        root = _node(composed, text, {}) if composed is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index if mark is not None else 0, len(text))
        what = ", ".join(part for part in (error.problem, error.context) if part)
        problem = YamlProblem(_word(text, at), what or "it does not parse")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        problem = YamlProblem(Span(0, 0), str(error) or type(error).__name__)
    finally:
        loader.dispose()
    stop = refused(text) if problem is None else None
    if stop is not None:
        problem = YamlProblem(Span(stop[0], stop[1]), stop[2])
    return YamlTree(root, problem, tuple(_comments(text, root)))


def _nests_too_deeply(text: str) -> bool:
    """Whether more brackets are open at once than anyone would write."""
    depth = 0
    for char in text:
        if char in "[{":
            depth += 1
            if depth > _MAX_DEPTH:
                return True
        elif char in "]}" and depth:
            depth -= 1
    return False


def walk_yaml(node: YamlNode | None) -> Iterator[YamlNode]:
    """``node`` and all nodes below it, keys included, in the order of the source, each once.

    A node that aliases stand for is one node: a few lines of them would else be millions.
    """
    seen: set[int] = set()
    stack = [node] if node is not None else []
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, YamlMapping):
            for entry in reversed(current.entries):
                stack += (entry.value, entry.key)
        elif isinstance(current, YamlSequence):
            stack.extend(reversed(current.items))


def _node(node: yaml.Node, text: str, seen: dict[int, YamlNode]) -> YamlNode:
    """Ours for PyYAML's. An alias is the node it stands for; a cycle ends in an empty scalar."""
    known = seen.get(id(node))
    if known is not None:
        return known
    start = node.start_mark.index
    span = Span(start, max(start, node.end_mark.index))
    if isinstance(node, yaml.ScalarNode):
        kind = node.tag.rsplit(":", 1)[-1].lstrip("!")
        span = Span(start, start + len(span.text(text).rstrip()))
        style, tag = _STYLES.get(node.style, "plain"), _tag(text, start)
        made: YamlNode = YamlScalar(span, node.value, style, kind, tag)
    else:
        seen[id(node)] = YamlScalar(span, "", "plain", "null")
        assert isinstance(node, yaml.CollectionNode)
        flow = bool(node.flow_style)
        if isinstance(node, yaml.MappingNode):
            entries = tuple(
                YamlEntry(_node(key, text, seen), _node(value, text, seen))
                for key, value in node.value
            )
            ends = [entry.span.end for entry in entries]
            made = YamlMapping(_block(span, flow, ends), entries, flow)
        else:
            items = tuple(_node(item, text, seen) for item in node.value)
            made = YamlSequence(_block(span, flow, [item.span.end for item in items]), items, flow)
    seen[id(node)] = made
    return made


def _tag(text: str, start: int) -> str:
    """The tag among the properties of the node that begins at ``start``."""
    if text[start : start + 1] not in ("!", "&"):
        return ""
    match = _PROPERTIES.match(text, start)
    return next((part for part in match[0].split() if part[0] == "!"), "") if match else ""


def _block(span: Span, flow: bool, ends: list[int]) -> Span:
    """A block's end mark stands at the next token; its own end is where its last child's is."""
    return span if flow or not ends else Span(span.start, max(ends))


def _comments(text: str, root: YamlNode | None) -> Iterator[YamlComment]:
    quoted = [
        _text_span(node, text)
        for node in walk_yaml(root)
        if isinstance(node, YamlScalar) and node.style != "plain"
    ]
    at = 0
    for line in split_lines(text):
        mark = _comment_start(line)
        while mark >= 0 and any(span.start <= at + mark < span.end for span in quoted):
            mark = _comment_start(line, mark + 1)
        if mark >= 0:
            span = Span(at + mark, at + len(line.rstrip("\r\n")))
            yield YamlComment(span, span.text(text))
        at += len(line)


def _text_span(node: YamlScalar, text: str) -> Span:
    """Where the text of ``node`` stands; behind the header of a block, which may have a comment."""
    if node.style not in ("literal", "folded"):
        return node.span
    header = re.compile(r"[^\r\n]*").match(text, node.span.start, node.span.end)
    return Span(header.end() if header is not None else node.span.start, node.span.end)


def _comment_start(line: str, start: int = 0) -> int:
    """Where a ``#`` begins a comment: at the line's start or behind a blank; else -1."""
    mark = line.find("#", start)
    while mark > 0 and line[mark - 1] not in " \t":
        mark = line.find("#", mark + 1)
    return mark


def _word(text: str, at: int) -> Span:
    """The word at ``at``, or the last one before it when nothing stands there.

    A tab is something: it is what is wrong where one stands.
    """
    start = end = at
    while text.startswith("\t", end):
        end += 1
    if end > start:
        return Span(start, end)
    while end < len(text) and not text[end].isspace():
        end += 1
    if end == start:
        while start > 0 and text[start - 1].isspace():
            start -= 1
        end = start
        while start > 0 and not text[start - 1].isspace():
            start -= 1
    return Span(start, end)
