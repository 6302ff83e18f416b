"""What a scalar is for Cog's YAML library, which is not what it is for PyYAML.

The library (go.yaml.in/yaml v4.0.0-rc.4) reads scalars by YAML 1.2 with a few of 1.1's habits:
``yes`` is text except where a truth is wanted, ``010`` is octal, ``1:30`` is text.
"""

from __future__ import annotations

import datetime
import math
import re
from typing import Literal

from cog_lsp.syntax.yaml_tree import YamlScalar

Kind = Literal["null", "bool", "int", "float", "time", "str"]

_WORDS: dict[str, Kind] = {
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "bool"),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
    **dict.fromkeys(
        (
            *(f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")),
            *(".nan", ".NaN", ".NAN", "-0", "-0.0"),
        ),
        "float",
    ),
}
_YES = frozenset(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"))
_NO = frozenset(("n", "N", "no", "No", "NO", "off", "Off", "OFF"))
_INT = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})"
    r"(?:[Tt](?P<stamp>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?)"
    r"(?:Z|[-+][0-9]{2}:[0-9]{2})"
    r"| (?P<clock>[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:[.,][0-9]+)?))?"
)
_TAGS: dict[str, Kind] = {
    "!!null": "null",
    "!!bool": "bool",
    "!!int": "int",
    "!!float": "float",
    "!!timestamp": "time",
}
_MAX, _MIN = 2**63 - 1, -(2**63)


def kind_of(scalar: YamlScalar) -> Kind:
    """What ``scalar`` is, by its tag if it has one, else by how it is written."""
    if scalar.tag and scalar.tag != "!":
        return _TAGS.get(scalar.tag, "str")
    return "str" if scalar.style != "plain" else _plain(scalar.value)


def truth(scalar: YamlScalar) -> bool | None:
    """The truth that ``scalar`` is where one is wanted; ``None`` if it is none.

    The words of YAML 1.1 count there, quoted ones too; a quoted ``"true"`` does not.
    """
    kind = kind_of(scalar)
    if kind == "bool":
        return scalar.value.lower() == "true"
    if kind == "str" and scalar.value in _YES | _NO:
        return scalar.value in _YES
    return None


def integer(scalar: YamlScalar) -> int | None:
    """The whole number that ``scalar`` is where one is wanted: ``4.0`` is one, ``"4"`` is none."""
    kind, text = kind_of(scalar), scalar.value.replace("_", "")
    if kind == "int" or (kind == "float" and _INT.fullmatch(text)):
        value = _integer(text)
    elif kind == "float" and _FLOAT.fullmatch(text):
        number = float(text)
        if not math.isfinite(number) or number != int(number):
            return None
        value = int(number)
    else:
        return None
    return value if _MIN <= value <= _MAX else None


def _plain(text: str) -> Kind:
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first == ".":
        return "float" if _FLOAT.fullmatch(text) else "str"
    if first not in "+-0123456789":
        return "str"
    if _is_time(text):
        return "time"
    plain = text.replace("_", "")
    if _INT.fullmatch(plain):
        value = _integer(plain)
        if _MIN <= value <= _MAX or (first not in "+-" and value < 2**64):
            return "int"
    return "float" if _FLOAT.fullmatch(plain) else "str"


def _integer(text: str) -> int:
    """The number in ``text``, where a leading zero alone means octal."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    prefix = digits[:2].lower()
    if prefix in ("0x", "0o", "0b"):
        return sign * int(digits[2:], {"0x": 16, "0o": 8, "0b": 2}[prefix])
    return sign * int(digits, 8 if digits.startswith("0") else 10)


def _is_time(text: str) -> bool:
    match = _TIME.fullmatch(text)
    if match is None:
        return False
    year, month, day = map(int, match["date"].split("-"))
    clock = match["stamp"] or match["clock"] or "0:0:0"
    hour, minute, second = (int(part) for part in re.split("[.,]", clock)[0].split(":"))
    try:
        datetime.datetime(year or 4, month, day, hour, minute, second)
    except ValueError:
        return False
    return True
