"""What tests of YAML edits share: a place marked in a text, and the text after an edit."""

from __future__ import annotations

from collections.abc import Callable

from cog_lsp.fixes.yaml_edit import YamlSource
from cog_lsp.text import Document, Span, TextEdit, apply_edits

Operation = Callable[[YamlSource, Span], list[TextEdit]]


def marked(text: str) -> tuple[str, Span]:
    """``text`` without the marks « and », and the span between them."""
    start = text.find("«")
    if start < 0:
        return text, Span(0, 0)
    end = text.index("»") - 1
    return text.replace("«", "").replace("»", ""), Span(start, end)


def edited(operation: Operation, text: str) -> str:
    """``text`` after ``operation`` at the marked place."""
    plain, span = marked(text)
    source = YamlSource(Document("cog.yaml", plain))
    return apply_edits(plain, operation(source, span))
