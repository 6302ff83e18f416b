"""Names of images and repositories as Cog reads them, by go-containerregistry's mild rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REPOSITORY = re.compile(r"[a-z0-9_\-./]{2,255}")
_TAG = re.compile(r"[A-Za-z0-9_\-.]{1,128}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Go looks only at what follows the last colon.
_HOST = re.compile(
    r"\[[0-9A-Fa-f:.]+\](?::[0-9]*)?"
    r"|[A-Za-z0-9._~!$&'()*+,;=<>\":-]*:[0-9]*|[A-Za-z0-9._~!$&'()*+,;=<>\"-]*"
)
_DOCKER_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")


@dataclass(frozen=True, slots=True)
class ImageName:
    """The parts of a name. ``registry`` is ``""`` for Docker Hub's default."""

    registry: str
    repository: str
    suffix: str = ""


def read_repository(text: str) -> ImageName | None:
    """``text`` as a bare repository; ``None`` if it is none."""
    registry, slash, repository = text.partition("/")
    if not slash or not ("." in registry or ":" in registry):
        registry, repository = "", text
    if not _REPOSITORY.fullmatch(repository) or not _HOST.fullmatch(registry):
        return None
    return ImageName(registry, repository)


def split_reference(text: str) -> ImageName | None:
    """``text`` as a repository with a tag or a digest; ``None`` if it is no such thing."""
    base, colon, tag = text.rpartition(":")
    if colon and "/" not in tag and "@" not in base and _TAG.fullmatch(tag):
        found = read_repository(base)
        return ImageName(found.registry, found.repository, f":{tag}") if found else None
    base, at, digest = text.partition("@")
    if not at or not _DIGEST.fullmatch(digest):
        return None
    found = read_repository(base) or split_reference(base)
    return ImageName(found.registry, found.repository, f"@{digest}") if found else None


def is_docker_tag(text: str) -> bool:
    """Whether Docker takes ``text`` for the tag of an image."""
    return _DOCKER_TAG.fullmatch(text) is not None
