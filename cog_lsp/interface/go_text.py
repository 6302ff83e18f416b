"""How Cog, a Go program, reads and writes numbers and words where Python would do otherwise.

Cog parses with ``strconv.ParseInt(text, 0, 64)`` and ``strconv.ParseFloat(text, 64)`` on the
source text itself.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from cog_lsp.text.blanks import GO_SPACE

SPACE = GO_SPACE

_INT_MIN, _INT_MAX = -(1 << 63), (1 << 63) - 1
_INTEGER = re.compile(
    r"""(?P<sign>[+-]?)
    (?: 0[xX](?P<hex>(?:_?[0-9a-fA-F])+)
      | 0[oO](?P<oct>(?:_?[0-7])+)
      | 0[bB](?P<bin>(?:_?[01])+)
      | 0(?P<old>(?:_?[0-7])+)
      | (?P<dec>0|[1-9](?:_?[0-9])*)
    )""",
    re.VERBOSE | re.ASCII,
)
_FLOAT = re.compile(
    r"""[+-]?(?:
        (?: \d(?:_?\d)* \.? (?:\d(?:_?\d)*)? | \. \d(?:_?\d)* ) (?: [eE][+-]?\d(?:_?\d)* )?
      | (?i:inf|infinity)
    ) | (?i:nan)""",
    re.VERBOSE | re.ASCII,
)
_BASES = {"hex": 16, "oct": 8, "bin": 2, "old": 8, "dec": 10}
_UINT64 = 1 << 64


def parse_int(text: str) -> int | None:
    """The integer that Go reads in ``text``; ``None`` if it is none or has more than 64 bits."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    base = next(name for name in _BASES if match[name] is not None)
    value = int(match[base].replace("_", ""), _BASES[base])
    value = -value if match["sign"] == "-" else value
    return value if _INT_MIN <= value <= _INT_MAX else None


def parse_float(text: str) -> float | None:
    """The number that Go reads in ``text``: the words ``inf`` and ``nan`` are numbers to it.

    ``None`` if it is none, or too large for 64 bits.
    """
    if _FLOAT.fullmatch(text) is None:
        return None
    value = float(text)
    named = text.strip("+-")[0] in "iInN"
    return value if named or math.isfinite(value) else None


def to_uint64(value: float) -> int:
    """``value`` as Go converts it to an unsigned integer: cut off, negative ones wrapped around."""
    if not math.isfinite(value) or not -(1 << 63) <= value < _UINT64:
        return 1 << 63
    return int(value) % _UINT64


def to_int64(value: int) -> int:
    """An unsigned integer of 64 bits as a signed one."""
    return value - _UINT64 if value > _INT_MAX else value


def title_case(name: str) -> str:
    """``num_steps`` as the title ``Num Steps``.

    Go takes the first *byte* of each word for its first letter, so a letter outside ASCII comes out
    as one replacement character a byte.
    """
    return " ".join(_capitalised(word) for word in name.split("_"))


def _capitalised(word: str) -> str:
    if not word or word[0].isascii():
        return word[:1].upper() + word[1:]
    return "\ufffd" * len(word[0].encode("utf-8", "surrogatepass")) + word[1:]


def float_digits(value: float) -> tuple[str, int]:
    """The fewest digits that tell ``value`` apart, and the power of ten of the first of them."""
    _, digits, _ = Decimal(repr(abs(value))).normalize().as_tuple()
    return "".join(map(str, digits)), Decimal(repr(abs(value))).adjusted() if value else 0


def float_text(value: float, low: int, high: int) -> str:
    """``value`` as Go prints it: with an exponent if that is below ``low`` or at least ``high``."""
    digits, exponent = float_digits(value)
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    if exponent < low or exponent >= high:
        fraction = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{sign}{digits[0]}{fraction}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    whole, rest = digits[: exponent + 1].ljust(exponent + 1, "0"), digits[exponent + 1 :]
    return f"{sign}{whole}.{rest}" if rest else sign + whole


def go_string(value: object) -> str:
    """A JSON value in Go's default format, as it names the key of a dictionary."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return float_text(value, -4, 6)
    if isinstance(value, list):
        return f"[{' '.join(map(go_string, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{key}:{go_string(item)}' for key, item in value.items())}]"
    return str(value)
