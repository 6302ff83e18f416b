"""From a name to everywhere that the project uses it, its definition among them."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.definition.target import Target
from cog_lsp.features.subjects import occurrences, subject_at
from cog_lsp.project import Project


def uses(project: Project, path: str, offset: int) -> Iterator[Target]:
    """What cog.yaml refers to, from any place that names it to all others."""
    found = subject_at(project, path, offset)
    if found is not None:
        subject, origin = found
        for use in sorted(set(occurrences(project, subject))):
            yield Target(origin, use.path, use.span, use.span, declares=use.defines)
