"""Writing what is there in another form: scalars, keys, lists for scalars, lists for mappings."""

from __future__ import annotations

import re

from cog_lsp.fixes.yaml_edit.scalars import quoted, write_scalar
from cog_lsp.fixes.yaml_edit.source import CannotEditError, YamlSource
from cog_lsp.syntax.yaml_tree import (
    YamlEntry,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
)
from cog_lsp.text import Span, TextEdit, split_lines

_HEADER_COMMENT = re.compile(r"[|>][0-9+-]*[ \t]+(#[^\r\n]*)")


def set_scalar(source: YamlSource, span: Span, value: str, text: bool = True) -> list[TextEdit]:
    """Write ``value`` in place of the scalar at ``span``, in its quotes if it is ``text``."""
    node = source.scalar_at(span)
    written = write_scalar(
        value, style=node.style, quote=source.quote, flow=in_flow(source, node), text=text
    )
    return [_replace(source, node, written)]


def quote_scalar(source: YamlSource, span: Span) -> list[TextEdit]:
    """Put the plain scalar at ``span`` in quotes; what it says becomes what it is."""
    node = source.scalar_at(span)
    if node.style != "plain":
        raise CannotEditError("it is already quoted")
    return [_replace(source, node, quoted(source, node.value))]


def quote_text(source: YamlSource, span: Span) -> list[TextEdit]:
    """Put what stands on one line at ``span`` in quotes, of the kind that is not in it."""
    text = source.value_at(span).span.text(source.text)
    if len(split_lines(text)) > 1:
        raise CannotEditError("it spans several lines")
    style = source.quote
    if '"' in text or "'" in text:
        style = "double" if "'" in text and '"' not in text else "single"
    return [TextEdit(span, quoted(source, text, style))]


def rename_key(source: YamlSource, key: Span, name: str) -> list[TextEdit]:
    """Call the key at ``key`` ``name``, in its quotes."""
    entry, mapping, _ = source.entry_at(key)
    if mapping.get(name) is not None:
        raise CannotEditError(f"there is already a key `{name}`")
    if not isinstance(entry.key, YamlScalar):
        raise CannotEditError("the key is not a plain name")
    written = write_scalar(name, style=entry.key.style, quote=source.quote, flow=True)
    return [TextEdit(source.content_span(entry.key), written)]


def wrap_in_list(source: YamlSource, span: Span) -> list[TextEdit]:
    """Make the value at ``span`` the one item of a list."""
    return _wrap(source, span, "-", "[", "]", source.list_step)


def unwrap_item(source: YamlSource, span: Span) -> list[TextEdit]:
    """Make the one item of the list at ``span`` the value in the list's place."""
    node = source.value_at(span)
    items = node.items if isinstance(node, YamlSequence) else ()
    entry = source.slots[node].entry
    if len(items) != 1 or entry is None:
        raise CannotEditError("it is not a list with one item")
    item = items[0]
    if not isinstance(item, YamlScalar) or item.style not in ("plain", "single", "double"):
        raise CannotEditError("its item is not a single-line value")
    start = source.colon(entry) + 1
    return [TextEdit(Span(start, node.span.end), f" {item.span.text(source.text)}")]


def wrap_in_mapping(source: YamlSource, span: Span, key: str) -> list[TextEdit]:
    """Make the value at ``span`` the value of ``key``."""
    return _wrap(source, span, f"{key}:", f"{{{key}: ", "}", source.step)


def mapping_to_list(source: YamlSource, span: Span) -> list[TextEdit]:
    """Write the mapping at ``span`` as ``K=v``, one list item for each of its entries."""
    node = source.value_at(span)
    if not isinstance(node, YamlMapping) or not node.entries:
        raise CannotEditError("it is not a mapping")
    slot = source.slots.get(node)
    inside = slot is not None and isinstance(slot.container, YamlSequence)
    if node.flow:
        return _flow_mapping_to_list(source, node, inside)
    edits: list[TextEdit] = []
    column = source.column(node.span.start)
    dash = " " * (source.column(source.dash(node)) if inside else column) + "- "
    for index, entry in enumerate(node.entries):
        written = write_scalar(_pair(source, entry), style="", quote=source.quote, flow=False)
        start, end = entry.span.start, max(entry.span.end, source.colon(entry) + 1)
        if index == 0 and inside:
            edits.append(TextEdit(Span(start, end), written))
        else:
            edits.append(TextEdit(Span(start - source.column(start), end), dash + written))
    return edits


