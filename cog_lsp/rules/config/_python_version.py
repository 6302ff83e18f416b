"""How Cog reads ``build.python_version``."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.knowledge.cog import Version, python_versions
from cog_lsp.project import Project
from cog_lsp.resolution import fitting_pythons
from cog_lsp.resolution.versions import is_number
from cog_lsp.text.blanks import GO_SPACE


@dataclass(frozen=True, slots=True)
class PythonVersion:
    """A version as far as Cog looks at it: ``rest`` is what stands behind the second dot."""

    major: int
    minor: int
    rest: str | None

    @property
    def short(self) -> str:
        """Major and minor alone."""
        return f"{self.major}.{self.minor}"


def read_python_version(text: str) -> PythonVersion | str:
    """The version in ``text``, or what is wrong with it: the part that is no number, or ``minor``
    when there is none.
    """
    parts = text.strip(GO_SPACE).split(".", 2)
    if len(parts) < 2:
        return "minor"
    for part in parts[:2]:
        if not is_number(part) or abs(int(part)) >= 2**63:
            return part
    return PythonVersion(int(parts[0]), int(parts[1]), parts[2] if len(parts) > 2 else None)


def best_python(project: Project) -> str:
    """The newest Python that Cog documents and that the required framework has wheels for."""
    newest = python_versions().documented_maximum
    fitting = (version for version in _fitting(project) if version <= newest)
    return _text(max(fitting, default=newest))


def oldest_python(project: Project) -> str:
    """The oldest Python that Cog accepts and that the required framework has wheels for."""
    oldest = python_versions().minimum
    fitting = (version for version in _fitting(project) if version >= oldest)
    return _text(min(fitting, default=oldest))


def _fitting(project: Project) -> list[Version]:
    versions = (text.split(".") for text in fitting_pythons(project))
    return [(int(major), int(minor)) for major, minor, *_ in versions]


def _text(version: Version) -> str:
    return ".".join(map(str, version))
