"""A text that can be followed."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Link:
    """``span`` leads to ``url``, or to the file ``path`` of the project, as ``tooltip`` says."""

    span: Span
    url: str = ""
    path: str = ""
    tooltip: str = ""
