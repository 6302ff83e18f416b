"""Versions that go together: what an author may choose from."""

from __future__ import annotations

from cog_lsp.knowledge.compatibility import TorchRelease, nvidia_images, torch_releases
from cog_lsp.project import Project
from cog_lsp.resolution.cuda import cudas_for_torch, tensorflow_release
from cog_lsp.resolution.resolve import resolution_of
from cog_lsp.resolution.versions import equal_minor, major_minor, matches, read_version


def fitting_cudas(project: Project) -> tuple[str, ...]:
    """The values of ``build.cuda`` that fit the framework that is required, the oldest first.

    Where none is required, or Cog does not know its version, every CUDA that has an image.
    """
    resolution = resolution_of(project)
    tensorflow = tensorflow_release(resolution.token("tensorflow") or "")
    if tensorflow is not None:
        return (tensorflow.cuda,)
    torch = resolution.token("torch")
    return (cudas_for_torch(torch) if torch else ()) or known_cudas()


def fitting_pythons(project: Project) -> tuple[str, ...]:
    """The values of ``build.python_version`` that fit the framework that is required."""
    resolution = resolution_of(project)
    tensorflow = tensorflow_release(resolution.token("tensorflow") or "")
    if tensorflow is not None:
        return tensorflow.pythons
    fitting = torch_releases_for(resolution.token("torch") or "")
    found = fitting[-1] if fitting else torch_releases()[-1]
    return found.pythons


def torch_releases_for(token: str) -> tuple[TorchRelease, ...]:
    """The releases of torch that a version token means, the oldest first."""
    return tuple(release for release in torch_releases() if matches(token, release.version))


def known_cudas() -> tuple[str, ...]:
    """Every CUDA, as major and minor, for which NVIDIA has an image, the oldest first."""
    return tuple(dict.fromkeys(major_minor(image.cuda) for image in nvidia_images()))


def fitting_torches(project: Project) -> tuple[TorchRelease, ...]:
    """The releases of torch that fit ``python_version``, and ``cuda`` if set, the oldest first."""
    resolution = resolution_of(project)
    python = major_minor(resolution.python)
    cuda = resolution.choice.cuda if resolution.choice.origin == "cog.yaml" else ""
    return tuple(
        release
        for release in torch_releases()
        if python in release.pythons
        and (not cuda or any(equal_minor(known, cuda) for known in release.cudas))
    )


def nearest(version: str, known: tuple[str, ...], count: int) -> tuple[str, ...]:
    """Those ``count`` of ``known`` that are nearest to ``version``, in their order."""

    def distance(other: str) -> tuple[int, int]:
        a, b = read_version(version), read_version(other)
        if a is None or b is None:
            return 0, 0
        return abs(a.major - b.major), abs(a.minor - b.minor)

    chosen = sorted(known, key=distance)[:count]
    return tuple(item for item in known if item in chosen)
