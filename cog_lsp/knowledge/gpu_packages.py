"""Which packages need a GPU, which use one, and which never do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

_FILE = "gpu_packages.toml"

GpuUse = Literal["needs", "uses", "never"]


@dataclass(frozen=True, slots=True)
class PackageGroup:
    """Packages of one ``kind``, by their normalised names on PyPI.

    ``needs``: they fail, or are of no use, without a GPU. ``uses``: they use one where there is
    one. ``never``: they do not touch one, as PyPI has them. ``brings_torch``: they require torch.
    ``modules`` are the names that they are imported by, where those are not the packages' own.
    """

    kind: GpuUse
    names: tuple[str, ...]
    source: str
    as_of: str
    brings_torch: bool = False
    modules: tuple[str, ...] = ()


@cache
def package_groups() -> tuple[PackageGroup, ...]:
    """Every group, in the order of the table."""
    return read_rows(_FILE, "group", PackageGroup)


def gpu_use(name: str) -> GpuUse | None:
    """What the package ``name`` (normalised) has to do with a GPU, if that is known."""
    group = _by_name().get(name)
    return group.kind if group is not None else None


def brings_torch(name: str) -> bool:
    """Whether the package ``name`` (normalised) is known to require torch."""
    group = _by_name().get(name)
    return group is not None and group.brings_torch


def never_touches_gpu(module: str) -> bool:
    """Whether the imported ``module`` (dotted) is of a package that never touches a GPU."""
    return module in _modules() or module.partition(".")[0] in _modules()


@cache
def _modules() -> frozenset[str]:
    never = [group for group in package_groups() if group.kind == "never"]
    return frozenset(
        module
        for group in never
        for module in (*group.modules, *(name.replace("-", "_") for name in group.names))
    )


@cache
def _by_name() -> dict[str, PackageGroup]:
    return {name: group for group in package_groups() for name in group.names}