def list_to_mapping(source: YamlSource, span: Span) -> list[TextEdit]:
    """Write the list at ``span``, of ``K=v`` or of mappings with one key, as one mapping."""
    node = source.value_at(span)
    if not isinstance(node, YamlSequence) or not node.items or node.flow:
        raise CannotEditError("it is not a list with dashes")
    names: list[str] = []
    edits: list[TextEdit] = []
    starts = {source.column(item.span.start) for item in node.items}
    for item in node.items:
        dash = source.dash(item)
        between = source.text[dash + 1 : item.span.start]
        if not source.begins_line(dash) or between.strip(" "):
            raise CannotEditError("an item does not start after its dash")
        if isinstance(item, YamlMapping) and not item.flow:
            names += [entry.name for entry in item.entries]
            if len(starts) > 1:
                raise CannotEditError("its items have different indentation")
            edits.append(TextEdit(Span(dash, dash + 1), " "))
            continue
        name, equals, value = (
            item.value.partition("=") if isinstance(item, YamlScalar) else ("",) * 3
        )
        if not name or not equals:
            raise CannotEditError("not every item is `K=v` or a mapping with one key")
        names.append(name)
        written = write_scalar(value, style="", quote=source.quote, flow=False)
        key = write_scalar(name, style="", quote=source.quote, flow=True)
        indent = " " * (item.span.start - dash)
        edits.append(TextEdit(Span(dash, item.span.end), f"{indent}{key}: {written}"))
    if len(set(names)) < len(names):
        raise CannotEditError("a key would appear twice")
    return edits


def in_flow(source: YamlSource, node: YamlNode) -> bool:
    """Whether ``node`` stands between brackets."""
    slot = source.slots.get(node)
    return slot is not None and slot.container.flow


def shifted(text: str, by: int) -> str:
    """``text`` with each line but the first moved by ``by`` columns, as far as it has them."""
    first, *rest = split_lines(text) or [""]
    moved = [first]
    for line in rest:
        if by >= 0:
            moved.append(" " * by + line if line.strip("\r\n") else line)
        else:
            blanks = len(line) - len(line.lstrip(" "))
            moved.append(line[min(-by, blanks) :])
    return "".join(moved)


def _replace(source: YamlSource, node: YamlScalar, written: str) -> TextEdit:
    span = source.content_span(node)
    before = source.text[span.start - 1 : span.start]
    if not span.start < span.end and before in (":", "-"):
        written = f" {written}"
    comment = _HEADER_COMMENT.match(source.text, span.start, span.end)
    if node.style in ("literal", "folded") and comment is not None:
        written = f"{written}  {comment[1]}"
    elif source.comments_in(span):
        raise CannotEditError("there is a comment in the middle of it")
    return TextEdit(span, written)


def _wrap(
    source: YamlSource, span: Span, head: str, opening: str, closing: str, step: int
) -> list[TextEdit]:
    """Put the value at ``span`` behind ``head``, ``step`` columns in, or between brackets."""
    node = source.value_at(span)
    slot = source.slots[node]
    start, end = node.span.start, node.span.end
    if isinstance(node, YamlScalar) and node.is_null and start == end:
        raise CannotEditError("there is no value")
    if slot.container.flow:
        return [TextEdit(Span(start, start), opening), TextEdit(Span(end, end), closing)]
    body, newline = source.text[start:end], source.document.newline
    if slot.entry is None or source.begins_line(start):
        # It stands where the new thing is to begin; what is below it moves along.
        block = isinstance(node, YamlMapping | YamlSequence) and not node.flow
        if block and head != "-":
            column = source.column(start)
            # A list may stand right below its key; what takes its place may not.
            key = source.column(slot.entry.key.span.start) if slot.entry is not None else -1
            further = step if column <= key else 0
            line = newline + " " * (column + further + step)
            moved = shifted(body, further + step)
            return [TextEdit(node.span, " " * further + head + line + moved)]
        return [TextEdit(node.span, f"{head} {shifted(body, len(head) + 1)}")]
    colon = source.colon(slot.entry)
    if source.text[colon + 1 : start].strip(" \t"):
        raise CannotEditError("something is between the key and its value")
    column = source.column(slot.entry.key.span.start) + step
    content = f"{newline}{' ' * column}{head} {shifted(body, step)}"
    return [TextEdit(Span(colon + 1, end), content)]


def _flow_mapping_to_list(source: YamlSource, node: YamlMapping, inside: bool) -> list[TextEdit]:
    if inside:
        if len(node.entries) > 1:
            raise CannotEditError("it has several keys in one item")
        if source.comments_in(node.span):
            raise CannotEditError("there is a comment in the middle of it")
        flow = in_flow(source, node)
        written = write_scalar(
            _pair(source, node.entries[0]), style="", quote=source.quote, flow=flow
        )
        return [TextEdit(node.span, written)]
    start = source.text.index("{", node.span.start)
    edits = [TextEdit(Span(start, start + 1), "[")]
    for entry in node.entries:
        written = write_scalar(_pair(source, entry), style="", quote=source.quote, flow=True)
        end = max(entry.span.end, source.colon(entry) + 1)
        edits.append(TextEdit(Span(entry.span.start, end), written))
    edits.append(TextEdit(Span(node.span.end - 1, node.span.end), "]"))
    return edits


def _pair(source: YamlSource, entry: YamlEntry) -> str:
    """An entry as ``K=v``."""
    value = entry.value
    if not isinstance(value, YamlScalar) or not entry.name:
        raise CannotEditError(f"the value of `{entry.name}` is a list or a mapping")
    if source.comments_in(Span(entry.span.start, max(entry.span.end, entry.span.start))):
        raise CannotEditError("there is a comment in the middle of it")
    return f"{entry.name}={'' if value.is_null else value.value}"
