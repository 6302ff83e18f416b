"""Packages of apt that are bound to a release of Ubuntu or Debian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cog_lsp.knowledge._tables import read_rows

_FILE = "packages.toml"


@dataclass(frozen=True, slots=True)
class AptPackage:
    """Packages whose names match ``pattern`` as a whole, and the releases that have them.

    ``instead`` is the name that every release has, where there is one.
    """

    pattern: str
    only_in: str
    source: str
    as_of: str
    instead: str | None = None


@cache
def apt_packages() -> tuple[AptPackage, ...]:
    """The packages that not every release has."""
    return read_rows(_FILE, "apt", AptPackage)
