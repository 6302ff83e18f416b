"""From ``predict.py:Predictor`` to ``run.py:Runner``, over every file that has to do with it."""

from __future__ import annotations

from cog_lsp.fixes.migration.fix import migrate_to_run

__all__ = ["migrate_to_run"]
