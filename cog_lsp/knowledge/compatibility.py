"""Which versions of CUDA, cuDNN, Python, torch and TensorFlow go together, as Cog's tables have it.

Facts only: how Cog chooses among the rows is in ``resolution``, what is wrong with a choice is for
the rules to say. Versions are texts, written as Cog compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cog_lsp.knowledge._tables import read_row, read_rows

_FILE = "compatibility.toml"


@dataclass(frozen=True, slots=True)
class TorchRelease:
    """One release of torch.

    ``version`` has no local tag. ``cudas`` are the CUDA versions it was built for, the newest last;
    each release was built for the CPU too. ``torchvision`` and ``torchaudio`` are the releases made
    for it. ``untagged`` are those CUDA versions whose wheel is the one on PyPI, with neither a
    local tag nor an index of its own; ``torchvision_tagged`` says that torchvision's have a tag.

    ``pythons`` are the versions that Cog knows for it, none older than the oldest that Cog accepts.
    ``last_python`` is a newer one for which PyPI has a wheel all the same, where there is one.
    """

    version: str
    cudas: tuple[str, ...]
    torchvision: str
    torchaudio: str
    pythons: tuple[str, ...]
    source: str
    as_of: str
    untagged: tuple[str, ...] = ()
    torchvision_tagged: bool = False
    last_python: str | None = None


@dataclass(frozen=True, slots=True)
class TensorFlowRelease:
    """One release of TensorFlow: the CUDA and the major cuDNN version it was built for.

    ``pythons`` are those it has wheels for, as far as Cog accepts them; it may have none.
    """

    version: str
    cuda: str
    cudnn: str
    pythons: tuple[str, ...]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class NvidiaImage:
    """One image ``nvidia/cuda:TAG``: its full CUDA version and its major cuDNN version."""

    cuda: str
    cudnn: str
    tag: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class PackageIndex:
    """Where PyTorch's wheels are: ``url`` with a ``{variant}`` such as ``cpu`` or ``cu121``."""

    url: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class BaseImages:
    """What Cog's base images cover: nothing older than the minima, and which apt packages.

    Whether a single image exists is known to the registry only.
    """

    repository: str
    minimum_python: str
    minimum_cuda: str
    minimum_torch: str
    system_packages: tuple[str, ...]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class DefaultCuda:
    """The CUDA of a GPU build for which nothing says which."""

    version: str
    source: str
    as_of: str


@cache
def torch_releases() -> tuple[TorchRelease, ...]:
    """Every release of torch that Cog knows, the oldest first."""
    return read_rows(_FILE, "torch", TorchRelease)


@cache
def tensorflow_releases() -> tuple[TensorFlowRelease, ...]:
    """Every release of TensorFlow that Cog knows, the oldest first."""
    return read_rows(_FILE, "tensorflow", TensorFlowRelease)


@cache
def nvidia_images() -> tuple[NvidiaImage, ...]:
    """Every CUDA release for which NVIDIA has an image, the oldest first."""
    return read_rows(_FILE, "nvidia_image", NvidiaImage)


@cache
def package_index() -> PackageIndex:
    """Where PyTorch's wheels are."""
    return read_row(_FILE, "index", PackageIndex)


@cache
def base_images() -> BaseImages:
    """What Cog's base images cover."""
    return read_row(_FILE, "base_image", BaseImages)


@cache
def default_cuda() -> DefaultCuda:
    """The CUDA that Cog takes when nothing says which."""
    return read_row(_FILE, "default_cuda", DefaultCuda)
