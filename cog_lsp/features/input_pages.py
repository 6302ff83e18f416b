"""What cog-lsp has to say of the keywords of ``Input()``, for hover, completion and signature."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.input_keywords import InputKeyword


def keyword_page(keyword: InputKeyword) -> str:
    """All that is known of ``keyword``, with the place where Cog says so."""
    facts = "\n".join(f"- {fact}" for fact in _facts(keyword))
    head = f"**{keyword.name}**: `{keyword.type}`"
    return "\n\n".join([head, keyword.summary, facts, f"[Cog's source]({keyword.source})"])


def _facts(keyword: InputKeyword) -> Iterator[str]:
    yield f"Cog reads {keyword.accepts}"
    yield f"Anything else is {keyword.otherwise}"
    if keyword.applies_to:
        yield "Has an effect on " + ", ".join(f"`{name}`" for name in keyword.applies_to)
