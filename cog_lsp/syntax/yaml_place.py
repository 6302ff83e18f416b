"""Where in a YAML text a cursor is, and what may be typed there, whether or not the text parses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from cog_lsp.syntax.yaml_outline import Outline, OutlineNode, comment_start, outline
from cog_lsp.text import Document, Span


@dataclass(frozen=True, slots=True)
class YamlPlace:
    """What stands at a cursor, or would if something were typed there.

    ``kind``: ``key`` is a key of the mapping at ``path``, ``value`` the value of the key at
    ``path``, ``item`` an item of the list at ``path`` (which may be the first key of a mapping).
    ``path`` holds the names of keys; items of lists have none.

    ``word`` is what stands there, quotes included, for something else to replace; ``lead`` is what
    has to come before that, such as missing blanks. ``column`` is where a key or an item begins.
    ``keys`` are the other keys of the mapping. ``written`` says that a colon follows the key, or
    the value is not empty. ``flow``: inside of brackets. ``step`` and ``item_step`` are by how many
    columns the text indents mappings and lists.
    """

    kind: Literal["key", "value", "item"]
    path: tuple[str, ...]
    word: Span
    column: int
    keys: tuple[str, ...] = ()
    lead: str = ""
    written: bool = False
    flow: bool = False
    step: int = 2
    item_step: int = 2


def yaml_place(document: Document, offset: int) -> YamlPlace | None:
    """The place at ``offset``; ``None`` in comments, in text, and where nothing can be typed."""
    lines = document.lines
    point = lines.point(offset)
    line = lines.line_text(point.line)
    start = lines.line_start(point.line)
    at = point.column
    comment = comment_start(line)
    if at > len(line) or (comment is not None and at > comment):
        return None
    found = outline(lines)
    if point.line in found.text_lines:
        return None
    place = _flow_place(document.text, found, point.line, start + at)
    if place is None:
        code = line[:comment].rstrip()
        place = _block_place(found, point.line, start, code, at)
    if place is None:
        return None
    return replace(place, step=found.step, item_step=found.item_step)


def _block_place(found: Outline, line: int, start: int, code: str, at: int) -> YamlPlace | None:
    nodes = found.in_line(line)
    offset = start + at
    for node in reversed(nodes):
        if node.kind == "key" and node.span.start <= offset <= node.span.end:
            return YamlPlace(
                "key",
                node.parent.path if node.parent is not None else (),
                node.span,
                node.column,
                _names(found, node.parent, node),
                written=True,
            )
    last = nodes[-1] if nodes else None
    if last is None:
        return _loose_place(found, line, start, code, at)
    bare_dash = last.kind == "item" and not last.value_text and offset == last.span.end
    if offset <= last.span.end and not bare_dash:
        return None
    if last.kind == "key":
        if offset == last.span.end + 1 and last.value.start > offset and last.value_text:
            return None
        return _value_place(last, offset)
    return _item_place(found, last, offset)


def _value_place(node: OutlineNode, offset: int) -> YamlPlace | None:
    """Behind a key's colon."""
    if node.value_text:
        if not node.value.start <= offset <= node.value.end:
            return None
        return YamlPlace("value", node.path, node.value, node.column, written=True)
    glued = offset == node.value.end and offset == node.span.end + 1
    lead = " " if glued else ""
    return YamlPlace("value", node.path, Span(offset, offset), node.column, lead=lead)


def _item_place(found: Outline, node: OutlineNode, offset: int) -> YamlPlace | None:
    """Behind a dash."""
    word = node.value if node.value_text else Span(offset, offset)
    if not word.start <= offset <= word.end:
        return None
    lead = " " if offset == node.span.end else ""
    column = node.column + max(word.start - node.span.start, 2)
    keys = _names(found, node, None)
    written = bool(node.value_text)
    return YamlPlace("item", node.path, word, column, keys, lead=lead, written=written)


def _loose_place(found: Outline, line: int, start: int, code: str, at: int) -> YamlPlace | None:
    """In a line that opens nothing: blank, or with a word that may become a key."""
    indent = len(code) - len(code.lstrip(" \t"))
    if code.strip():
        if not indent <= at <= len(code):
            return None
        word, column = Span(start + indent, start + len(code)), indent
    else:
        word, column = Span(start + at, start + at), at
    parent = found.parent_at(line, "key", column)
    while parent is not None and parent.kind == "key" and not parent.holds_block:
        parent = parent.parent
    children = [node for node in found.children(parent) if node.kind == "key"]
    lead = ""
    wanted = children[0].column if children else column
    if wanted != column and not code.strip():
        # A key in a column of its own would not parse: put it where its siblings are.
        lead, word, column = " " * wanted, Span(start, start + at), wanted
    path = parent.path if parent is not None else ()
    return YamlPlace("key", path, word, column, _names(found, parent, None), lead=lead)


