"""Managed weights as Cog takes them: the URIs of their sources, and whether weights.lock agrees.

Cog normalises every URI before it compares or fetches; what it cannot normalise stops the build.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import quote, urlsplit

from cog_lsp.project.config import Weight, WeightSource
from cog_lsp.text.blanks import GO_SPACE

K = TypeVar("K", str, int)

UriFault = Literal[
    "empty", "scheme", "project", "outside", "repository", "revision", "credentials", "url"
]
"""What is wrong with a URI: ``project`` is the project's own folder, ``outside`` is out of it."""

DriftKind = Literal["pending", "orphaned", "changed"]
LockFault = Literal["json", "version", "duplicate"]

_VERSION = 1
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_HOST = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[^\s\"<>\\^`{|}\[\]]*?)(?::\d*)?")


@dataclass(frozen=True, slots=True)
class NormalUri:
    """A URI that Cog can follow. ``revision`` is that of a Hugging Face repository, if given."""

    text: str
    scheme: Literal["file", "hf", "http"]
    path: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class LockedSource:
    """A source as the lock has it, all of it normalised."""

    uri: str
    include: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LockedEntry:
    """An entry of the lock, as far as Cog compares it."""

    name: str
    target: str
    sources: tuple[LockedSource, ...]
    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LockProblem:
    """Why Cog refuses a lock: ``subject`` is the version or the name that is there twice."""

    fault: LockFault
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """A weight about which cog.yaml and the lock differ; ``parts`` says in what, if in some."""

    name: str
    kind: DriftKind
    parts: tuple[str, ...] = ()


def normalize_uri(uri: str) -> NormalUri | UriFault:
    """``uri`` as Cog writes it into the lock, or what is wrong with it."""
    if not uri:
        return "empty"
    scheme, found, rest = uri.partition("://")
    if not found or scheme == "file":
        return _file_uri(rest if found else uri)
    if scheme in ("hf", "huggingface"):
        return _repository_uri(rest)
    if scheme in ("http", "https"):
        return _web_uri(uri)
    return "scheme"


def clean_path(path: str) -> str:
    """``path`` without ``.``, ``..`` and double slashes, as far as that can be."""
    cleaned = posixpath.normpath(path)
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


def read_lock(text: str) -> tuple[LockedEntry, ...] | LockProblem:
    """The entries of a weights.lock, or why Cog refuses it."""
    try:
        data = json.loads(text, parse_constant=_refuse)
        if not isinstance(data, Mapping):
            return LockProblem("json")
        version = _of(data, "version", int, 0)
        if version != _VERSION:
            return LockProblem("version", str(version))
        entries = tuple(_entry(item) for item in _list(data, "weights"))
    except (ValueError, RecursionError):
        return LockProblem("json")
    names: set[str] = set()
    targets: set[str] = set()
    for entry in entries:
        target = clean_path(entry.target) if entry.target else None
        if entry.name in names or target in targets:
            return LockProblem("duplicate", entry.name)
        names.add(entry.name)
        targets |= {target} if target is not None else set()
    return entries


def drifts(weights: Iterable[Weight], entries: Iterable[LockedEntry]) -> Iterator[Drift]:
    """Where the weights of cog.yaml and the lock differ. A URI that is none is passed over."""
    locked = {entry.name: entry for entry in entries}
    names = set()
    for weight in weights:
        name = weight.name.value if weight.name is not None else ""
        names.add(name)
        entry = locked.get(name)
        if entry is None:
            yield Drift(name, "pending")
        elif parts := tuple(_changes(weight, entry)):
            yield Drift(name, "changed", parts)
    for name in locked:
        if name not in names:
            yield Drift(name, "orphaned")


def _changes(weight: Weight, entry: LockedEntry) -> Iterator[str]:
    if (weight.target.value if weight.target is not None else "") != entry.target:
        yield "target"
    if len(weight.sources) != len(entry.sources):
        yield "source"
        return
    for source, locked in zip(weight.sources, entry.sources, strict=True):
        uri = normalize_uri(source.uri.value if source.uri is not None else "")
        if isinstance(uri, NormalUri) and uri.text != locked.uri:
            yield "uri"
        if _patterns(source, "include") != locked.include:
            yield "include"
        if _patterns(source, "exclude") != locked.exclude:
            yield "exclude"


