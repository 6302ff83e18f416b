"""Writing scalars so that they are read back as what they were meant to be."""

from __future__ import annotations

from cog_lsp.fixes.yaml_edit.source import YamlSource
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlScalar, YamlSequence, parse_yaml

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def write_scalar(value: str, *, style: str, quote: str, flow: bool, text: bool = True) -> str:
    """``value`` as YAML on one line.

    ``style`` is the one to keep if it can hold the value, ``quote`` the one to take if the plain
    form would be no text, ``flow`` whether it goes between brackets. What is not ``text`` is
    written plain.
    """
    if not text:
        return value
    if style not in ("single", "double"):
        if _is_plain(value, flow):
            return value
        style = quote
    if style == "single" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(_escaped(char) for char in value) + '"'


def quoted(source: YamlSource, value: str, style: str = "") -> str:
    """``value`` in quotes, of the kind that the file uses."""
    return write_scalar(
        value, style=style or source.quote, quote=source.quote, flow=True, text=True
    )


def _is_plain(value: str, flow: bool) -> bool:
    """Whether ``value``, written as it is, is read as that text."""
    if not value or value != value.strip() or not value.isprintable():
        return False
    tree = parse_yaml(f"[{value}]\n" if flow else f"k: {value}\n")
    root = tree.root
    if tree.problem is not None or tree.comments:
        return False
    if flow:
        items = root.items if isinstance(root, YamlSequence) else ()
    else:
        items = (
            tuple(entry.value for entry in root.entries) if isinstance(root, YamlMapping) else ()
        )
    if len(items) != 1:
        return False
    (item,) = items
    return isinstance(item, YamlScalar) and item.type == "str" and item.value == value


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
