"""A size with its source."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.memory.amount import Amount
from cog_lsp.memory.precision import Precision


@dataclass(frozen=True, slots=True)
class Size:
    """So much memory, and ``how`` it was got, as words for the reader.

    ``stored`` are the bytes of the files themselves, and ``precision`` is what their dtype tells of
    that in memory, where they are known; ``largest`` is the largest part of a pipeline.
    """

    amount: Amount
    how: str
    stored: int | None = None
    precision: Precision | None = None
    largest: Amount | None = None
