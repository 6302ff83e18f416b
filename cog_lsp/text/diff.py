"""A unified diff of two texts, for people and for ``patch``."""

from __future__ import annotations

import difflib

from cog_lsp.text.line_index import split_lines


def unified_diff(
    old: str, new: str, path: str, new_path: str | None = None, context: int = 3
) -> str:
    """The unified diff from ``old`` to ``new`` under the name ``path``; empty when they agree.

    ``new_path`` is the name of ``new`` where it is another. ``context`` is how many lines are shown
    around each change. Lines keep their own endings, and a last line without one is marked as
    ``diff`` marks it.
    """
    lines: list[str] = []
    rows = difflib.unified_diff(
        split_lines(old), split_lines(new), path, new_path or path, n=context
    )
    for line in rows:
        lines.append(
            line if line.endswith(("\n", "\r")) else f"{line}\n\\ No newline at end of file\n"
        )
    return "".join(lines)
