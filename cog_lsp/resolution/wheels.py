"""What reaches pip in place of each line: Cog's own choice of wheels, and what it throws away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cog_lsp.knowledge.compatibility import TorchRelease, package_index, torch_releases
from cog_lsp.resolution.cuda import tensorflow_release
from cog_lsp.resolution.local import read_local
from cog_lsp.resolution.reading import find_pin, package_name
from cog_lsp.resolution.versions import equal, greater, matches

MANAGED = ("cog", "coglet")


@dataclass(frozen=True, slots=True)
class PipLine:
    """What reaches pip for one line of the requirements: ``text``, and global options beside it.

    ``indexes`` and ``find_links`` become lines of their own, above all others. ``variant`` is the
    build that Cog chose from its tables, ``cpu`` or ``cu121``; ``""`` where it chose none.
    """

    text: str
    indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    variant: str = ""


def pip_line(line: str, cuda: str, *, gpu: bool) -> PipLine:
    """What Cog writes for ``line`` in a build with this ``cuda``."""
    if read_local(line) is not None:
        return PipLine(line)
    pin = find_pin(line)
    if pin is None:
        return PipLine(line)
    plain = PipLine(f"{pin.name}=={pin.version}", pin.extra_indexes, pin.find_links)
    if pin.extra_indexes:
        return plain
    if pin.name == "tensorflow" and gpu:
        known = tensorflow_release(pin.version)
        if known is None or not equal(known.cuda, cuda):
            return PipLine("", (), pin.find_links)
    elif pin.name in ("torch", "torchvision"):
        choose = _torch if pin.name == "torch" else _torchvision
        chosen = choose(pin.version, cuda if gpu else None)
        if chosen is not None:
            index = (package_index().url.format(variant=chosen.variant),)
            return PipLine(
                f"{pin.name}=={chosen.version}",
                () if chosen.on_pypi else index,
                pin.find_links,
                chosen.variant,
            )
    return plain


def requirements_text(lines: Iterable[PipLine], wanted: Iterable[tuple[str, str]]) -> list[str]:
    """The lines of the requirements.txt in the image, options first and sorted.

    ``wanted`` are the frameworks that Cog has seen, with their version tokens: one that no line
    installs any more is put back at the end. What Cog manages itself is left out.
    """
    kept = list(lines)
    missing = [f"{name}=={token}" for name, token in wanted]
    for line in kept:
        name = package_name(line.text)
        found = next((item for item in missing if name and package_name(item) == name), None)
        if found is not None and read_local(line.text) is None:
            missing.remove(found)
    links = sorted({link for line in kept for link in line.find_links})
    indexes = sorted({index for line in kept for index in line.indexes})
    return [
        *(f"--find-links {link}" for link in links),
        *(f"--extra-index-url {index}" for index in indexes),
        *(line.text for line in kept if not is_managed(line.text)),
        *missing,
    ]


def is_managed(line: str) -> bool:
    """Whether Cog takes ``line`` out because it installs that package itself."""
    if line.startswith(("-", "#")):
        return False
    return package_name(line).partition("[")[0].lower() in MANAGED


@dataclass(frozen=True, slots=True)
class _Build:
    """A build out of the tables; one that is ``on_pypi`` needs no index of its own."""

    version: str
    variant: str
    on_pypi: bool = False


def _torch(version: str, cuda: str | None) -> _Build | None:
    """The build of torch that Cog installs; the one for the CPU without a ``cuda``."""
    if cuda is None:
        known = any(release.version == version for release in torch_releases())
        return _Build(version, "cpu") if known else None
    best = _best((r for r in torch_releases() if matches(r.version, version)), cuda)
    return _for_gpu(best[0].version, *best) if best is not None else None


def _torchvision(version: str, cuda: str | None) -> _Build | None:
    fitting = [release for release in torch_releases() if release.torchvision == version]
    if cuda is None:
        if not fitting:
            return None
        return _Build(version + ("+cpu" if fitting[0].torchvision_tagged else ""), "cpu")
    best = _best(fitting, cuda)
    return _for_gpu(version, *best) if best is not None else None


def _for_gpu(version: str, release: TorchRelease, cuda: str) -> _Build:
    return _Build(version, "cu" + cuda.replace(".", ""), cuda in release.untagged)


def _best(releases: Iterable[TorchRelease], cuda: str) -> tuple[TorchRelease, str] | None:
    """The release and its CUDA that Cog takes: the highest CUDA up to ``cuda``, then the newest."""
    best: tuple[TorchRelease, str] | None = None
    for release in releases:
        for candidate in release.cudas:
            if greater(candidate, cuda):
                continue
            if (
                best is None
                or greater(candidate, best[1])
                or (candidate == best[1] and greater(release.version, best[0].version))
            ):
                best = release, candidate
    return best