def _names(
    found: Outline, parent: OutlineNode | None, besides: OutlineNode | None
) -> tuple[str, ...]:
    return tuple(
        node.name for node in found.children(parent) if node.kind == "key" and node is not besides
    )


@dataclass(slots=True)
class _Frame:
    """An open bracket, the keys seen in it, and what is being read."""

    bracket: str
    keys: list[str]
    key: str = ""
    start: int = -1


def _flow_place(text: str, found: Outline, line: int, offset: int) -> YamlPlace | None:
    """The place when an open bracket is before the cursor, the nearest node's own."""
    for node in reversed([node for node in found.nodes if node.line <= line]):
        if node.value_text[:1] in ("[", "{") and node.value.start < offset:
            frames = _open_frames(text, node.value.start, offset)
            if frames:
                return _place_in(text, node, frames, offset)
        if node.kind == "key" and node.column == 0:
            # Nothing that began before it reaches to the cursor.
            return None
    return None


def _open_frames(text: str, start: int, end: int) -> list[_Frame]:
    """The brackets open at ``end`` when reading begins with the one at ``start``."""
    frames: list[_Frame] = []
    at = start
    while at < end:
        char = text[at]
        frame = frames[-1] if frames else None
        if char in "[{":
            frames.append(_Frame(char, []))
        elif frame is None:
            return []
        elif char in "]}":
            frames.pop()
            if not frames:
                return []
        elif char == ",":
            frame.key, frame.start = "", -1
        elif char == ":" and text[at + 1 : at + 2] in ("", " ", "\t", "\r", "\n"):
            frame.key = text[frame.start : at].strip("\"' \t") if frame.start >= 0 else ""
            frame.keys.append(frame.key)
            frame.start = -1
        elif char in "\"'" and frame.start < 0:
            frame.start = at
            at += 1
            while at < end and text[at] != char:
                at += 2 if text[at] == "\\" and char == '"' else 1
        elif char == "#" and text[at - 1] in " \t\r\n":
            while at < end and text[at] not in "\r\n":
                at += 1
        elif not char.isspace() and frame.start < 0:
            frame.start = at
        at += 1
    return frames


def _place_in(text: str, node: OutlineNode, frames: list[_Frame], offset: int) -> YamlPlace | None:
    frame = frames[-1]
    path = node.path + tuple(outer.key for outer in frames[:-1] if outer.key)
    begin = frame.start if 0 <= frame.start <= offset else offset
    if any(char in text[begin:offset] for char in "\r\n"):
        return None
    end = offset
    while end < len(text) and text[end] not in ",]}\r\n" and text[end : end + 2] != " #":
        if text[end] == ":" and text[end + 1 : end + 2] in ("", " ", "\t", "\r", "\n"):
            break
        end += 1
    word = Span(begin, max(begin, offset, begin + len(text[begin:end].rstrip())))
    written = text[end : end + 1] == ":"
    if frame.bracket == "[":
        return YamlPlace("item", path, word, 0, flow=True)
    if frame.key:
        return YamlPlace("value", (*path, frame.key), word, 0, written=word.end > begin, flow=True)
    keys = tuple(frame.keys) + _keys_behind(text, end)
    return YamlPlace("key", path, word, 0, keys, written=written, flow=True)


def _keys_behind(text: str, start: int) -> tuple[str, ...]:
    """The keys that follow in the same braces, as far as they are closed."""
    depth, at, begin = 0, start, -1
    keys: list[str] = []
    while at < len(text):
        char = text[at]
        if char in "[{":
            depth += 1
        elif char in "]}":
            if depth == 0:
                return tuple(keys)
            depth -= 1
        elif char == "," and depth == 0:
            begin = at + 1
        elif char == ":" and depth == 0 and begin >= 0 and text[at + 1 : at + 2] in (" ", "\t"):
            keys.append(text[begin:at].strip("\"' \t\r\n"))
            begin = -1
        at += 1
    return ()
