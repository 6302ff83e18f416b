"""The parts of a parsed regular expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.interface.re2.classes import CharSet

AnchorKind = Literal[
    "text-start", "text-end", "line-start", "line-end", "word-boundary", "no-word-boundary"
]


@dataclass(frozen=True, slots=True)
class Regex:
    """Any part; the base of all of them."""


@dataclass(frozen=True, slots=True)
class Char(Regex):
    """One character out of a set."""

    chars: CharSet


@dataclass(frozen=True, slots=True)
class Anchor(Regex):
    """A place between characters."""

    kind: AnchorKind


@dataclass(frozen=True, slots=True)
class Sequence(Regex):
    """Parts one after another; none of them is the empty expression."""

    parts: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Choice(Regex):
    """One of several."""

    branches: tuple[Regex, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Regex):
    """``part`` from ``low`` to ``high`` times, without end if ``high`` is ``None``.

    ``counted`` is whether it was written in braces: only those have a limit.
    """

    part: Regex
    low: int
    high: int | None
    counted: bool = False
