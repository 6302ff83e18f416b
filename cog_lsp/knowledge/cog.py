"""What Cog itself fixes: the keys of cog.yaml, versions, limits, a predictor's names.

Facts only; what breaks when one of them is not met is for the rules to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_row, read_rows

_FILE = "cog.toml"

Version = tuple[int, int]
"""A major and a minor number."""

KeyType = Literal["mapping", "list", "string", "boolean", "integer"]
KeyStatus = Literal["current", "deprecated", "ignored", "removed"]


@dataclass(frozen=True, slots=True)
class ConfigKey:
    """One key of cog.yaml.

    ``path`` is dotted (``build.gpu``); the keys of a list's items stand below the list
    (``weights.name``). ``status``: ``deprecated`` still works, with a notice;
    ``removed`` did something once, ``ignored`` never did, and both are dropped without a word.
    ``status_since`` is the Cog version from which that holds, ``since`` the one that brought the
    key; ``None`` means not known or older than can be told. ``replaced_by`` is what to write
    instead of a deprecated key. ``documented``: whether Cog's page on cog.yaml describes it.

    ``summary`` says in Markdown what it is for, ``default`` in words what holds without it.
    ``values`` is all it takes, where that is a short list; ``example`` is a value, or an item, as
    it is written. ``excludes`` is the key that Cog does not take together with it.
    """

    path: str
    type: KeyType
    source: str
    as_of: str
    status: KeyStatus = "current"
    since: str | None = None
    status_since: str | None = None
    replaced_by: str | None = None
    documented: bool = False
    summary: str = ""
    default: str = ""
    values: tuple[str, ...] = ()
    example: str = ""
    excludes: str | None = None

    @property
    def name(self) -> str:
        """The last part of the path, which is how it is written."""
        return self.path.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The path of the mapping, or of the list of mappings, that it stands in."""
        return self.path.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class PythonVersions:
    """Which Python ``build.python_version`` may ask for.

    Cog refuses less than ``minimum`` and accepts anything above it; its documentation promises no
    more than ``documented_maximum``, its list of base images goes up to ``newest_image``.
    More than one prediction at a time needs ``for_concurrency``.
    """

    minimum: Version
    documented_maximum: Version
    newest_image: Version
    for_concurrency: Version
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class CudaVersions:
    """Which CUDA ``build.cuda`` may ask for: Cog refuses less than ``minimum``."""

    minimum: Version
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class ReservedVariables:
    """The environment variables that cog.yaml must not set.

    ``names`` as a whole, and every name that begins with one of ``prefixes``; case counts.
    ``settable`` are those of ``names`` that the code itself may set, before it imports what reads
    them.
    """

    names: tuple[str, ...]
    prefixes: tuple[str, ...]
    settable: tuple[str, ...]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class SdkVersions:
    """Which Cog SDK ``build.sdk_version`` may ask for, as text: Cog refuses less than ``minimum``.

    ``prerelease`` is the word for the newest pre-release, ``newest`` the newest release.
    """

    minimum: str
    prerelease: str
    newest: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Limit:
    """How long one phase of a model may take on Replicate; a message must say if undocumented."""

    name: Literal["setup", "prediction"]
    seconds: int
    documented: bool
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """One of the two spellings of a predictor: the key of cog.yaml, the method, the base class."""

    key: str
    method: str
    base_class: str
    source: str
    as_of: str
    since: str | None = None
    deprecated_since: str | None = None


@dataclass(frozen=True, slots=True)
class ProgressForm:
    """The regular expression with which Replicate's clients read progress out of a log.

    It is matched at the start of a line, from the last line of the log upwards. Its groups are the
    percentage, how many steps are done, and how many there are.
    """

    pattern: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class Release:
    """The release of Cog that the interface's reading follows."""

    version: str
    source: str
    as_of: str


@cache
def config_keys() -> tuple[ConfigKey, ...]:
    """The keys of cog.yaml at every level, in the order in which they are written best."""
    return read_rows(_FILE, "key", ConfigKey)


def config_key(path: str) -> ConfigKey | None:
    """The key at the dotted ``path``, if Cog knows or knew one."""
    return next((key for key in config_keys() if key.path == path), None)


@cache
def python_versions() -> PythonVersions:
    """The range of Python versions that Cog accepts and documents."""
    return read_row(_FILE, "python", PythonVersions)


@cache
def cuda_versions() -> CudaVersions:
    """The least CUDA version that Cog accepts."""
    return read_row(_FILE, "cuda", CudaVersions)


@cache
def reserved_variables() -> ReservedVariables:
    """The environment variables that Cog and Replicate keep for themselves."""
    return read_row(_FILE, "environment", ReservedVariables)


@cache
def sdk_versions() -> SdkVersions:
    """The range of SDK versions that Cog accepts."""
    return read_row(_FILE, "sdk", SdkVersions)


@cache
def limit(name: Literal["setup", "prediction"]) -> Limit:
    """The time limit of one phase."""
    return next(known for known in read_rows(_FILE, "limit", Limit) if known.name == name)


@cache
def entry_points() -> tuple[EntryPoint, ...]:
    """The spellings of a predictor, the one to use today first."""
    return read_rows(_FILE, "entry_point", EntryPoint)


@cache
def progress_form() -> ProgressForm:
    """The form of progress that official clients recognise."""
    return read_row(_FILE, "progress", ProgressForm)


@cache
def cog_version() -> str:
    """The version of Cog whose static analyser is followed, as it stands in its documents."""
    return read_row(_FILE, "release", Release).version
