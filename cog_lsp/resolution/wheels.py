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

    ``indexes`` and ``find_links`` become lines of their own, above all others. ``substituted`` says
    that Cog looked the version up in its tables.
    """

    text: str
    indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    substituted: bool = False


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
        version, variant = choose(pin.version, cuda if gpu else None)
        if variant is not None:
            index = (package_index().url.format(variant=variant),) if variant else ()
            return PipLine(f"{pin.name}=={version}", index, pin.find_links, True)
    return plain


def requirements_text(lines: Iterable[PipLine], wanted: Iterable[tuple[str, str]]) -> list[str]:
    """The lines of the requirements.txt in the image, options first and sorted.

    ``wanted`` are the frameworks that Cog has seen, with their version tokens: one that no line
    installs any more is put back at the end. What Cog manages itself is left out.
    """
    kept = list(lines)
    missing = [f"{name}=={token}" for name, token in wanted]
    for line in kept:
        name = package_name(line.text) if read_local(line.text) is None else ""
        found = next((item for item in missing if name and package_name(item) == name), None)
        if found is not None:
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


def _torch(version: str, cuda: str | None) -> tuple[str, str | None]:
    """The version and the index's variant that Cog installs; no variant if it knows none."""
    if cuda is None:
        known = any(release.version == version for release in torch_releases())
        return version, "cpu" if known else None
    best = _best((r for r in torch_releases() if matches(r.version, version)), cuda)
    return (version, None) if best is None else (best[0].version, _variant(*best))


def _torchvision(version: str, cuda: str | None) -> tuple[str, str | None]:
    fitting = [release for release in torch_releases() if release.torchvision == version]
    if cuda is None:
        if not fitting:
            return version, None
        return version + ("+cpu" if fitting[0].torchvision_tagged else ""), "cpu"
    best = _best(fitting, cuda)
    return (version, None) if best is None else (best[0].torchvision, _variant(*best))


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


def _variant(release: TorchRelease, cuda: str) -> str:
    """The part of the index's address for ``cuda``; ``""`` for a wheel that PyPI itself has."""
    return "" if cuda in release.untagged else "cu" + cuda.replace(".", "")
