"""A YAML text as an editor of it needs it: its nodes with their surroundings and its habits."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from cog_lsp.syntax.yaml_tree import (
    YamlComment,
    YamlEntry,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    YamlTree,
    parse_yaml,
    walk_yaml,
)
from cog_lsp.text import Document, Span, TextEdit, apply_edits

_DEFAULT_STEP = 2
_PROPERTIES = re.compile(r"(?:[!&]\S*\s+)*(?:[!&]\S*$)?")
_KEEPS_BLANK_LINES = re.compile(r"[|>][0-9]*\+")


class CannotEditError(ValueError):
    """The text cannot be edited as asked without a loss; the message tells the author why."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a node hangs: in ``container``, as its ``index``-th value or item.

    ``entry`` is the key with it when the container is a mapping.
    """

    container: YamlMapping | YamlSequence
    index: int
    entry: YamlEntry | None = None


class YamlSource:
    """One document with its tree. All offsets are code points of its text."""

    def __init__(self, document: Document, tree: YamlTree | None = None) -> None:
        self.document = document
        self.text = document.text
        self.lines = document.lines
        self.tree = tree if tree is not None else parse_yaml(document.text)
        if self.tree.problem is not None:
            raise CannotEditError(f"{document.path} does not parse")

    def edited(self, edits: list[TextEdit]) -> YamlSource:
        """The text after ``edits``; :class:`CannotEditError` if it is no YAML any more."""
        return YamlSource(Document(self.document.path, apply_edits(self.text, edits)))

    # The nodes

    @cached_property
    def slots(self) -> dict[YamlNode, Slot]:
        """Where each value and item hangs; a node with aliases where it is written."""
        found: dict[YamlNode, Slot] = {}
        for node in walk_yaml(self.tree.root):
            for slot, child in _children(node):
                found.setdefault(child, slot)
        return found

    @cached_property
    def _shared(self) -> frozenset[YamlNode]:
        """The nodes that aliases stand for."""
        every = [child for node in self._containers for _, child in _children(node)]
        return frozenset(node for node, count in Counter(every).items() if count > 1)

    @cached_property
    def _containers(self) -> tuple[YamlNode, ...]:
        return tuple(dict.fromkeys(walk_yaml(self.tree.root)))

    def value_at(self, span: Span) -> YamlNode:
        """The value or item at ``span``."""
        for node in self.slots:
            if node.span == span:
                return self.own(node)
        raise CannotEditError("what was to be edited is no longer there")

    def scalar_at(self, span: Span) -> YamlScalar:
        """The scalar at ``span``."""
        node = self.value_at(span)
        if not isinstance(node, YamlScalar):
            raise CannotEditError("it is a list or a mapping")
        return node

    def item_at(self, span: Span) -> tuple[YamlNode, YamlSequence, int]:
        """The list item at ``span``, its list and its place in it."""
        for node, slot in self.slots.items():
            if node.span == span and isinstance(slot.container, YamlSequence):
                return self.own(node), slot.container, slot.index
        raise CannotEditError("it is not an item of a list")

    def entry_at(self, key: Span) -> tuple[YamlEntry, YamlMapping, int]:
        """The entry whose key is at ``key``, its mapping and its place in it."""
        for node in self._containers:
            if isinstance(node, YamlMapping):
                for index, entry in enumerate(node.entries):
                    if entry.key.span == key:
                        self.own(node)
                        return entry, node, index
        raise CannotEditError("what was to be edited is no longer there")

    def entry(self, keys: tuple[str, ...]) -> YamlEntry | None:
        """The entry at a path of keys from the root."""
        node, found = self.tree.root, None
        for key in keys:
            found = node.get(key) if isinstance(node, YamlMapping) else None
            if found is None:
                return None
            node = found.value
        return found

    def own(self, node: YamlNode) -> YamlNode:
        """``node``, unless another place of the file uses it or it stands elsewhere."""
        current: YamlNode | None = node
        while current is not None:
            if current in self._shared:
                raise CannotEditError("an alias (`*`) also uses it elsewhere")
            slot = self.slots.get(current)
            current = slot.container if slot is not None else None
        return node

    # Their surroundings

    def column(self, offset: int) -> int:
        """How many characters stand before ``offset`` in its line."""
        return self.lines.point(offset).column

    def begins_line(self, offset: int) -> bool:
        """Whether nothing but blanks stands before ``offset`` in its line."""
        return not self.text[offset - self.column(offset) : offset].strip()

    def content_span(self, node: YamlScalar) -> Span:
        """``node`` without a tag and an anchor before it."""
        match = _PROPERTIES.match(self.text, node.span.start, node.span.end)
        start = match.end() if match is not None and match.end() > node.span.start else 0
        return Span(min(max(start, node.span.start), node.span.end), node.span.end)

    def dash(self, item: YamlNode) -> int:
        """Where the dash of a block list's ``item`` stands."""
        at = self._before(item.span.start)
        if self.text[at - 1 : at] != "-":
            raise CannotEditError("the item is written in a form that cog-lsp does not edit")
        return at - 1

    def colon(self, entry: YamlEntry) -> int:
        """Where the colon between key and value stands."""
        at = entry.key.span.end
        while self.text[at : at + 1] in (" ", "\t"):
            at += 1
        if self.text[at : at + 1] != ":" or self.text[entry.key.span.start] == "?":
            raise CannotEditError("the key is written in a form that cog-lsp does not edit")
        return at

    def _before(self, offset: int) -> int:
        """The end of the last thing before ``offset`` that is neither a blank nor a comment."""
        ends = {comment.span.end: comment.span.start for comment in self.tree.comments}
        while True:
            at = len(self.text[:offset].rstrip())
            if at not in ends:
                return at
            offset = ends[at]

    def comments_in(self, span: Span) -> list[YamlComment]:
        """The comments that begin in ``span``."""
        return [
            comment for comment in self.tree.comments if span.start <= comment.span.start < span.end
        ]

    def after_line(self, offset: int) -> int:
        """The start of the line below the one of ``offset``; the text's end below the last."""
        line = self.lines.point(offset).line
        return self.lines.line_start(line + 1)

    def end_of(self, node: YamlNode | YamlEntry) -> int:
        """Where ``node`` ends, the blank lines that a ``|+`` keeps with it."""
        end = node.span.end
        last: YamlNode | None = node if isinstance(node, YamlNode) else node.value
        while isinstance(last, YamlMapping | YamlSequence) and not last.flow:
            children = [child for _, child in _children(last)]
            last = children[-1] if children else None
        if isinstance(last, YamlScalar) and last.style in ("literal", "folded"):
            content = self.content_span(last)
            if _KEEPS_BLANK_LINES.match(self.text, content.start, content.end):
                following = re.compile(r"\s*").match(self.text, content.end)
                stop = following.end() if following is not None else content.end
                # The blanks before what follows are its indentation.
                end = stop - self.column(stop) if stop < len(self.text) else stop
                end = max(content.end, end - 1)
        return end

    # Its habits

    @cached_property
    def step(self) -> int:
        """How far a mapping is indented in another."""
        for entry, mapping in self._block_entries():
            value = entry.value
            if isinstance(value, YamlMapping) and not value.flow:
                found = self.column(value.span.start) - self.column(mapping.span.start)
                if found > 0:
                    return found
        return _DEFAULT_STEP

    @cached_property
    def list_step(self) -> int:
        """How far a list is indented under its key, which may be not at all."""
        for entry, _ in self._block_entries():
            value = entry.value
            if isinstance(value, YamlSequence) and not value.flow and value.items:
                dash = self.dash(value.items[0])
                if self.begins_line(dash):
                    return self.column(dash) - self.column(entry.key.span.start)
        return self.step

    @cached_property
    def quote(self) -> str:
        """The quotes that the file uses more often, double ones if none."""
        styles = Counter(node.style for node in self._containers if isinstance(node, YamlScalar))
        return "single" if styles["single"] > styles["double"] else "double"

    def _block_entries(self) -> Iterator[tuple[YamlEntry, YamlMapping]]:
        for node in self._containers:
            if isinstance(node, YamlMapping) and not node.flow:
                yield from ((entry, node) for entry in node.entries)


def _children(node: YamlNode) -> Iterator[tuple[Slot, YamlNode]]:
    if isinstance(node, YamlMapping):
        for index, entry in enumerate(node.entries):
            yield Slot(node, index, entry), entry.value
    elif isinstance(node, YamlSequence):
        for index, item in enumerate(node.items):
            yield Slot(node, index), item
