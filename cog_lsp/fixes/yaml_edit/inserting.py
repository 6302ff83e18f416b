"""Writing what is not there yet: keys with their values, and items of lists."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.fixes.yaml_edit.scalars import write_scalar
from cog_lsp.fixes.yaml_edit.source import CannotEditError, YamlSource
from cog_lsp.knowledge.cog import config_keys
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence
from cog_lsp.text import Span, TextEdit


@dataclass(frozen=True, slots=True)
class NewScalar:
    """A scalar to write; what is not ``text`` (a number, a truth) is written plain."""

    value: str
    text: bool = True


@dataclass(frozen=True, slots=True)
class NewLines:
    """A key with its value as lines that begin at the left; ``scalar`` if that is what it is."""

    lines: tuple[str, ...]
    scalar: NewScalar | None


New = NewScalar | NewLines | tuple[NewScalar, ...]
"""A value to write: a scalar, a list of scalars, or lines that hold their key already."""


def insert_key(source: YamlSource, keys: tuple[str, ...], value: New) -> list[TextEdit]:
    """Write ``value`` at the path ``keys``, whose last one must not be there."""
    if source.entry(keys) is not None:
        raise CannotEditError(f"`{'.'.join(keys)}` already exists")
    depth = len(keys) - 1
    while depth and source.entry(keys[:depth]) is None:
        depth -= 1
    rest = keys[depth:]
    if not depth:
        return _into(source, source.tree.root, (), rest, value)
    entry = source.entry(keys[:depth])
    assert entry is not None
    if isinstance(entry.value, YamlScalar) and entry.value.is_null:
        return _below_key(source, entry.key.span.start, entry.value, rest, value)
    return _into(source, entry.value, keys[:depth], rest, value)


def append_item(source: YamlSource, keys: tuple[str, ...], item: NewScalar) -> list[TextEdit]:
    """Add ``item`` to the list at ``keys``, which is made if it is not there."""
    entry = source.entry(keys)
    if entry is None:
        return insert_key(source, keys, (item,))
    value = entry.value
    if isinstance(value, YamlScalar) and value.is_null:
        return _fill_list(source, entry.key.span.start, value, item)
    if not isinstance(value, YamlSequence):
        raise CannotEditError(f"`{'.'.join(keys)}` is not a list")
    return append_to(source, value, item)


def append_to(source: YamlSource, sequence: YamlSequence, item: NewScalar) -> list[TextEdit]:
    """Add ``item`` as the last one of ``sequence``, quoted as those that are there."""
    source.own(sequence)
    styles = {node.style for node in sequence.items if isinstance(node, YamlScalar)}
    style = styles.pop() if len(styles) == 1 and len(sequence.items) > 0 else ""
    text = write_scalar(
        item.value, style=style, quote=source.quote, flow=sequence.flow, text=item.text
    )
    if sequence.flow:
        return [_in_brackets(source, sequence, [node.span for node in sequence.items], text)]
    dash = source.dash(sequence.items[-1])
    column = source.column(source.dash(sequence.items[0]))
    return [
        lines_after(source, max(source.end_of(sequence), dash + 1), [" " * column + f"- {text}"])
    ]


def lines_after(source: YamlSource, offset: int, lines: list[str]) -> TextEdit:
    """The edit that puts ``lines`` below the line of ``offset``."""
    newline, at = source.document.newline, source.after_line(offset)
    if at == len(source.text) and source.text and not source.text.endswith(("\n", "\r")):
        content = "".join(newline + line for line in lines)
    else:
        content = "".join(line + newline for line in lines)
    return TextEdit(Span(at, at), content)


def _into(
    source: YamlSource,
    node: YamlNode | None,
    path: tuple[str, ...],
    rest: tuple[str, ...],
    value: New,
) -> list[TextEdit]:
    """Write ``rest`` and ``value`` into the mapping ``node``, which stands at ``path``."""
    if node is None:
        end = len(source.text)
        return [lines_after(source, end, _block(source, rest, value, 0))]
    if not isinstance(node, YamlMapping):
        raise CannotEditError(f"`{'.'.join(path) or source.document.path}` is not a mapping")
    source.own(node)
    if node.flow:
        spans = [entry.span for entry in node.entries]
        json = bool(spans) and source.text[spans[0].start] == '"'
        return [_in_brackets(source, node, spans, _flow(source, rest, value, json))]
    before = _predecessor(node, path, rest[0])
    column = source.column(node.entries[0].key.span.start)
    end = source.end_of(node.entries[before])
    return [lines_after(source, end, _block(source, rest, value, column))]


def _below_key(
    source: YamlSource, key: int, null: YamlScalar, rest: tuple[str, ...], value: New
) -> list[TextEdit]:
    """Write a mapping under the key at ``key``, whose value is nothing so far."""
    slot = source.slots[null]
    if slot.container.flow:
        return [_in_place(source, null, f"{{{_flow(source, rest, value, False)}}}")]
    lines = _block(source, rest, value, source.column(key) + source.step)
    return [*_without_null(source, null), lines_after(source, null.span.end, lines)]


def _fill_list(source: YamlSource, key: int, null: YamlScalar, item: NewScalar) -> list[TextEdit]:
    slot = source.slots[null]
    flow = slot.container.flow
    text = write_scalar(item.value, style="", quote=source.quote, flow=flow, text=item.text)
    if flow:
        return [_in_place(source, null, f"[{text}]")]
    line = " " * (source.column(key) + source.list_step) + f"- {text}"
    return [*_without_null(source, null), lines_after(source, null.span.end, [line])]


def _in_place(source: YamlSource, null: YamlScalar, text: str) -> TextEdit:
    """Write ``text`` where nothing, or a ``null``, stands behind a colon."""
    blank = " " if source.text[null.span.start - 1] == ":" else ""
    return TextEdit(null.span, blank + text)


def _without_null(source: YamlSource, null: YamlScalar) -> list[TextEdit]:
    """Delete a ``null`` or ``~`` that is written out, with the blank before it."""
    if not null.span.start < null.span.end:
        return []
    start = len(source.text[: null.span.start].rstrip(" \t"))
    return [TextEdit(Span(start, null.span.end), "")]


def _predecessor(mapping: YamlMapping, path: tuple[str, ...], name: str) -> int:
    """After which entry ``name`` goes: the last that Cog's list has before it, else the last."""
    order = {key.path: place for place, key in enumerate(config_keys())}
    last = len(mapping.entries) - 1
    wanted = order.get(".".join((*path, name)))
    if wanted is None:
        return last
    known = [order.get(".".join((*path, entry.name)), wanted) for entry in mapping.entries]
    return max((index for index, place in enumerate(known) if place < wanted), default=last)


