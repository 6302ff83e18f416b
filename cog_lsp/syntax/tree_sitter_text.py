"""tree-sitter's byte offsets to the code-point offsets of the rest of the house."""

from __future__ import annotations

import re
from bisect import bisect_left

import tree_sitter

from cog_lsp.text import Span

# What may stand between any two tokens; tree-sitter has nodes for it among those that count.
EXTRAS = ("comment", "line_continuation")


_CONTINUATION = re.compile(rb"[\x80-\xbf]")


class Offsets:
    """Maps byte offsets of ``source`` (``text`` in UTF-8) to code points of ``text``."""

    __slots__ = ("_continuing",)

    def __init__(self, text: str, source: bytes) -> None:
        # Where the bytes are that continue a code point, and so begin none; few in most code.
        self._continuing = (
            []
            if len(text) == len(source)
            else [match.start() for match in _CONTINUATION.finditer(source)]
        )

    def span(self, node: tree_sitter.Node) -> Span:
        """The code points that ``node`` covers, which never starts or ends inside one."""
        start, end = node.start_byte, node.end_byte
        if not self._continuing:
            return Span(start, end)
        return Span(
            start - bisect_left(self._continuing, start), end - bisect_left(self._continuing, end)
        )
