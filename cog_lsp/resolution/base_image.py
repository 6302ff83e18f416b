"""Which image a build starts from: one of Cog's own, or else NVIDIA's or Python's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cog_lsp.knowledge.compatibility import base_images, nvidia_images, torch_releases
from cog_lsp.resolution.versions import (
    at_least,
    greater,
    major_minor,
    matches,
    read_version,
)

_CPU = ""


@dataclass(frozen=True, slots=True)
class BaseImage:
    """The images that a build may start from.

    ``cog`` is the one of Cog's own that it asks the registry for, ``None`` if there can be none.
    ``fallback`` is the one taken when the registry has no such image; ``None`` if there is none for
    this CUDA and cuDNN.
    """

    cog: str | None
    fallback: str | None


@dataclass(frozen=True, slots=True)
class BaseConfiguration:
    """One combination that Cog builds an image of; ``""`` for what it does without."""

    cuda: str
    python: str
    torch: str


def choose_base(cuda: str, cudnn: str, python: str, torch: str, *, gpu: bool) -> BaseImage:
    """The images for a build with these versions; ``torch`` is the token, ``""`` for none."""
    return BaseImage(_cog_base(cuda, python, torch), _fallback(cuda, cudnn, python, gpu=gpu))


@cache
def configurations() -> tuple[BaseConfiguration, ...]:
    """Every combination that Cog builds an image of."""
    found: list[BaseConfiguration] = []
    pythons: dict[str, None] = {}
    cudas: dict[str, None] = {}
    for python, cuda, torch in _torch_builds():
        found.append(BaseConfiguration(cuda, python, torch))
        if cuda != _CPU:
            pythons[python] = None
            cudas[cuda] = None
    found += [BaseConfiguration(cuda, python, "") for python in pythons for cuda in cudas]
    found += [BaseConfiguration(_CPU, python, "") for python in pythons]
    return tuple(found)


def _torch_builds() -> Iterator[tuple[str, str, str]]:
    """Python, CUDA and torch of every build of torch that is not too old."""
    known = base_images()
    for release in torch_releases():
        for python in release.pythons:
            # A build with a local tag is never equal to the least version, so only greater will do.
            if not at_least(python, known.minimum_python) or not greater(
                release.version, known.minimum_torch
            ):
                continue
            yield python, _CPU, release.version
            for cuda in release.cudas:
                if at_least(cuda, known.minimum_cuda):
                    yield python, cuda, release.version


def _cog_base(cuda: str, python: str, torch: str) -> str | None:
    if python and read_version(python) is None:
        return None
    minor = major_minor(python) if python else ""
    fitting = [row for row in configurations() if _fit(row.cuda, cuda) and _fit(row.python, minor)]
    torches = [row.torch for row in fitting if _fit(row.torch, torch)]
    best = ""
    for version in torches:
        if not best or greater(version, best):
            best = version
    if not any(_fit(row.torch, best) for row in fitting):
        return None
    parts = (
        f"cuda{major_minor(cuda)}" if cuda else "",
        f"python{minor}" if minor else "",
        f"torch{best}" if best else "",
    )
    return f"{base_images().repository}:{'-'.join(part for part in parts if part) or 'latest'}"


def _fit(known: str, wanted: str) -> bool:
    return known == wanted if not known or not wanted else matches(wanted, known)


def _fallback(cuda: str, cudnn: str, python: str, *, gpu: bool) -> str | None:
    if not gpu:
        return f"python:{python}-slim"
    best = None
    for image in nvidia_images():
        fits = matches(cuda, image.cuda) and image.cudnn == cudnn
        if fits and (best is None or greater(image.cuda, best.cuda)):
            best = image
    return f"nvidia/cuda:{best.tag}" if best is not None else None


def known_pythons() -> tuple[str, ...]:
    """Every Python that Cog has base images with, the oldest first."""
    return tuple(dict.fromkeys(row.python for row in configurations() if row.cuda))


def known_with(python: str) -> tuple[str, ...]:
    """Every CUDA that Cog has a base image of with ``python``, the oldest first."""
    found = {row.cuda for row in configurations() if row.python == python and row.cuda}
    return tuple(sorted(found, key=lambda cuda: tuple(map(int, cuda.split(".")))))
