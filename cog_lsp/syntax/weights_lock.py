"""weights.lock: managed weights, their files and sizes, as ``cog weights import`` wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

LOCK_NAME = "weights.lock"


@dataclass(frozen=True, slots=True)
class LockedWeight:
    """One entry. ``target`` is the folder in the container, ``uris`` are where it comes from.

    ``files`` are paths inside the target, each with its size in bytes.
    """

    name: str
    target: str
    uris: tuple[str, ...]
    files: tuple[tuple[str, int], ...]


def read_weights_lock(text: str) -> tuple[LockedWeight, ...]:
    """The entries that can be understood; none of a text that is no weights.lock."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    weights = data.get("weights") if isinstance(data, dict) else None
    found = (_entry(item) for item in weights) if isinstance(weights, list) else ()
    return tuple(entry for entry in found if entry is not None)


def _entry(item: object) -> LockedWeight | None:
    if not isinstance(item, dict):
        return None
    name, target = item.get("name"), item.get("target")
    if not isinstance(name, str) or not isinstance(target, str):
        return None
    uris = (source.get("uri") for source in _tables(item.get("sources")))
    files = ((file.get("path"), file.get("size")) for file in _tables(item.get("files")))
    return LockedWeight(
        name,
        target,
        tuple(uri for uri in uris if isinstance(uri, str)),
        tuple(
            (path, size)
            for path, size in files
            if isinstance(path, str) and isinstance(size, int) and size >= 0
        ),
    )


def _tables(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
