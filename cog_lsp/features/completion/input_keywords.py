"""Inside ``Input(``: the keywords that are not given yet."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.completion.item import Completion, CompletionKind, escaped, stop
from cog_lsp.features.input_calls import input_call_at
from cog_lsp.features.input_pages import keyword_page
from cog_lsp.knowledge.input_keywords import InputKeyword, input_keywords
from cog_lsp.project import Project


def input_keyword_items(project: Project, path: str, offset: int) -> Iterator[Completion]:
    """The keywords for the argument at ``offset``, in the order in which people give them."""
    call = input_call_at(project, path, offset)
    if call is None or call.word is None:
        return
    for rank, keyword in enumerate(input_keywords()):
        if keyword.status == "current" and keyword.name not in call.given:
            yield Completion(
                label=f"{keyword.name}=",
                kind=CompletionKind.VARIABLE,
                replace=call.word,
                snippet=f"{escaped(keyword.name)}={_stub(keyword)}",
                detail=keyword.type,
                documentation=keyword_page(keyword),
                filter=keyword.name,
                rank=rank,
            )


def _stub(keyword: InputKeyword) -> str:
    """The value to begin with, the cursor inside of its quotes or brackets."""
    text = keyword.stub
    if text[-1:] in ('"', "]"):
        return f"{escaped(text[:-1])}{stop(0)}{escaped(text[-1:])}"
    return f"{stop(1, text)}{stop(0)}"
