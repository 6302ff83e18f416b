"""What is so but does not stand in the text: sizes, resolved versions, lost constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.hints.hint import HintKind, InlayHint
from cog_lsp.features.hints.interface import interface_hints
from cog_lsp.features.hints.sizes import checkpoint_sizes
from cog_lsp.project import Project
from cog_lsp.text import Span

__all__ = ["HintKind", "InlayHint", "hints"]

Provider = Callable[[Project, str], Iterable[InlayHint]]

PROVIDERS: tuple[Provider, ...] = (checkpoint_sizes, interface_hints)


def hints(project: Project, path: str, visible: Span) -> Gathered[InlayHint]:
    """The hints of ``path`` within ``visible``, in the order of the text."""
    found = gather(PROVIDERS, project, path)
    inside = [hint for hint in found.items if visible.start <= hint.offset <= visible.end]
    return Gathered(tuple(sorted(inside, key=lambda hint: hint.offset)), found.faults)
