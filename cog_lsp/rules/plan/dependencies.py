"""Plans about what is installed: requirements files, ``python_packages``, versions."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan.base import TitledPlan
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class PackagesToRequirements(TitledPlan):
    """Move ``build.python_packages`` of cog.yaml (``path``) to a requirements file.

    The file is the one that ``python_requirements`` names, else ``file``, which is made if it is
    not there. Order and comments are kept; ``python_requirements`` takes the key's place.
    """

    file: str = "requirements.txt"


@dataclass(frozen=True, slots=True)
class ReplaceRequirement(TitledPlan):
    """Write ``text`` in place of the requirement at ``span`` of ``path``.

    ``path`` is a requirements file, where ``span`` covers the requirement without the comment
    behind it (``Requirement.span``), or cog.yaml, where it covers the item of ``python_packages``.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class DeleteRequirement(TitledPlan):
    """Delete the requirement at ``span``, as :class:`ReplaceRequirement` has it, and its line.

    A comment beside it stays on a line of its own.
    """

    span: Span


@dataclass(frozen=True, slots=True)
class InlineRequirements(TitledPlan):
    """Write the lines of the file ``included`` in place of the ``-r`` at ``span``.

    Both paths are from the project's root. Refused where the file cannot be read, or a line of it
    means another place when it stands in another folder.
    """

    span: Span
    included: str


@dataclass(frozen=True, slots=True)
class RequirementToSdkVersion(TitledPlan):
    """Delete the requirement at ``span``, and set ``build.sdk_version`` to ``version``."""

    span: Span
    version: str


@dataclass(frozen=True, slots=True)
class PinRequirements(TitledPlan):
    """Pin the packages ``names`` (normalised) in ``path`` to what the project has installed.

    Versions come from a lock file (``uv.lock``, ``poetry.lock``, ``Pipfile.lock``,
    ``requirements.lock``) or from an environment inside of the project; a package that neither
    knows is left, and the fix refused if that is all of them. ``path`` is the requirements file, or
    cog.yaml for ``python_packages``.
    """

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetVersions(TitledPlan):
    """Write versions that fit each other into cog.yaml (``path``) and the requirements.

    ``python``, ``cuda`` and ``cudnn`` are those of ``build``: ``None`` leaves one as it is, an
    empty text deletes it. ``packages`` are pairs of a normalised name and the exact version to pin
    it to, wherever it is required; refused where it is not required.
    """

    python: str | None = None
    cuda: str | None = None
    cudnn: str | None = None
    packages: tuple[tuple[str, str], ...] = ()
