"""A document: one immutable text with a name and a version."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cog_lsp.text.line_index import LineIndex
from cog_lsp.text.span import Span


@dataclass(frozen=True)
class Document:
    """The text of one file at one moment.

    ``path`` is the file's name inside its project, with forward slashes (``predict.py``,
    ``lib/model.py``). ``version`` is the editor's version number, ``None`` for a text read from
    disk. Line endings are kept as they are; a byte order mark is no part of ``text``.
    """

    path: str
    text: str
    version: int | None = None

    @cached_property
    def lines(self) -> LineIndex:
        """The line index of the text, made on first use."""
        return LineIndex(self.text)

    @cached_property
    def digest(self) -> str:
        """A hash of the text, the key of every cache of what was read from it."""
        return hashlib.blake2b(
            self.text.encode("utf-8", "surrogatepass"), digest_size=16
        ).hexdigest()

    @property
    def newline(self) -> str:
        """The line ending that the document uses first, a line feed if it uses none."""
        head, found, _ = self.text.partition("\n")
        if not found:
            return "\r" if "\r" in head else "\n"
        return "\r\n" if head.endswith("\r") else "\n"

    def slice(self, span: Span) -> str:
        """The text that ``span`` covers."""
        return span.text(self.text)

    def line_span(self, offset: int) -> Span:
        """The whole line around ``offset``, without its line ending."""
        line = self.lines.point(offset).line
        return Span(self.lines.line_start(line), self.lines.line_end(line))
