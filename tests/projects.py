"""Projects made of texts in memory, for tests of whatever looks at a project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.text import Document

# In no repository: what git has of a project is looked for in all folders above it.
_NOWHERE = Path(Path(__file__).anchor) / "no-such-folder"


def project(files: Mapping[str, str]) -> Project:
    """The project made of ``files`` (path inside the project to text) and of nothing on disk."""
    documents = {path: Document(path, text) for path, text in files.items()}
    return ProjectLoader(_NOWHERE).load(documents)
