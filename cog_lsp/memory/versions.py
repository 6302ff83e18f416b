"""Which versions of a package the requirements leave."""

from __future__ import annotations

import re

from cog_lsp.project import Project

Version = tuple[int, ...]

_CLAUSE = re.compile(r"(?P<op>===?|~=|<=?|>=?)(?P<version>\d+(?:\.\d+)*)(?P<star>\.\*)?")


def is_before(project: Project, package: str, version: Version) -> bool | None:
    """Whether what is installed of ``package`` (normalised) comes before ``version``.

    ``None`` if the requirements leave both, or do not name the package.
    """
    for requirement in project.requirements:
        if requirement.name == package:
            return _compare(requirement.specifier.replace(" ", ""), version)
    return None


def _compare(specifier: str, version: Version) -> bool | None:
    for clause in _CLAUSE.finditer(specifier):
        found = tuple(map(int, clause["version"].split(".")))
        op = "==*" if clause["star"] else clause["op"]
        if op in ("==", "===", "<=") and _pad(found) < _pad(version):
            return True
        if op == "<" and _pad(found) <= _pad(version):
            return True
        if op in ("==*", "~="):
            kept = found if op == "==*" else found[:-1]
            beyond = (*kept[:-1], kept[-1] + 1) if kept else found
            if _pad(beyond) <= _pad(version):
                return True
        if not op.startswith("<") and _pad(found) >= _pad(version):
            return False
    return None


def _pad(version: Version) -> Version:
    return (*version, 0, 0, 0, 0)[:4]
