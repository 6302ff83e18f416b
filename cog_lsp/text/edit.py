"""Text edits: apply them, order them, find the small ones between two texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from cog_lsp.text.line_index import split_lines
from cog_lsp.text.span import Span


class EditConflictError(ValueError):
    """Two edits of one text overlap, so no order of applying them means what both meant."""


@dataclass(frozen=True, slots=True, order=True)
class TextEdit:
    """Replace what ``span`` covers by ``content``; an empty span inserts."""

    span: Span
    content: str


def normalize_edits(edits: Iterable[TextEdit]) -> tuple[TextEdit, ...]:
    """The edits in order of place, each once.

    Raises :class:`EditConflictError` where two different edits overlap. Two insertions at one
    place are no conflict: they keep the order in which they were given.
    """
    unique = list(dict.fromkeys(edits))
    ordered = sorted(unique, key=lambda edit: (edit.span.start, edit.span.end))
    for left, right in pairwise(ordered):
        if left.span.overlaps(right.span):
            raise EditConflictError(f"edits overlap: {left.span} and {right.span}")
    return tuple(ordered)


def apply_edits(text: str, edits: Iterable[TextEdit]) -> str:
    """``text`` with all ``edits`` made, each meant against the text as it was given."""
    parts: list[str] = []
    at = 0
    for edit in normalize_edits(edits):
        parts.append(text[at : edit.span.start])
        parts.append(edit.content)
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)


def edits_between(old: str, new: str) -> tuple[TextEdit, ...]:
    """Small edits that lead from ``old`` to ``new``: whole lines, then trimmed to what differs.

    An editor that applies them keeps its cursor, its folds and its marks in every line that did
    not change.
    """
    if old == new:
        return ()
    old_lines, new_lines = split_lines(old), split_lines(new)
    starts = [0]
    for line in old_lines:
        starts.append(starts[-1] + len(line))
    edits = []
    matcher = SequenceMatcher(None, old_lines, new_lines, autojunk=False)
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            span = Span(starts[first], starts[last])
            edits.append(_trim(old, span, "".join(new_lines[new_first:new_last])))
    return tuple(edits)


def _trim(old: str, span: Span, content: str) -> TextEdit:
    """Drop what both sides of a replacement share at its start and its end."""
    before = span.text(old)
    limit = min(len(before), len(content))
    head = 0
    while head < limit and before[head] == content[head]:
        head += 1
    tail = 0
    while tail < limit - head and before[-1 - tail] == content[-1 - tail]:
        tail += 1
    kept = Span(span.start + head, span.end - tail)
    return TextEdit(kept, content[head : len(content) - tail])
