"""What a project has installed: by its lock file, and in an environment inside of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cog_lsp.syntax.lockfiles import LOCK_FILES, installed_versions, locked_versions
from cog_lsp.text import Document

ENVIRONMENTS = (".venv", "venv", "env")
"""The usual names of a virtual environment inside of a project."""

_PYTHON = re.compile(r"python3\.\d+t?")


class Version(NamedTuple):
    """A version, and which file or folder says so."""

    version: str
    source: str


@dataclass(frozen=True)
class Installed:
    """The lock files of a project, and the names in the ``site-packages`` of its environment.

    Nothing is read out of them until somebody asks.
    """

    locks: tuple[Document, ...] = ()
    environment: str = ""
    names: tuple[str, ...] = ()

    @cached_property
    def versions(self) -> dict[str, Version]:
        """The version of each package (normalised); a lock file counts before an environment."""
        found: dict[str, Version] = {}
        for lock in self.locks:
            for name, version in locked_versions(lock.path, lock.text).items():
                found.setdefault(name, Version(version, lock.path))
        for name, version in installed_versions(self.names).items():
            found.setdefault(name, Version(version, self.environment))
        return found


def find_installed(
    document: Callable[[str], Document | None], names: Callable[[str], tuple[str, ...]]
) -> Installed:
    """What is installed, asked of a project's files: a file's text, and the names in a folder."""
    there = names("")
    locks = (document(name) for name in LOCK_FILES if name in there)
    for environment in ENVIRONMENTS:
        packages = [
            name
            for folder in _site_packages(environment, names if environment in there else _none)
            for name in names(folder)
        ]
        if packages:
            break
    else:
        environment = ""
    return Installed(
        tuple(lock for lock in locks if lock is not None), environment, tuple(packages)
    )


def _site_packages(environment: str, names: Callable[[str], tuple[str, ...]]) -> Iterator[str]:
    for python in names(f"{environment}/lib"):
        if _PYTHON.fullmatch(python):
            yield f"{environment}/lib/{python}/site-packages"
    if "site-packages" in names(f"{environment}/Lib"):
        yield f"{environment}/Lib/site-packages"


def _none(folder: str) -> tuple[str, ...]:
    return ()
