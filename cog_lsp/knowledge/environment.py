"""Variables of the environment that models are often given, and what they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cog_lsp.knowledge._tables import read_rows


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: a value as an ``example``, and a sentence on what it does."""

    name: str
    example: str
    summary: str
    source: str
    as_of: str


@cache
def variables() -> tuple[Variable, ...]:
    """The variables, in the order of the table."""
    return read_rows("environment.toml", "variable", Variable)
