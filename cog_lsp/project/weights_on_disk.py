"""Looking for files of weights, and reading their headers: bounded, and each header once.

A header is kept by the size and time of its file, so a second look costs a listing. Links to files
are followed, wherever they lead; links to folders only inside the project, and never twice.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from cog_lsp.project.weight_files import (
    INDEX_SUFFIX,
    PIPELINE_INDEX,
    WEIGHT_FILES,
    HubSnapshot,
    WeightFile,
    WeightTree,
)
from cog_lsp.syntax.weights import Contents, HeaderError, read_contents

_MAX_ENTRIES = 20_000
_MAX_FILES = 400
_MAX_JSON = 1 << 24
_MAX_SNAPSHOTS = 4
_EMPTY = WeightTree()
# Parts of a pipeline that have no weights.
_WEIGHTLESS = ("Scheduler", "Tokenizer", "TokenizerFast", "Processor", "FeatureExtractor")

_Stamp = tuple[int, int]


def hub_cache(environment: Mapping[str, str]) -> Path | None:
    """Where the Hugging Face hub's libraries keep what they download, in this environment.

    The variables and their order are those of huggingface_hub's ``constants.py``.
    """
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if environment.get(name):
            return Path(environment[name])
    if environment.get("HF_HOME"):
        return Path(environment["HF_HOME"], "hub")
    home = environment.get("XDG_CACHE_HOME")
    if home:
        return Path(home, "huggingface", "hub")
    if not environment.get("HOME") and not environment.get("USERPROFILE"):
        return None
    return Path(environment.get("HOME") or environment["USERPROFILE"], ".cache/huggingface/hub")


class WeightsOnDisk:
    """The files of weights below ``root``, and in the folder ``cache`` of the hub if there is one.

    Folders called one of ``skipped`` are not looked into.
    """

    def __init__(self, root: Path, cache: Path | None, skipped: frozenset[str]) -> None:
        self._root = root
        self._cache = cache
        self._skipped = skipped
        self._headers: dict[str, tuple[_Stamp, WeightFile]] = {}
        self._local: WeightTree | None = None
        self._names: tuple[str, ...] | None = None
        self._hub: dict[str, tuple[HubSnapshot, ...]] = {}

    def forget(self) -> None:
        """Look again when next asked; headers of files that did not change are not read again."""
        self._local = None
        self._names = None
        self._hub.clear()

    def local(self) -> WeightTree:
        """What lies beside the project's code."""
        if self._local is None:
            self._local = self._tree(self._root)
        return self._local

    def hub(self, texts: tuple[str, ...]) -> Mapping[str, tuple[HubSnapshot, ...]]:
        """The cached repositories of the hub whose names stand in one of ``texts``."""
        found: dict[str, tuple[HubSnapshot, ...]] = {}
        for folder in self._repositories():
            repository = folder.removeprefix("models--").replace("--", "/")
            name = repository.rpartition("/")[2]
            if any(name in text for text in texts):
                if folder not in self._hub:
                    self._hub[folder] = tuple(self._snapshots(folder))
                found[repository] = self._hub[folder]
        return MappingProxyType(found)

    def _repositories(self) -> tuple[str, ...]:
        if self._names is None:
            listed = _listed(self._cache) if self._cache is not None else []
            self._names = tuple(
                sorted(entry.name for entry in listed if entry.name.startswith("models--"))
            )
        return self._names

    def _snapshots(self, folder: str) -> Iterator[HubSnapshot]:
        assert self._cache is not None
        home = self._cache / folder
        refs: dict[str, list[str]] = {}
        for entry in _listed(home / "refs"):
            commit = (_small_text(Path(entry.path)) or "").strip()
            refs.setdefault(commit, []).append(entry.name)
        commits = [entry.name for entry in _listed(home / "snapshots")]
        for commit in sorted(commits, key=lambda name: name not in refs)[:_MAX_SNAPSHOTS]:
            tree = self._tree(home / "snapshots" / commit)
            yield HubSnapshot((*refs.get(commit, ()), commit), tree)

    # --- one folder ------------------------------------------------------------------------------

    def _tree(self, folder: Path) -> WeightTree:
        files: dict[str, WeightFile] = {}
        pipelines: dict[str, tuple[str, ...]] = {}
        for path, entry in self._walk(folder):
            name = entry.name.lower()
            if name == PIPELINE_INDEX:
                pipelines[path.rpartition("/")[0]] = _parts(Path(entry.path))
            elif name.endswith((*WEIGHT_FILES, INDEX_SUFFIX)) and len(files) < _MAX_FILES:
                files[path] = self._file(entry)
        if not files:
            return _EMPTY
        return WeightTree(MappingProxyType(files), MappingProxyType(pipelines))

    def _walk(self, root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
        """Every file below ``root`` with its path there, the nearer folders first."""
        inside = os.path.realpath(root)
        seen = {inside}
        pending = [("", str(root))]
        left = _MAX_ENTRIES
        for prefix, folder in pending:
            for entry in _listed(Path(folder)):
                left -= 1
                if left < 0:
                    return
                path = f"{prefix}{entry.name}"
                if not _is_folder(entry):
                    yield path, entry
                elif entry.name not in self._skipped:
                    real = os.path.realpath(entry.path)
                    if real not in seen and os.path.commonpath((real, inside)) == inside:
                        seen.add(real)
                        pending.append((f"{path}/", entry.path))

    def _file(self, entry: os.DirEntry[str]) -> WeightFile:
        try:
            status = entry.stat()
        except OSError as error:
            return WeightFile(None, f"it cannot be read: {error.strerror}")
        if not stat.S_ISREG(status.st_mode):
            return WeightFile(None, "it is not a regular file")
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._headers.get(entry.path)
        if known is None or known[0] != stamp:
            known = self._headers[entry.path] = stamp, _read(Path(entry.path), status.st_size)
        return known[1]


def _read(path: Path, size: int) -> WeightFile:
    if path.name.lower().endswith(INDEX_SUFFIX):
        return _index(path)
    try:
        with path.open("rb") as stream:
            return WeightFile(read_contents(stream, size, path.name))
    except HeaderError as error:
        return WeightFile(None, str(error))
    except OSError as error:
        return WeightFile(None, f"it cannot be read: {error.strerror}")


def _index(path: Path) -> WeightFile:
    data = _small_json(path)
    metadata = data.get("metadata") if isinstance(data, dict) else None
    total = metadata.get("total_size") if isinstance(metadata, dict) else None
    if not isinstance(total, int | float) or total <= 0:
        return WeightFile(None, "its index does not say how large it is")
    return WeightFile(Contents(int(total), "the index"))


def _parts(path: Path) -> tuple[str, ...]:
    """The parts that a ``model_index.json`` lists, each as ``"unet": ["diffusers", "UNet…"]``."""
    data = _small_json(path)
    return tuple(
        name
        for name, value in (data.items() if isinstance(data, dict) else ())
        if isinstance(value, list)
        and len(value) == 2
        and isinstance(value[1], str)
        and not value[1].endswith(_WEIGHTLESS)
    )


def _small_json(path: Path) -> object:
    text = _small_text(path)
    try:
        return json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        return None


def _small_text(path: Path) -> str | None:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_JSON:
            return None
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
