"""cog-lsp: the language server for Cog projects (cog.yaml and the predictor beside it)."""

from __future__ import annotations

__version__ = "0.1.0"
