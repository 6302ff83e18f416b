"""Above the runner: its interface in a line, which opens the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.commands.outcome import Command
from cog_lsp.features.interface_pages import summary
from cog_lsp.features.lenses.lens import CodeLens
from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project


def interface_lenses(project: Project, path: str) -> Iterator[CodeLens]:
    """One lens above each class or function that cog.yaml names in ``path``."""
    for interface in interfaces_of(project):
        target = interface.target
        if interface.path != path or target is None:
            continue
        named = target.runner if target.runner is not None else target.node
        title = f"Schema: {summary(interface)}" if interface.is_readable else "Schema: not readable"
        yield CodeLens(named.name_span, Command(title, "cog-lsp.showSchema", (interface.mode,)))
