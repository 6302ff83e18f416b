"""One item with several commands or names in it: as several items, or as one line."""

from __future__ import annotations

import re

from cog_lsp.fixes.yaml_edit.rewriting import set_scalar
from cog_lsp.fixes.yaml_edit.scalars import write_scalar
from cog_lsp.fixes.yaml_edit.source import CannotEditError, Slot, YamlSource
from cog_lsp.syntax.yaml_tree import YamlScalar, YamlSequence
from cog_lsp.text import Span, TextEdit

_SHELL_BLOCK = re.compile(
    r"(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|select|function)\b|[(){}]|.*[({]$"
)
_KEEPS_STATE = re.compile(
    r"(?:cd|pushd|popd|export|unset|source|set|shopt|umask|alias|exec|trap|shift|ulimit|readonly|"
    r"declare|typeset|local|eval|exit|return)\b|\.\s|[A-Za-z_]\w*\+?=\S*$"
)
_CONTINUES = ("\\", "&&", "||", "|", "&", ";;")


def split_command(source: YamlSource, span: Span, joined: bool) -> list[TextEdit]:
    """Write the command of several lines at ``span`` as one item a line, or as one line.

    Lines that are comments of the shell become comments of the file.
    """
    node = source.scalar_at(span)
    lines = [line.strip() for line in node.value.splitlines()]
    lines = [line if line.startswith("#") else line.rstrip("; ") for line in lines if line]
    if len(lines) < 2:
        raise CannotEditError("it is one line")
    commands = [line for line in lines if not line.startswith("#")]
    _require_plain_commands(commands, joined)
    slot = source.slots[node]
    if slot.container.flow and len(commands) < len(lines):
        raise CannotEditError("it contains shell comments")
    if joined:
        remarks = [line for line in lines if line.startswith("#")]
        written = set_scalar(source, span, " && ".join(commands))
        return [*_above(source, node, slot, remarks), *written]
    return _as_items(source, node, slot, lines)


def split_words(source: YamlSource, span: Span) -> list[TextEdit]:
    """Write the words of the list item at ``span`` as one item each."""
    node = source.scalar_at(span)
    words = node.value.split()
    if len(words) < 2:
        raise CannotEditError("it is one word")
    return _as_items(source, node, source.slots[node], words)


def _as_items(source: YamlSource, node: YamlScalar, slot: Slot, lines: list[str]) -> list[TextEdit]:
    """The edit that writes ``lines`` as items in place of the item ``node``, in its style.

    A line that begins with ``#`` is written as a comment of the file.
    """
    if not isinstance(slot.container, YamlSequence):
        raise CannotEditError("it is not an item of a list")
    style, flow = node.style, slot.container.flow
    texts = [
        line
        if line.startswith("#")
        else write_scalar(line, style=style, quote=source.quote, flow=flow)
        for line in lines
    ]
    if flow:
        return [TextEdit(node.span, ", ".join(texts))]
    dash = source.dash(node)
    if not source.begins_line(dash):
        raise CannotEditError("it is the first item of a list within a list")
    items = [text if text.startswith("#") else f"- {text}" for text in texts]
    kept = [comment.text for comment in source.comments_in(node.span)]
    line_start = source.document.newline + " " * source.column(dash)
    return [TextEdit(Span(dash, node.span.end), line_start.join([*kept, *items]))]


def _above(source: YamlSource, node: YamlScalar, slot: Slot, remarks: list[str]) -> list[TextEdit]:
    """The edit that writes ``remarks`` above the line in which the command's item begins."""
    if not remarks:
        return []
    begin = slot.entry.key.span.start if slot.entry is not None else source.dash(node)
    start = begin - source.column(begin)
    prefix = source.text[start:begin]
    indent = prefix[: len(prefix) - len(prefix.lstrip())]
    newline = source.document.newline
    return [TextEdit(Span(start, start), "".join(indent + one + newline for one in remarks))]


def _require_plain_commands(commands: list[str], joined: bool) -> None:
    """Refuse lines that are no commands of their own."""
    if not commands:
        raise CannotEditError("it is nothing but comments")
    for line in commands:
        if line.endswith(_CONTINUES) or line.startswith(("&&", "||", "|")):
            raise CannotEditError("a line continues on the next one")
        if "<<" in line or line.count('"') % 2 or line.count("'") % 2 or line.count("`") % 2:
            raise CannotEditError("a string or here-document spans several lines")
        if _SHELL_BLOCK.match(line):
            raise CannotEditError("it has shell blocks (`if`, `for`, …)")
        if not joined and _KEEPS_STATE.match(line):
            raise CannotEditError(
                f"the lines below `{line}` depend on it, and separate items would not"
            )
        if joined and re.search(r"\s#", line):
            raise CannotEditError("a line ends in a shell comment")
