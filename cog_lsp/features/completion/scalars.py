"""A value that is being typed: what of it is quotes and what is text."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.text import Document, Span


@dataclass(frozen=True, slots=True)
class TypedScalar:
    """What stands at ``word``: ``inner`` is its text, ``quote`` how it is quoted, if it is.

    ``closed`` says that the quote at its end is there.
    """

    word: Span
    inner: Span
    text: str
    quote: str
    closed: bool

    @classmethod
    def read(cls, document: Document, word: Span) -> TypedScalar:
        """The scalar at ``word`` of ``document``; it may be empty or unfinished."""
        raw = document.slice(word)
        quote = raw[:1] if raw[:1] in ("'", '"') else ""
        closed = bool(quote) and len(raw) > 1 and raw.endswith(quote)
        inner = Span(word.start + len(quote), word.end - closed)
        return cls(word, inner, inner.text(document.text), quote, closed)

    def quoted(self, text: str, needs_quotes: bool = True) -> str:
        """``text`` to put in place of the whole word, in the quotes that it has, or in double."""
        quote = self.quote or ('"' if needs_quotes else "")
        return f"{quote}{text}{quote}"
