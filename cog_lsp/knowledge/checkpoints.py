"""Checkpoints whose names carry no size, and what names say of quantization.

Facts only: how many parameters there are and how many bits each may take. How much memory a load
needs is for ``memory`` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from cog_lsp.knowledge._tables import read_rows

_FILE = "checkpoints.toml"
_SUFFIX = re.compile(r"\.(safetensors|ckpt|pth?|bin|gguf)$")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that can be loaded by itself: as a ``subfolder``, or by one of ``classes`` (globs)."""

    name: str
    parameters: int
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One row: checkpoints of one architecture.

    ``names`` (globs, in small letters) are compared with the last part of a repository's name or of
    a path. ``library_names`` mean this checkpoint as an argument of one of ``libraries`` (see the
    table of loaders). A pipeline of one of ``classes`` (globs) has this architecture whatever its
    name. Either ``parts`` make up the whole, or ``parameters`` counts it.
    """

    names: tuple[str, ...]
    source: str
    as_of: str
    parameters: int = 0
    parts: tuple[Part, ...] = ()
    libraries: tuple[str, ...] = ()
    library_names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The parameters of the whole checkpoint."""
        return self.parameters + sum(part.parameters for part in self.parts)


@dataclass(frozen=True, slots=True)
class Quantization:
    """One row: words in a name that say so many bits a parameter, from ``low_bits`` on."""

    markers: tuple[str, ...]
    low_bits: float
    high_bits: float
    source: str
    as_of: str


@cache
def checkpoints() -> tuple[Checkpoint, ...]:
    """Every known checkpoint, in the order of the table."""
    return read_rows(_FILE, "checkpoint", Checkpoint)


@cache
def quantizations() -> tuple[Quantization, ...]:
    """Every known kind of quantization, in the order of the table."""
    return read_rows(_FILE, "quantization", Quantization)


def checkpoint_named(name: str, library: str) -> Checkpoint | None:
    """The checkpoint that ``name`` means as an argument of a loader of ``library``."""
    last = _SUFFIX.sub("", name.rstrip("/").rpartition("/")[2].lower())
    for row in checkpoints():
        if any(fnmatchcase(last, pattern) for pattern in row.names):
            return row
        if library in row.libraries and name in row.library_names:
            return row
    return None


def checkpoint_of_class(name: str) -> Checkpoint | None:
    """The checkpoint whose architecture every pipeline of class ``name`` has."""
    for row in checkpoints():
        if any(fnmatchcase(name, pattern) for pattern in row.classes):
            return row
    return None


def quantization_in(name: str) -> Quantization | None:
    """What ``name`` says of how its weights are quantized, if it says so."""
    lowered = name.lower()
    for row in quantizations():
        markers = "|".join(map(re.escape, row.markers))
        if re.search(rf"(?<![a-z0-9])(?:{markers})(?![a-z0-9])", lowered):
            return row
    return None
