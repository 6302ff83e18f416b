"""What the rules of this family share."""

from __future__ import annotations

import re

from cog_lsp.project import Project

_VERSION = re.compile(r"\s*3\.(\d+)")


def python_of(project: Project) -> tuple[int, int] | None:
    """The Python that cog.yaml asks for, as ``(3, 12)``; ``None`` if it names none."""
    build = project.config.values.build
    text = build.python_version.value if build is not None and build.python_version else ""
    match = _VERSION.match(text)
    return (3, int(match[1])) if match is not None else None