def _block(source: YamlSource, keys: tuple[str, ...], value: New, column: int) -> list[str]:
    """``keys`` and ``value`` as lines, each key on one of its own."""
    indent = " " * column
    key = write_scalar(keys[0], style="", quote=source.quote, flow=True)
    if len(keys) > 1:
        return [f"{indent}{key}:", *_block(source, keys[1:], value, column + source.step)]
    if isinstance(value, NewLines):
        return [indent + line if line else line for line in value.lines]
    if isinstance(value, tuple):
        dash = indent + " " * source.list_step
        return [f"{indent}{key}:", *(f"{dash}- {_scalar(source, item, False)}" for item in value)]
    return [f"{indent}{key}: {_scalar(source, value, False)}"]


def _flow(source: YamlSource, keys: tuple[str, ...], value: New, json: bool) -> str:
    """``keys`` and ``value`` as they go between brackets; ``json`` with quoted keys."""
    style = "double" if json else ""
    key = write_scalar(keys[0], style=style, quote=source.quote, flow=True)
    if len(keys) > 1:
        return f"{key}: {{{_flow(source, keys[1:], value, json)}}}"
    if isinstance(value, NewLines):
        if value.scalar is None or "#" in value.lines[-1]:
            raise CannotEditError("it does not fit between the brackets where it belongs")
        value = value.scalar
    if isinstance(value, tuple):
        return f"{key}: [{', '.join(_scalar(source, item, True, style) for item in value)}]"
    return f"{key}: {_scalar(source, value, True, style)}"


def _scalar(source: YamlSource, new: NewScalar, flow: bool, style: str = "") -> str:
    return write_scalar(new.value, style=style, quote=source.quote, flow=flow, text=new.text)


def _in_brackets(source: YamlSource, node: YamlNode, spans: list[Span], text: str) -> TextEdit:
    """Write ``text`` behind the last of ``spans``, or as the only thing in empty brackets."""
    if spans:
        end = spans[-1].end
        return TextEdit(Span(end, end), f", {text}")
    at = source.text.index("[" if isinstance(node, YamlSequence) else "{", node.span.start) + 1
    return TextEdit(Span(at, at), text)
