"""The values of cog.yaml as Cog decodes them, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from cog_lsp.syntax.yaml_tree import YamlEntry, YamlNode
from cog_lsp.text import Span

T_co = TypeVar("T_co", covariant=True)

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions in lists from 0 (``("build", "run", 0)``)."""

Expected = Literal[
    "text", "truth", "integer", "list", "mapping", "command", "source", "key", "merge"
]
"""What Cog takes at a place.

``command`` is text or a mapping, ``source`` a mapping or a list of mappings, ``key`` the text that
every key has to be, ``merge`` the mapping (or list of mappings) that ``<<`` takes.
"""


def dotted(path: Path) -> str:
    """The path as people write it: ``build.run[0].command``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


@dataclass(frozen=True, slots=True, eq=False)
class Value(Generic[T_co]):
    """A decoded value. ``entry`` is the key with it; ``None`` for an item of a list.

    A list that was not written as one node (``<<`` brought it) still has the node that holds it.
    """

    value: T_co
    node: YamlNode
    entry: YamlEntry | None = None

    @property
    def span(self) -> Span:
        """Where the value stands."""
        return self.node.span

    @property
    def key_span(self) -> Span:
        """Where its key stands; the value itself for an item."""
        return self.node.span if self.entry is None else self.entry.key.span


Text = Value[str]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """A list of text. Cog drops an item that is empty (``null``); ``dropped`` are those."""

    items: tuple[Text, ...]
    node: YamlNode
    entry: YamlEntry
    dropped: tuple[YamlNode, ...] = ()

    @property
    def key_span(self) -> Span:
        """Where the list's key stands."""
        return self.entry.key.span


@dataclass(frozen=True, slots=True, eq=False)
class Mount:
    """A mount of a command; what is missing or null is empty text at the mount's own place."""

    type: Text
    id: Text
    target: Text
    node: YamlNode


@dataclass(frozen=True, slots=True, eq=False)
class RunItem:
    """One command of ``build.run``; ``command`` is empty text where a mapping has none."""

    command: Text
    mounts: tuple[Mount, ...]
    node: YamlNode


@dataclass(frozen=True, slots=True, eq=False)
class Build:
    """The ``build`` mapping. What is missing or null is ``None``, a list then being empty."""

    entry: YamlEntry
    gpu: Value[bool] | None
    python_version: Text | None
    python_requirements: Text | None
    python_packages: Texts | None
    system_packages: Texts | None
    run: tuple[RunItem, ...]
    run_entry: YamlEntry | None
    pre_install: Texts | None
    cuda: Text | None
    cudnn: Text | None
    sdk_version: Text | None


@dataclass(frozen=True, slots=True, eq=False)
class Concurrency:
    """The ``concurrency`` mapping."""

    entry: YamlEntry
    max: Value[int] | None


@dataclass(frozen=True, slots=True, eq=False)
class WeightSource:
    """One source of a weight."""

    uri: Text | None
    include: Texts | None
    exclude: Texts | None
    node: YamlNode


@dataclass(frozen=True, slots=True, eq=False)
class Weight:
    """One item of ``weights``; ``source_entry`` is the key that holds ``sources``."""

    name: Text | None
    target: Text | None
    sources: tuple[WeightSource, ...]
    source_entry: YamlEntry | None
    node: YamlNode


@dataclass(frozen=True, slots=True, eq=False)
class DecodeProblem:
    """A place at which Cog's decoder gives up.

    ``kind`` is ``type`` (the node at ``node`` is not what is ``expected`` there) or ``duplicate``
    (the key at ``node`` is at ``first`` already). ``entry`` is the key with the value, if it has
    one.
    """

    kind: Literal["type", "duplicate"]
    path: Path
    node: YamlNode
    expected: Expected = "text"
    first: YamlNode | None = None
    entry: YamlEntry | None = None


@dataclass(frozen=True, slots=True, eq=False)
class UnknownKey:
    """A key that Cog drops without a word. ``path`` includes it; ``known`` are its siblings' names.

    ``anchored``: other parts of the file refer to its value by an alias, so it is there to hold it.
    """

    path: Path
    entry: YamlEntry
    known: tuple[str, ...]
    anchored: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ConfigValues:
    """All of cog.yaml, decoded. What is missing or null is ``None`` or empty.

    ``weights_entry`` and ``environment`` have their keys even when there is no item. Where there
    are ``problems``, Cog stops; the values that could be read are here nevertheless.
    """

    build: Build | None = None
    image: Text | None = None
    model: Text | None = None
    run: Text | None = None
    predict: Text | None = None
    train: Text | None = None
    concurrency: Concurrency | None = None
    environment: Texts | None = None
    weights: tuple[Weight, ...] = ()
    weights_entry: YamlEntry | None = None
    problems: tuple[DecodeProblem, ...] = ()
    unknown: tuple[UnknownKey, ...] = ()
    dropped: tuple[YamlNode, ...] = ()

    @property
    def unread(self) -> frozenset[Path]:
        """Where something stands that Cog cannot decode, so that nothing is known of it."""
        return frozenset(problem.path for problem in self.problems)
