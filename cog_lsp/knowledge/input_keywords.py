"""The keywords of ``Input()``, and what Cog does with each.

Facts only; what breaks when one of them is not met is for the rules to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows


@dataclass(frozen=True, slots=True)
class InputKeyword:
    """One keyword.

    ``type`` is how it is annotated, ``summary`` what it does for callers. ``accepts`` is what Cog's
    static analyser can read, ``otherwise`` what becomes of anything else. ``applies_to`` are the
    types of input on which it has an effect; empty means all. ``status`` is ``refused`` where Cog
    stops at the keyword whatever its value. ``stub`` is a value to begin with.
    """

    name: str
    type: str
    summary: str
    accepts: str
    otherwise: str
    stub: str
    source: str
    as_of: str
    applies_to: tuple[str, ...] = ()
    status: Literal["current", "refused"] = "current"


@cache
def input_keywords() -> tuple[InputKeyword, ...]:
    """All keywords, in the order in which people give them."""
    return read_rows("input_keywords.toml", "keyword", InputKeyword)


def input_keyword(name: str) -> InputKeyword | None:
    """The keyword called ``name``."""
    return next((keyword for keyword in input_keywords() if keyword.name == name), None)
