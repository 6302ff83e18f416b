"""Classes of pipelines that load one of a few architectures, whatever the checkpoint is called.

The figures of the architectures themselves stand in the tables of checkpoints.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cog_lsp.knowledge._tables import read_rows


@dataclass(frozen=True, slots=True)
class FamilyPart:
    """A part: ``low`` to ``high`` parameters in its usual forms, ``least`` in its smallest."""

    name: str
    least: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Family:
    """One row: ``classes`` of pipelines that all load the ``parts``."""

    name: str
    classes: tuple[str, ...]
    parts: tuple[FamilyPart, ...]
    source: str
    as_of: str


@cache
def families() -> tuple[Family, ...]:
    """Every known family, in the order of the table."""
    return read_rows("families.toml", "family", Family)


def family_of_class(name: str) -> Family | None:
    """The family that pipelines of class ``name`` load one of."""
    return next((family for family in families() if name in family.classes), None)
