"""The places of a file that name the same thing as the place of the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.subjects import occurrences, subject_at
from cog_lsp.project import Project
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Highlight:
    """A place to highlight; ``defines`` where the name is given its meaning."""

    span: Span
    defines: bool = False


Provider = Callable[[Project, str, int], Iterable[Highlight]]


def subject_highlights(project: Project, path: str, offset: int) -> Iterator[Highlight]:
    """A class, function, method or file that cog.yaml refers to, wherever the file names it."""
    found = subject_at(project, path, offset)
    if found is not None:
        uses = {use for use in occurrences(project, found[0]) if use.path == path}
        yield from (Highlight(use.span, use.defines) for use in sorted(uses))


PROVIDERS: tuple[Provider, ...] = (subject_highlights,)


def highlights(project: Project, path: str, offset: int) -> Gathered[Highlight]:
    """What to highlight in ``path`` with the cursor at ``offset``."""
    return gather(PROVIDERS, project, path, offset)
