"""Packages of apt that are bound to a release of Ubuntu or Debian."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cog_lsp.knowledge._tables import read_rows

_FILE = "packages.toml"


@dataclass(frozen=True, slots=True)
class AptPackage:
    """Packages whose names match ``pattern`` as a whole.

    ``ubuntu`` are the releases that have them, of those that NVIDIA's images are made of (20.04,
    22.04 and 24.04); the Debian of today's Python images has none of them. ``instead`` is the name
    that every release has, where there is one.
    """

    pattern: str
    ubuntu: tuple[str, ...]
    source: str
    as_of: str
    instead: str | None = None


@cache
def apt_packages() -> tuple[AptPackage, ...]:
    """The packages that not every release has."""
    return read_rows(_FILE, "apt", AptPackage)
