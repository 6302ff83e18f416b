"""What some calls need of the GPU, and which torch and CUDA a GPU needs.

Facts only: whether a project's code and hardware go together is for the rules to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

_FILE = "gpu_features.toml"

Feature = Literal["bfloat16", "flash-attention", "fp8"]
Capability = tuple[int, int]


@dataclass(frozen=True, slots=True)
class GpuUse:
    """One row: calls that use a feature of the GPU.

    A call is meant by its qualified name (``calls``, globs) or, as a method of a loaded model, by
    the method's name (``methods``). It uses the feature if one of ``arguments``, by name or by
    position, is one of ``values`` (the dotted name of what is no literal); a row without arguments
    means every call. ``minimum`` is the compute capability that it takes. ``fails`` says that the
    call, or the first prediction, raises an error below it; ``effect`` says what happens, as a
    clause. ``instead`` is the value that does without the feature.
    """

    feature: Feature
    minimum: Capability
    effect: str
    source: str
    as_of: str
    calls: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    fails: bool = False
    instead: str = ""

    def is_meant_by(self, name: str) -> bool:
        """Whether ``name``, the qualified name of what is called, is one of the calls."""
        return bool(name) and _matches(self.calls, name)


@dataclass(frozen=True, slots=True)
class Floor:
    """One row: GPUs of at least ``minimum`` need ``torch`` and ``cuda``, or newer ones."""

    minimum: Capability
    torch: tuple[int, ...]
    cuda: Capability
    source: str
    as_of: str


@lru_cache(maxsize=4096)
def _matches(patterns: tuple[str, ...], name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def gpu_uses(feature: Feature) -> tuple[GpuUse, ...]:
    """The rows about ``feature``, in the order of the table."""
    return tuple(row for row in read_rows(_FILE, "use", GpuUse) if row.feature == feature)


@cache
def floor_of(capability: Capability) -> Floor | None:
    """What a GPU of that compute capability needs; ``None`` if nothing special is known."""
    rows = sorted(read_rows(_FILE, "floor", Floor), key=lambda row: row.minimum, reverse=True)
    return next((row for row in rows if capability >= row.minimum), None)
