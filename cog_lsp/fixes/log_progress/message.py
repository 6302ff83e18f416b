"""What a progress value says: its words, its numbers, and which number counts up to which.

Only the value's own expression is read here; the loop around it is read next door.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst

from cog_lsp.fixes.log_progress.tree import code, last_name

Resolve = Callable[[str], cst.BaseExpression | None]
"""The expression that a name stands for at the place of the message, if that is sure."""

COUNTER_KEYS = {
    *("step", "current", "current_step", "iteration", "iter", "i", "index", "frame", "done"),
    *("completed", "processed", "epoch", "chunk", "page", "item", "image", "n"),
}
TOTAL_KEYS = {
    *("total", "total_steps", "steps", "num_steps", "of", "max", "max_steps", "num_frames"),
    *("frames", "total_frames", "num_inference_steps", "num_images", "epochs", "out_of"),
}
RATIO_KEYS = {"progress", "percent", "percentage", "pct", "fraction", "percent_complete"}
WORDS_KEYS = {"status", "message", "msg", "stage", "text", "desc", "description", "phase"}

_PRINTF = re.compile(r"%(%|[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa])")
_MARK = "\x00"
_NUMBER = rf"({_MARK}\d+;|\d+)"
_PAIR = re.compile(rf"{_NUMBER}\s*(?:/|\bof\b|\bout of\b)\s*(?:the\s+)?{_NUMBER}", re.IGNORECASE)
_STAGE = re.compile(
    r"^\W*(?:(?:step|stage|phase|part|pass)\s*)?(\d+)\s*(?:/|of\b|out of\b)\s*(\d+)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\d.]){_NUMBER}(?:\.\d+)?\s*%")
_AFTER_PROGRESS = re.compile(rf"progress\W{{0,3}}{_MARK}(\d+);", re.IGNORECASE)
_WHOLE = re.compile(r"0?\d*[,_]?d?")
_SHARE = re.compile(r"(?:\.\d+)?%")
_DECIMAL = re.compile(r"0?\d*(?:\.\d+)?[dfg]?")
_ROUNDERS = {"int", "round", "float", "str", "floor", "ceil", "min"}


@dataclass(frozen=True)
class Field:
    """A value in a message, with the format it is written in (empty for none)."""

    value: cst.BaseExpression
    spec: str = ""


@dataclass(frozen=True)
class Message:
    """A progress value in reading order; ``keyed`` holds what stands in a dict or as keywords."""

    parts: tuple[str | Field, ...] = ()
    keyed: dict[str, cst.BaseExpression] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The text, each field replaced by a mark that holds its number."""
        return "".join(
            part if isinstance(part, str) else f"{_MARK}{number};"
            for number, part in enumerate(self.parts)
        )

    def pairs(self) -> list[tuple[cst.BaseExpression, cst.BaseExpression]]:
        """The ``k of n`` of the message with at least one value that is no literal."""
        found = []
        for match in _PAIR.finditer(self.template):
            left, right = self._number(match[1]), self._number(match[2])
            literal = isinstance(left, cst.Integer) and isinstance(right, cst.Integer)
            if left is not None and right is not None and not literal:
                found.append((left, right))
        counters = [value for key, value in self.keyed.items() if key in COUNTER_KEYS]
        totals = [value for key, value in self.keyed.items() if key in TOTAL_KEYS]
        found.extend(zip(counters, totals, strict=False))
        return found

    def stage(self) -> tuple[int, int] | None:
        """The literal ``Step 1/3`` at the start of a text."""
        match = _STAGE.match(self.template)
        if match is None or not 0 <= int(match[1]) <= int(match[2]) or int(match[2]) == 0:
            return None
        return int(match[1]), int(match[2])

    def percentages(self) -> list[tuple[cst.BaseExpression, int]]:
        """Values that are a part of a whole, each with what the whole is (1 or 100)."""
        found: list[tuple[cst.BaseExpression, int]] = []
        for part in self.parts:
            if isinstance(part, Field) and part.spec.endswith("%") and _SHARE.fullmatch(part.spec):
                found.append((part.value, 1))
        for match in _PERCENT.finditer(self.template):
            value = self._number(match[1], _DECIMAL)
            if value is not None:
                found.append((value, 100))
        return found

    def after_progress(self) -> list[cst.BaseExpression]:
        """The values that follow the word ``progress``; whether 1 or 100 is all is not said."""
        found = []
        for match in _AFTER_PROGRESS.finditer(self.template):
            part = self.parts[int(match[1])]
            found += [part.value] if isinstance(part, Field) else []
        return found

    def alone(self) -> list[cst.BaseExpression]:
        """The value that is the whole message."""
        part = self.parts[0] if len(self.parts) == 1 else None
        return [part.value] if isinstance(part, Field) else []

    def _number(self, mark: str, spec: re.Pattern[str] = _WHOLE) -> cst.BaseExpression | None:
        if not mark.startswith(_MARK):
            return cst.Integer(str(int(mark)))
        part = self.parts[int(mark[1:-1])]
        return part.value if isinstance(part, Field) and spec.fullmatch(part.spec) else None


def read_message(node: cst.BaseExpression, resolve: Resolve) -> Message:
    """What ``node`` says; a name is followed to what it stands for."""
    if isinstance(node, cst.Name):
        value = resolve(node.value)
        return Message() if value is None else read_message(value, resolve)
    if isinstance(node, cst.Call):
        return _read_call(node, resolve)
    if isinstance(node, cst.Dict):
        return _keyed(dict_items(node), resolve)
    if isinstance(node, cst.Tuple | cst.List):
        values = [element.value for element in node.elements if code(element.value) != "None"]
        if len(values) == 1:
            return read_message(values[0], resolve)
        if len(values) == 2 and isinstance(values[0], cst.SimpleString):
            return _keyed({_text(values[0]).lower(): values[1]}, resolve)
        return Message()
    return Message(tuple(_parts(node)))


