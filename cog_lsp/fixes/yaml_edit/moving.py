"""Moving items from one list to another."""

from __future__ import annotations

from cog_lsp.fixes.yaml_edit.deleting import delete_entry, delete_item, delete_lines
from cog_lsp.fixes.yaml_edit.inserting import (
    NewScalar,
    append_item,
    append_to,
    lines_after,
)
from cog_lsp.fixes.yaml_edit.rewriting import rename_key, set_scalar, shifted
from cog_lsp.fixes.yaml_edit.scalars import write_scalar
from cog_lsp.fixes.yaml_edit.source import CannotEditError, YamlSource
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlScalar, YamlSequence
from cog_lsp.text import Span, TextEdit, edits_between, split_lines


def move_items(
    source: YamlSource, keys: tuple[str, ...], target: tuple[str, ...]
) -> list[TextEdit]:
    """Move all items of the list ``keys`` to the end of ``target``, which is made if need be."""
    entry, other = source.entry(keys), source.entry(target)
    if entry is None or not isinstance(entry.value, YamlSequence) or not entry.value.items:
        raise CannotEditError(f"`{'.'.join(keys)}` is not a list with items")
    if other is None and keys[:-1] == target[:-1]:
        return rename_key(source, entry.key.span, target[-1])
    there = other.value if other is not None else None
    moved = entry.value
    source.own(moved)
    if isinstance(there, YamlSequence) and there.items and not there.flow and not moved.flow:
        source.own(there)
        column = source.column(source.dash(there.items[0]))
        by = column - source.column(source.dash(moved.items[0]))
        begin = source.after_line(source.colon(entry))
        block = source.text[begin : source.after_line(source.end_of(moved))]
        lines = [line.rstrip("\r\n") for line in split_lines(shifted(f"\n{block}", by))[1:]]
        end = max(source.end_of(there), source.dash(there.items[-1]) + 1)
        between = source.edited([lines_after(source, end, lines)])
        return list(edits_between(source.text, _without_moved(between, keys).text))
    texts = [item.value for item in moved.items if isinstance(item, YamlScalar)]
    if len(texts) < len(moved.items):
        raise CannotEditError("one of its items is not a string")
    result = source
    for text in texts:
        result = result.edited(append_item(result, target, NewScalar(text)))
    former = result.entry(keys)
    assert former is not None
    result = result.edited(delete_entry(result, former.key.span))
    return list(edits_between(source.text, result.text))


def move_item(source: YamlSource, item: Span, target: str, value: str) -> list[TextEdit]:
    """Move the list item at ``item`` to the list ``target`` beside its own, as ``value``."""
    node, sequence, _ = source.item_at(item)
    slot = source.slots.get(sequence)
    if slot is None or not isinstance(slot.container, YamlMapping) or slot.entry is None:
        raise CannotEditError("its list has no key")
    other = slot.container.get(target)
    if other is None and len(sequence.items) == 1:
        return [
            *rename_key(source, slot.entry.key.span, target),
            *set_scalar(source, node.span, value),
        ]
    deleted = delete_item(source, item)
    if other is not None:
        if not isinstance(other.value, YamlSequence) or not other.value.items:
            raise CannotEditError(f"`{target}` is not a list with items")
        return [*append_to(source, other.value, NewScalar(value)), *deleted]
    return [*_insert_beside(source, slot.container, target, value), *deleted]


def _insert_beside(
    source: YamlSource, mapping: YamlMapping, name: str, value: str
) -> list[TextEdit]:
    last = mapping.entries[-1]
    if mapping.flow:
        text = write_scalar(value, style="", quote=source.quote, flow=True)
        return [TextEdit(Span(last.span.end, last.span.end), f", {name}: [{text}]")]
    indent = " " * source.column(mapping.entries[0].key.span.start)
    text = write_scalar(value, style="", quote=source.quote, flow=False)
    dash = indent + " " * source.list_step
    return [lines_after(source, source.end_of(last), [f"{indent}{name}:", f"{dash}- {text}"])]


def _without_moved(source: YamlSource, keys: tuple[str, ...]) -> YamlSource:
    """The text without the entry at ``keys``, all of which but its key's own line moved away."""
    entry = source.entry(keys)
    assert entry is not None
    start = entry.span.start
    own = source.comments_in(Span(start, source.after_line(source.colon(entry))))
    return source.edited([delete_lines(source, start, source.end_of(entry), own)])
