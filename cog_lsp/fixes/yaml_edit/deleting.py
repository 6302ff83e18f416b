"""Deleting entries and items; no comment goes with them."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.fixes.yaml_edit.source import CannotEditError, YamlSource
from cog_lsp.syntax.yaml_tree import YamlComment, YamlMapping, YamlNode
from cog_lsp.text import Span, TextEdit


def delete_entry(source: YamlSource, key: Span) -> list[TextEdit]:
    """Delete the entry whose key is at ``key``; the last of a mapping takes the mapping along."""
    entry, mapping, index = source.entry_at(key)
    if len(mapping.entries) == 1:
        return _delete_container(source, mapping)
    if mapping.flow:
        spans = [other.span for other in mapping.entries]
        return _delete_in_flow(source, spans, index)
    if source.begins_line(entry.span.start):
        return [delete_lines(source, entry.span.start, source.end_of(entry))]
    return _delete_first(source, mapping)


def replace_entry(source: YamlSource, key: Span, comment: str) -> list[TextEdit]:
    """Write ``comment`` in place of the entry whose key is at ``key``, above its own comments."""
    entry, mapping, _ = source.entry_at(key)
    if mapping.flow or not source.begins_line(entry.span.start):
        edits = delete_entry(source, key)
        line = source.lines.line_start(source.lines.point(key.start).line)
        indent = source.text[line : key.start]
        indent = indent[: len(indent) - len(indent.lstrip())]
        above = TextEdit(Span(line, line), indent + comment + source.document.newline)
        return [above, *edits]
    start, end = entry.span.start, source.end_of(entry)
    own = source.comments_in(Span(start, source.after_line(end)))
    texts = [comment, *(one.text for one in own)]
    return [_replace_lines(source, start, end, texts)]


def delete_item(source: YamlSource, item: Span) -> list[TextEdit]:
    """Delete the list item at ``item``; the last of a list takes the list's key along."""
    node, sequence, index = source.item_at(item)
    if len(sequence.items) == 1:
        return _delete_container(source, sequence)
    if sequence.flow:
        return _delete_in_flow(source, [other.span for other in sequence.items], index)
    dash = source.dash(node)
    if not source.begins_line(dash):
        raise CannotEditError("it is the first item of a list within a list")
    return [delete_lines(source, dash, max(source.end_of(node), dash + 1))]


def _delete_container(source: YamlSource, container: YamlNode) -> list[TextEdit]:
    """Delete a mapping or list that would be left empty, from what holds it."""
    slot = source.slots.get(container)
    if slot is None:
        return [delete_lines(source, container.span.start, source.end_of(container))]
    if slot.entry is not None:
        return delete_entry(source, slot.entry.key.span)
    return delete_item(source, container.span)


def delete_lines(
    source: YamlSource, start: int, end: int, comments: Iterable[YamlComment] | None = None
) -> TextEdit:
    """Delete the lines from ``start`` to ``end``, but for ``comments``, which are all of theirs."""
    if comments is None:
        comments = source.comments_in(Span(start, source.after_line(end)))
    return _replace_lines(source, start, end, [comment.text for comment in comments])


def _replace_lines(source: YamlSource, start: int, end: int, texts: list[str]) -> TextEdit:
    """Put ``texts``, in the indentation of ``start``, in place of the lines up to ``end``."""
    first, last = start - source.column(start), source.after_line(end)
    indent, newline = " " * source.column(start), source.document.newline
    content = "".join(indent + text + newline for text in texts)
    if last == len(source.text) and not source.text.endswith(("\n", "\r")):
        content = content.removesuffix(newline)
        if not content:
            # What is the last line now ends as the last line did.
            first = len(source.text[:first].removesuffix("\n").removesuffix("\r"))
    return TextEdit(Span(first, last), content)


def _delete_first(source: YamlSource, mapping: YamlMapping) -> list[TextEdit]:
    """Delete the first entry of a mapping that stands behind a dash: the next one moves up."""
    start, following = mapping.entries[0].span.start, mapping.entries[1].span.start
    line = start - source.column(start)
    prefix = source.text[line:start]
    if prefix.strip(" \t-"):
        raise CannotEditError("it is written in a form that cog-lsp does not edit")
    indent = prefix[: len(prefix) - len(prefix.lstrip())]
    newline = source.document.newline
    comments = source.comments_in(Span(start, following))
    kept = "".join(indent + comment.text + newline for comment in comments)
    edits = [TextEdit(Span(start, following), "")]
    return [TextEdit(Span(line, line), kept), *edits] if kept else edits


def _delete_in_flow(source: YamlSource, spans: list[Span], index: int) -> list[TextEdit]:
    """Delete one of several things between brackets, with one comma."""
    text, span = source.text, spans[index]
    comma = _comma_after(source, span.end)
    end = span.end if comma is None else comma + 1
    if source.begins_line(span.start) and _ends_line(source, end):
        edits = [delete_lines(source, span.start, end)]
        before = spans[index - 1].end
        if comma is None and text[before : before + 1] == ",":
            edits.insert(0, TextEdit(Span(before, before + 1), ""))
        return edits
    if index + 1 < len(spans):
        whole = Span(span.start, spans[index + 1].start)
    else:
        whole = Span(spans[index - 1].end, end)
    first = span.start
    if not source.begins_line(first):
        first = len(source.text[:first].rstrip(" \t"))
    for part in (whole, Span(first, end)):
        if not source.comments_in(part):
            return [TextEdit(part, "")]
    raise CannotEditError("there is a comment in the middle of it")


def _ends_line(source: YamlSource, offset: int) -> bool:
    """Whether nothing but blanks and a comment stands behind ``offset`` in its line."""
    rest = source.text[offset : source.lines.line_end(source.lines.point(offset).line)].lstrip()
    return not rest or rest.startswith("#")


def _comma_after(source: YamlSource, offset: int) -> int | None:
    """The comma behind ``offset``, blanks and comments between them."""
    ends = {comment.span.start: comment.span.end for comment in source.tree.comments}
    at = offset
    while at < len(source.text):
        if at in ends:
            at = ends[at]
        elif source.text[at].isspace():
            at += 1
        else:
            return at if source.text[at] == "," else None
    return None
