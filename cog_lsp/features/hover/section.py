"""What one provider has to say of a place."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a hover: ``markdown`` about what stands at ``span``.

    ``plain`` marks what any server that has Cog's schema says too.
    """

    span: Span
    markdown: str
    plain: bool = False
