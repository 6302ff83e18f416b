"""A line above a line."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.features.commands.outcome import Command
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class CodeLens:
    """``command``'s title, shown above ``span``; without a name, it only says something."""

    span: Span
    command: Command
