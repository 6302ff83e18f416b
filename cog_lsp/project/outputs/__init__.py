"""What a prediction hands to its caller piece by piece: yields, and items of a returned list.

``items`` finds the pieces in a function's own code, ``meanings`` what the names in them stand for,
``handed_on`` follows the functions whose pieces the entry point hands on as its own.
"""

from __future__ import annotations

from cog_lsp.project.outputs.handed_on import Output, output_of
from cog_lsp.project.outputs.items import OutputItem, output_items
from cog_lsp.project.outputs.meanings import (
    Counts,
    Meaning,
    counters_of,
    is_blank,
    numbers_of,
    values_in,
)

__all__ = [
    "Counts",
    "Meaning",
    "Output",
    "OutputItem",
    "counters_of",
    "is_blank",
    "numbers_of",
    "output_items",
    "output_of",
    "values_in",
]
