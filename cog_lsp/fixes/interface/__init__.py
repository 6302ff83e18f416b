"""Mending a predictor's interface: a file for each group of problems, dispatched by ``mend``.

Most of these edits are a few characters at places that the reader of the interface already knows,
so they are made as text; LibCST is asked only where an import has to come or go.
"""

from __future__ import annotations
