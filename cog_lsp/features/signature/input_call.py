"""Inside ``Input(``: everything that it takes, and which of it is being typed."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.input_calls import input_call_at
from cog_lsp.features.input_pages import keyword_page
from cog_lsp.features.signature.call import Parameter, Signature
from cog_lsp.knowledge.input_keywords import input_keywords
from cog_lsp.project import Project
from cog_lsp.text import Span

_ABOUT = (
    "Cog reads this call without running it, so every value has to be a literal or, for some"
    " arguments, a constant of this file. Pass each by keyword: Cog does not read a positional"
    " default."
)


def input_signature(project: Project, path: str, offset: int) -> Iterator[Signature]:
    """The signature of ``Input`` while the cursor is in its brackets."""
    call = input_call_at(project, path, offset)
    if call is None:
        return
    keywords = [keyword for keyword in input_keywords() if keyword.status == "current"]
    label = "Input("
    parameters: list[Parameter] = []
    for number, keyword in enumerate(keywords):
        text = f"{keyword.name}: {keyword.type}"
        label += ", " if number else ""
        parameters.append(
            Parameter(Span(len(label), len(label) + len(text)), keyword_page(keyword))
        )
        label += text
    names = [keyword.name for keyword in keywords]
    active = names.index(call.keyword) if call.keyword in names else None
    if active is None and call.keyword is None and call.position == 0 and call.current.strip():
        active = 0
    yield Signature(f"{label})", tuple(parameters), _ABOUT, active)
