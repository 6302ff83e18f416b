"""New names for what cog.yaml refers to, everywhere at once."""

from __future__ import annotations

from cog_lsp.features.rename.move import follow_moves
from cog_lsp.features.rename.rename import Renamable, renamable, rename

__all__ = ["Renamable", "follow_moves", "renamable", "rename"]
