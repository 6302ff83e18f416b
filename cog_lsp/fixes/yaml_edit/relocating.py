"""Moving an entry into another mapping, its value, layout and comments with it."""

from __future__ import annotations

from cog_lsp.fixes.yaml_edit.deleting import delete_entry, delete_lines
from cog_lsp.fixes.yaml_edit.inserting import New, NewLines, NewScalar, insert_key
from cog_lsp.fixes.yaml_edit.rewriting import shifted
from cog_lsp.fixes.yaml_edit.source import CannotEditError, YamlSource
from cog_lsp.syntax.yaml_tree import YamlEntry, YamlMapping, YamlScalar
from cog_lsp.text import Span, TextEdit, edits_between, split_lines


def move_entry(source: YamlSource, key: Span, target: tuple[str, ...]) -> list[TextEdit]:
    """Move the entry whose key is at ``key`` into the mapping at ``target``."""
    entry, mapping, _ = source.entry_at(key)
    if not entry.name:
        raise CannotEditError("the key is not a plain name")
    inserted = insert_key(source, (*target, entry.name), _value(source, entry, mapping))
    before = [edit for edit in inserted if edit.span.end <= key.start]
    by = sum(len(edit.content) - len(edit.span) for edit in before)
    between = source.edited(inserted)
    moved = Span(key.start + by, key.end + by)
    edits = delete_entry(between, moved) if mapping.flow else [_without(between, moved)]
    return list(edits_between(source.text, between.edited(edits).text))


def _value(source: YamlSource, entry: YamlEntry, mapping: YamlMapping) -> New:
    """What is to be written in the other place."""
    value = entry.value
    if not mapping.flow and source.begins_line(entry.span.start):
        start = entry.span.start - source.column(entry.span.start)
        block = source.text[start : source.after_line(source.end_of(entry))]
        column = source.column(entry.span.start)
        lines = split_lines(shifted(f"\n{block}", -column))[1:]
        return NewLines(tuple(line.rstrip("\r\n") for line in lines), _as_scalar(value))
    scalar = _as_scalar(value)
    if scalar is None:
        raise CannotEditError("its value is a list or a mapping in brackets")
    return scalar


def _as_scalar(value: object) -> NewScalar | None:
    if not isinstance(value, YamlScalar):
        return None
    return NewScalar(value.value, text=value.style != "plain" or value.type == "str")


def _without(source: YamlSource, key: Span) -> TextEdit:
    """The edit that deletes the entry at ``key``, whose comments stand elsewhere already."""
    entry, mapping, _ = source.entry_at(key)
    moved = source.comments_in(Span(key.start, source.after_line(source.end_of(entry))))
    # What is left empty goes with it, but for the file itself.
    while len(mapping.entries) == 1 and mapping in source.slots:
        slot = source.slots[mapping]
        if slot.entry is None or not isinstance(slot.container, YamlMapping):
            raise CannotEditError("it is the only key of a list item")
        entry, mapping = slot.entry, slot.container
    start = entry.span.start
    if mapping.flow or not source.begins_line(start):
        raise CannotEditError("it is written in a form that cog-lsp does not edit")
    end = source.end_of(entry)
    own = source.comments_in(Span(start, source.after_line(end)))
    return delete_lines(source, start, end, [one for one in own if one not in moved])
