"""tree-sitter's byte offsets to the code-point offsets of the rest of the house."""

from __future__ import annotations

from itertools import accumulate

import tree_sitter

from cog_lsp.text import Span

# What may stand between any two tokens; tree-sitter has nodes for it among those that count.
EXTRAS = ("comment", "line_continuation")


class Offsets:
    """Maps byte offsets of ``source`` (``text`` in UTF-8) to code points of ``text``."""

    __slots__ = ("_table",)

    def __init__(self, text: str, source: bytes) -> None:
        # Every byte that does not continue a code point (0b10xxxxxx) starts a new one.
        self._table = (
            None
            if len(text) == len(source)
            else [0, *accumulate((byte & 0xC0) != 0x80 for byte in source)]
        )

    def span(self, node: tree_sitter.Node) -> Span:
        """The code points that ``node`` covers."""
        if self._table is None:
            return Span(node.start_byte, node.end_byte)
        # The table counts how many code points have *begun* before a byte, which is the number
        # of the code point beginning there; a node never starts or ends inside one.
        return Span(self._table[node.start_byte], self._table[node.end_byte])