def _patterns(source: WeightSource, name: Literal["include", "exclude"]) -> tuple[str, ...]:
    texts = source.include if name == "include" else source.exclude
    items = texts.items if texts is not None else ()
    return tuple(sorted(item.value.strip(GO_SPACE) for item in items))


def _file_uri(path: str) -> NormalUri | UriFault:
    if not path:
        return "empty"
    cleaned = clean_path(path)
    if cleaned.startswith("/"):
        return NormalUri(f"file://{cleaned}", "file", cleaned)
    if cleaned == ".":
        return "project"
    if cleaned.startswith(".."):
        return "outside"
    return NormalUri(f"file://./{cleaned}", "file", cleaned)


def _repository_uri(rest: str) -> NormalUri | UriFault:
    repository, revision = rest, None
    at = rest.rfind("@")
    if at > 0:
        repository, revision = rest[:at], rest[at + 1 :]
        if not revision:
            return "revision"
    parts = repository.split("/")
    if len(parts) != 2 or not all(parts):
        return "repository"
    suffix = "" if revision in (None, "main") else f"@{revision}"
    return NormalUri(f"hf://{repository}{suffix}", "hf", repository, revision)


def _web_uri(uri: str) -> NormalUri | UriFault:
    if any(char < " " or char == "\x7f" for char in uri):
        return "url"
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:
        return "url"
    if "@" in parts.netloc:
        return "credentials"
    bad_escape = re.search(r"%(?![0-9A-Fa-f]{2})", parts.path)
    if bad_escape or not _HOST.fullmatch(parts.netloc):
        return "url"
    if not parts.netloc and not parts.path:
        return NormalUri(f"{parts.scheme}:", "http", "")
    path = quote(parts.path, safe="/%$&+,;=:@!'()*~-._")
    return NormalUri(uri.replace(parts.path, path, 1) if path else uri, "http", parts.path)


def _entry(item: object) -> LockedEntry:
    if item is None:
        item = {}
    if not isinstance(item, Mapping):
        raise ValueError("an entry is a mapping")
    imported = _of(item, "importedAt", str, "0001-01-01T00:00:00Z")
    if not _TIME.fullmatch(imported):
        raise ValueError("no time")
    for name in ("size", "sizeCompressed"):
        _of(item, name, int, 0)
    for part in (*_mappings(item, "files"), *_mappings(item, "layers")):
        for name in ("path", "digest", "layer", "mediaType"):
            _of(part, name, str, "")
        for name in ("size", "sizeUncompressed"):
            _of(part, name, int, 0)
    sources = tuple(
        LockedSource(
            _of(source, "uri", str, ""),
            tuple(_texts(source, "include")),
            tuple(_texts(source, "exclude")),
        )
        for source in _mappings(item, "sources")
    )
    return LockedEntry(
        _of(item, "name", str, ""),
        _of(item, "target", str, ""),
        sources,
        _of(item, "digest", str, ""),
        tuple(_of(file, "path", str, "") for file in _mappings(item, "files")),
    )


def _of(item: Mapping[str, object], name: str, kind: type[K], default: K) -> K:
    """The value under ``name``; ``ValueError`` if Go could not put it into a field of ``kind``."""
    value = _get(item, name)
    if value is None:
        return default
    if type(value) is not kind:
        raise ValueError(f"{name} is no {kind.__name__}")
    return value


def _get(item: Mapping[str, object], name: str) -> object:
    """The value under ``name``, of which Go does not mind the case; the last one counts."""
    found = [value for key, value in item.items() if key.lower() == name.lower()]
    return found[-1] if found else None


def _list(item: Mapping[str, object], name: str) -> list[object]:
    value = _get(item, name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{name} is no list")
    return value


def _mappings(item: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    for value in _list(item, name):
        if not isinstance(value, Mapping | None):
            raise ValueError(f"{name} has no mappings")
        yield value or {}


def _texts(item: Mapping[str, object], name: str) -> Iterator[str]:
    for value in _list(item, name):
        if not isinstance(value, str):
            raise ValueError(f"{name} has no texts")
        yield value


def _refuse(constant: str) -> object:
    raise ValueError(constant)