def ratio(
    node: cst.BaseExpression, resolve: Resolve, depth: int = 8
) -> tuple[cst.BaseExpression, cst.BaseExpression] | None:
    """The ``k`` and ``n`` of ``k / n``, whatever scales and rounds it."""
    if depth == 0:
        return None
    if isinstance(node, cst.Name):
        value = resolve(node.value)
        return None if value is None else ratio(value, resolve, depth - 1)
    if isinstance(node, cst.Call) and last_name(node) in _ROUNDERS and node.args:
        return ratio(node.args[0].value, resolve, depth - 1)
    if not isinstance(node, cst.BinaryOperation):
        return None
    if isinstance(node.operator, cst.Multiply):
        inner = _without_hundred(node)
        return None if inner is node else ratio(inner, resolve, depth - 1)
    if isinstance(node.operator, cst.Divide | cst.FloorDivide):
        return _without_hundred(node.left), node.right
    return None


def _without_hundred(node: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Multiply):
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, cst.Integer | cst.Float) and one.evaluated_value == 100:
                return other
    return node


def _read_call(node: cst.Call, resolve: Resolve) -> Message:
    name = last_name(node)
    if name in ("dumps", "str", "repr") and node.args:
        return read_message(node.args[0].value, resolve)
    if name in ("format", "join"):
        return Message(tuple(_parts(node)))
    keywords = {a.keyword.value: a.value for a in node.args if a.keyword is not None}
    return _keyed(keywords, resolve)


def dict_items(node: cst.Dict) -> dict[str, cst.BaseExpression]:
    """The values of a dict display by their keys in lower case; keys that are no text are left."""
    return {
        _text(element.key).lower(): element.value
        for element in node.elements
        if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString)
    }


def _keyed(values: dict[str, cst.BaseExpression], resolve: Resolve) -> Message:
    parts: list[str | Field] = []
    for key in values:
        if key in WORDS_KEYS:
            parts.extend(read_message(values[key], resolve).parts)
    return Message(tuple(parts), values)


def _parts(node: cst.BaseExpression) -> list[str | Field]:
    if isinstance(node, cst.SimpleString):
        return [_text(node)]
    if isinstance(node, cst.ConcatenatedString):
        return [*_parts(node.left), *_parts(node.right)]
    if isinstance(node, cst.FormattedString):
        return [
            Field(part.expression, "".join(code(spec) for spec in part.format_spec or ()))
            if isinstance(part, cst.FormattedStringExpression)
            else code(part)
            for part in node.parts
        ]
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.Add):
            return [*_parts(node.left), *_parts(node.right)]
        if isinstance(node.operator, cst.Modulo) and isinstance(node.left, cst.SimpleString):
            return _printf(_text(node.left), node.right)
    if isinstance(node, cst.Call):
        if last_name(node) == "str" and len(node.args) == 1:
            return [Field(node.args[0].value)]
        if last_name(node) == "format" and isinstance(node.func, cst.Attribute):
            return _formatted(node.func.value, node)
        if last_name(node) == "join" and isinstance(node.func, cst.Attribute):
            return _joined(node.func.value, node)
    return [Field(node)]


def _printf(text: str, right: cst.BaseExpression) -> list[str | Field]:
    values = [e.value for e in right.elements] if isinstance(right, cst.Tuple) else [right]
    parts: list[str | Field] = []
    at = taken = 0
    for match in _PRINTF.finditer(text):
        parts.append(text[at : match.start()])
        at = match.end()
        if match[1] == "%":
            parts.append("%")
        elif taken < len(values):
            spec = re.sub(r"[is]$", "", match[1])
            parts.append(Field(values[taken], spec))
            taken += 1
    return [*parts, text[at:]]


def _formatted(template: cst.BaseExpression, call: cst.Call) -> list[str | Field]:
    if not isinstance(template, cst.SimpleString):
        return []
    by_place = [a.value for a in call.args if a.keyword is None and not a.star]
    by_name = {a.keyword.value: a.value for a in call.args if a.keyword is not None}
    parts: list[str | Field] = []
    taken = 0
    try:
        pieces = list(string.Formatter().parse(_text(template)))
    except ValueError:
        return []
    for text, name, spec, _ in pieces:
        parts.append(text)
        if name is None:
            continue
        place = name if name else str(taken)
        taken += not name
        if place.isdigit() and int(place) < len(by_place):
            parts.append(Field(by_place[int(place)], spec or ""))
        elif place in by_name:
            parts.append(Field(by_name[place], spec or ""))
    return parts


def _joined(separator: cst.BaseExpression, call: cst.Call) -> list[str | Field]:
    """The parts of ``" ".join([...])``."""
    listed = call.args[0].value if len(call.args) == 1 else None
    if not isinstance(separator, cst.SimpleString) or not isinstance(listed, cst.List | cst.Tuple):
        return [Field(call)]
    parts: list[str | Field] = []
    for number, element in enumerate(listed.elements):
        parts += [_text(separator)] if number else []
        parts += _parts(element.value)
    return parts


def _text(node: cst.SimpleString) -> str:
    value = node.evaluated_value
    return value if isinstance(value, str) else ""
