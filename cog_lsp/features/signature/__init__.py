"""How the call around the cursor is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.signature.call import Parameter, Signature
from cog_lsp.features.signature.input_call import input_signature
from cog_lsp.project import Project

__all__ = ["Parameter", "Signature", "signatures"]

Provider = Callable[[Project, str, int], Iterable[Signature]]

PROVIDERS: tuple[Provider, ...] = (input_signature,)


def signatures(project: Project, path: str, offset: int) -> Gathered[Signature]:
    """The signatures of the call around ``offset`` of ``path``, the likeliest first."""
    return gather(PROVIDERS, project, path, offset)
