"""How many parameters a checkpoint has, as far as its name says.

Names round: the figure may stand for half a unit of its last digit less, and for a good deal more,
because embeddings and encoders of images are often not counted. The bounds hold for the published
counts of Llama 2 7B (6.74e9), Llama 2 70B (68.98e9), Gemma 7B (8.54e9), Gemma 2 2B (2.61e9),
Qwen2.5 7B and 14B (7.62e9, 14.77e9), Qwen2.5-VL 7B (8.29e9) and others (see the tests).

A mixture of experts is named after the size and number of its experts, which share the rest of the
network: 8x7B is 46.7e9, 8x22B is 141e9, 4x7B is 24e9. So ``NxM`` stands for seven tenths of the
product up to the whole product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BILLION = 10**9
_MILLION = 10**6
# "7B", "1.5b", "8x7B", "7b1" (BLOOM's 7.1e9), "350m": a word of its own. "-1_6b" is StableLM's way
# of writing 1.6, "llama_2_7b" is no decimal.
_FIGURE = re.compile(
    r"(?<![a-z0-9.])(?:(?P<experts>\d+)x)?"
    r"(?P<whole>\d+)(?:\.(?P<part>\d+)|(?<=-\d)_(?P<under>\d))?"
    r"(?P<unit>[bm])(?P<tail>\d)?(?![a-z0-9])"
)
# "17B-16E" counts what is active of sixteen experts, "7B-MoT" of two transformers; in the name of a
# CLIP a figure counts the images that it was trained on, in that of an ESRGAN its blocks, in that
# of a draft head (EAGLE, Medusa) the model that it drafts for.
_MISLEADING = re.compile(
    r"(?<![a-z0-9])(?:\d+e|mot)(?![a-z0-9])|clip|laion|esrgan|eagle|medusa|speculator|dflash"
)
_SMALLEST = 10 * _MILLION  # "1m" is a length of context
_LEAST_SHARE = 0.95
_MORE_SHARE, _MORE_AT_MOST = 0.35, 1_600 * _MILLION
_EXPERTS_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Count:
    """So many parameters: ``low`` to ``high`` as read, ``least`` to ``most`` as bounds."""

    least: float
    low: float
    high: float
    most: float

    @property
    def text(self) -> str:
        """The figure as people write it: ``13B``, ``1.5B``, ``350M``, ``20B to 28B``."""
        low, high = count_text(self.low), count_text(self.high)
        return low if low == high else f"{low} to {high}"


def parameters_in(name: str) -> Count | None:
    """How many parameters ``name`` speaks of: a repository's name, a path, a file's name.

    The last part of a path that gives a figure counts; the owner of a repository does not.
    """
    for part in telling_parts(name):
        counts = [_count(match) for match in _FIGURE.finditer(part)]
        billions = [count for count in counts if count.low >= _BILLION / 10]
        counts = billions or [count for count in counts if count.low >= _SMALLEST]
        if counts:
            return Count(
                min(count.least for count in counts),
                min(count.low for count in counts),
                max(count.high for count in counts),
                max(count.most for count in counts),
            )
    return None


def telling_parts(name: str) -> Iterator[str]:
    """The parts of ``name`` that may tell a size, in small letters, the last first.

    That of a repository's owner does not, and before one that misleads nothing does.
    """
    parts = [part for part in name.lower().split("/") if part not in ("", ".", "..")]
    is_repository = len(parts) == 2 and not name.startswith(("/", "."))
    for part in reversed(parts[1:] if is_repository else parts):
        if _MISLEADING.search(part):
            return
        yield part


def _count(match: re.Match[str]) -> Count:
    decimals = match["part"] or match["under"] or match["tail"] or ""
    unit = _BILLION if match["unit"] == "b" else _MILLION
    figure = float(f"{match['whole']}.{decimals or 0}") * unit
    rounding = 0.5 * 10.0 ** -len(decimals) * unit
    least = min(figure - rounding, figure * _LEAST_SHARE)
    if match["experts"] is not None:
        whole = int(match["experts"]) * figure
        return Count(whole * _EXPERTS_SHARE, whole * _EXPERTS_SHARE, whole, whole)
    return Count(least, figure, figure, figure + min(figure * _MORE_SHARE, _MORE_AT_MOST))


def count_text(count: float) -> str:
    """A number of parameters as people write it: ``13B``, ``350M``."""
    if count >= _BILLION:
        return f"{count / _BILLION:.3g}B"
    if count < _MILLION / 10:
        return f"{count:.0f}"
    return f"{count / _MILLION:.3g}M"
