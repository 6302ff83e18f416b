"""Text as the rest of the house sees it: documents, lines, spans, edits and diffs.

This room imports nothing of ours and does no I/O. Every offset in it counts Unicode code points.
"""

from __future__ import annotations

from cog_lsp.text.decode import decode, marked_encoding
from cog_lsp.text.diff import unified_diff
from cog_lsp.text.document import Document
from cog_lsp.text.edit import (
    EditConflictError,
    TextEdit,
    apply_edits,
    edits_between,
    normalize_edits,
)
from cog_lsp.text.line_index import Encoding, LineIndex, Point, split_lines
from cog_lsp.text.span import Span

__all__ = [
    "Document",
    "EditConflictError",
    "Encoding",
    "LineIndex",
    "Point",
    "Span",
    "TextEdit",
    "apply_edits",
    "decode",
    "edits_between",
    "marked_encoding",
    "normalize_edits",
    "split_lines",
    "unified_diff",
]
