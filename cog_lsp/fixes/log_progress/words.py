"""The author's words of a progress value: as text to keep, and as pieces of an f-string.

Source text in, source text out; the counting form that goes before the words is made next door.
"""

from __future__ import annotations

import re
from typing import TypeGuard

import libcst as cst

from cog_lsp.fixes.log_progress.counter import Counter
from cog_lsp.fixes.log_progress.items import Item
from cog_lsp.fixes.log_progress.loops import linear
from cog_lsp.fixes.log_progress.message import (
    COUNTER_KEYS,
    RATIO_KEYS,
    TOTAL_KEYS,
    WORDS_KEYS,
    Field,
    dict_items,
    read_message,
)
from cog_lsp.fixes.log_progress.tree import Tree, code, last_name

_LINE_END = re.compile(r"""(?<!\\)(?:\\[nr])+(?=(?:"{3}|'{3}|"|')$)""")
_EDGE_END = re.compile(r"(?:(?<!\\)\\[nr]|\s)+$")
_EDGE_START = re.compile(r"^(?:\\[nr]|\s)+")
_BARE_QUOTE = re.compile(r'(?<!\\)((?:\\\\)*)"')
_MARK = re.compile(r"\x00\d+;")
_SEPARATORS = re.compile(r"\b(?:of|out|the)\b|_")


def spoken(tree: Tree, item: Item) -> str:
    """The value's source, its line end left out (``print`` and ``logging`` write their own)."""
    value, text = item.value, item.source.text(tree.text)
    if (only := _only_told(value)) is not value:
        return code(only)
    if _ends_in_blank(value) and not tree.has_comment(tree.span(value)):
        return code(value.left)
    if isinstance(value, cst.Tuple | cst.GeneratorExp | cst.NamedExpr):
        return text if text.startswith("(") and value.lpar else f"({text})"
    if len(value.lpar) == 1 and not re.search(r"[\r\n]", text):
        text = tree.span(value).text(tree.text)
    return without_line_end(value, text)


def without_line_end(value: cst.BaseExpression, text: str) -> str:
    """``text``, the source of ``value``, without the line end that a literal closes with."""
    last = value
    while isinstance(last, cst.ConcatenatedString):
        last = last.right
    if not isinstance(last, cst.SimpleString | cst.FormattedString) or last.lpar:
        return text
    return text if "r" in last.prefix.lower() else _LINE_END.sub("", text)


def pieces(value: cst.BaseExpression) -> list[str] | None:
    """``value`` as pieces of f-strings in double quotes, or ``None`` if it cannot be one.

    Python before 3.12 allows neither the same quote nor a backslash inside the braces.
    """
    found = _pieces(value)
    if not found:
        return None
    found[0] = _EDGE_START.sub("", found[0])
    found[-1] = _EDGE_END.sub("", found[-1])
    return found


def words_of(value: cst.BaseExpression) -> cst.BaseExpression:
    """The text of a dict that holds nothing but a text and numbers, else ``value`` itself."""
    value = _only_told(value)
    inner = value.left if _ends_in_blank(value) else value
    while isinstance(inner, cst.Call) and last_name(inner) in ("dumps", "str") and inner.args:
        inner = inner.args[0].value
    if not isinstance(inner, cst.Dict):
        return value
    items = dict_items(inner)
    words = [text for key, text in items.items() if key in WORDS_KEYS]
    known = COUNTER_KEYS | TOTAL_KEYS | RATIO_KEYS | WORDS_KEYS
    whole = len(items) == len(inner.elements) and items.keys() <= known
    return words[0] if whole and len(words) == 1 else value


def says_more(value: cst.BaseExpression, counter: Counter) -> bool:
    """Whether ``value`` says anything beside the count and the total."""
    if any(value is known for known in counter.said):
        return False
    message = read_message(_only_told(value), lambda name: None)
    keys = {key for key, held in message.keyed.items() if code(held) != "None"}
    if keys:
        return not keys <= COUNTER_KEYS | TOTAL_KEYS | RATIO_KEYS
    if not message.parts:
        return True
    if any(isinstance(part, Field) and not _said(part, counter) for part in message.parts):
        return True
    text = _MARK.sub("", message.template)
    for number in filter(str.isdigit, (counter.current, counter.total)):
        text = re.sub(rf"\b{number}\b", "", text)
    return re.search(r"\w", _SEPARATORS.sub("", text)) is not None


def _only_told(value: cst.BaseExpression) -> cst.BaseExpression:
    """The one element of a tuple whose others hold nothing, else ``value`` itself."""
    if not isinstance(value, cst.Tuple):
        return value
    told = [one.value for one in value.elements if code(one.value) not in ("None", '""', "''")]
    return told[0] if len(told) == 1 and len(value.elements) > 1 else value


def _said(part: Field, counter: Counter) -> bool:
    same = any(part.value is known for known in counter.said)
    return same or linear(part.value).base == counter.counted != ""


def _ends_in_blank(value: cst.BaseExpression) -> TypeGuard[cst.BinaryOperation]:
    """Whether ``value`` adds nothing but line ends to a text."""
    if not (isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add)):
        return False
    text = value.right.evaluated_value if isinstance(value.right, cst.SimpleString) else None
    return isinstance(text, str) and not text.strip()


def _pieces(value: cst.BaseExpression) -> list[str] | None:
    if isinstance(value, cst.ConcatenatedString):
        left, right = _pieces(value.left), _pieces(value.right)
        return None if left is None or right is None else [*left, *right]
    if isinstance(value, cst.Name):
        return [f"{{{value.value}}}"]
    if isinstance(value, cst.SimpleString):
        if value.prefix or len(value.quote) > 1 or r"\N{" in value.raw_value:
            return None
        return [_requoted(value.raw_value.replace("{", "{{").replace("}", "}}"))]
    if isinstance(value, cst.FormattedString):
        if value.prefix.lower() != "f" or len(value.quote) > 1:
            return None
        text = ""
        for part in value.parts:
            source = code(part)
            if isinstance(part, cst.FormattedStringText):
                text += _requoted(source)
            elif re.search(r'["\\\r\n]', source):
                return None
            else:
                text += source
        return [text]
    return None


def _requoted(text: str) -> str:
    """The inside of a literal, fit for double quotes."""
    return _BARE_QUOTE.sub(r'\1\\"', text)
