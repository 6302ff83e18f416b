"""Files that get other names or places: what refers to them follows, as far as that is certain."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from cog_lsp.features.rename.imports import ImportFollower
from cog_lsp.features.targets import references_of
from cog_lsp.fixes.result import Applicability, FileEdit, Fix
from cog_lsp.project import Project
from cog_lsp.syntax.yaml_tree import YamlScalar
from cog_lsp.text import Span, TextEdit, normalize_edits


def follow_moves(project: Project, moves: Mapping[str, str]) -> Fix:
    """The edits that belong to ``moves``, paths of files or folders to their new paths.

    They are meant against the files where they are now. References in cog.yaml (the code, the file
    of requirements) and imports follow; ``project`` must have all Python files.
    """
    config = tuple(_config_edits(project, moves))
    files = [FileEdit(project.config.path, normalize_edits(config))] if config else []
    for path, facts in sorted(project.python.items()):
        edits = tuple(ImportFollower(project, facts, lambda path: moved(path, moves)).edits())
        if edits:
            files.append(FileEdit(path, normalize_edits(edits)))
    return Fix("Follow the renamed files", Applicability.SAFE, tuple(files))


def moved(path: str, moves: Mapping[str, str]) -> str:
    """Where ``path`` is after ``moves``."""
    best = max(
        (old for old in moves if path == old or path.startswith(f"{old}/")), key=len, default=None
    )
    return path if best is None else moves[best] + path[len(best) :]


def _config_edits(project: Project, moves: Mapping[str, str]) -> Iterator[TextEdit]:
    for reference in references_of(project):
        new = moved(reference.ref.file, moves)
        if new != reference.ref.file:
            yield TextEdit(reference.file, new)
    entry = project.config.entry("build", "python_requirements")
    path = project.config.requirements_path
    if entry is None or path is None or not isinstance(entry.value, YamlScalar):
        return
    scalar, text = entry.value, project.config.document.text
    start = scalar.span.start + (scalar.style in ("single", "double"))
    span = Span(start, start + len(scalar.value))
    new = moved(path, moves)
    if new != path and span.text(text) == scalar.value and not posixpath.isabs(new):
        yield TextEdit(span, new)
