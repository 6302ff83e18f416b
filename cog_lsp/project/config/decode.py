"""What Cog's decoder makes of the tree of a cog.yaml: values, and the places where it gives up.

Cog decodes into structs, not strictly: unknown keys are dropped, a null is as good as nothing,
any scalar serves for text and keeps its source text (``3.10`` stays so). Every mapping that it
looks into must have each key once, and ``<<`` is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from cog_lsp.project.config.scalars import integer, kind_of, truth
from cog_lsp.project.config.values import (
    Build,
    Concurrency,
    ConfigValues,
    DecodeProblem,
    Expected,
    Mount,
    Path,
    RunItem,
    Text,
    Texts,
    UnknownKey,
    Value,
    Weight,
    WeightSource,
)
from cog_lsp.syntax.yaml_tree import (
    YamlEntry,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    walk_yaml,
)

T = TypeVar("T")
Fields = Mapping[str, YamlEntry]

_ROOT = (
    *("build", "run", "predict", "train", "image", "model"),
    *("environment", "concurrency", "weights"),
)
_BUILD = (
    *("gpu", "cuda", "cudnn", "python_version", "python_requirements", "python_packages"),
    *("system_packages", "run", "pre_install", "sdk_version"),
)


def decode(root: YamlNode | None) -> ConfigValues:
    """The values in the tree whose root is ``root``."""
    return _Decoder(root).config(root)


def is_null(node: YamlNode) -> bool:
    """Whether ``node`` counts as nothing."""
    return isinstance(node, YamlScalar) and kind_of(node) == "null"


class _Decoder:
    """One pass over one tree; gathers what is wrong on the way."""

    def __init__(self, root: YamlNode | None) -> None:
        self.problems: list[DecodeProblem] = []
        self.unknown: list[UnknownKey] = []
        self.dropped: list[YamlNode] = []
        self._aliased = _aliased(root)

    def config(self, root: YamlNode | None) -> ConfigValues:
        fields = self._fields(root, (), _ROOT) if root is not None else {}
        build = fields.get("build")
        concurrency = fields.get("concurrency")
        weights = fields.get("weights")
        return ConfigValues(
            build=self._build(build) if build is not None else None,
            image=self._text(fields, "image", ()),
            model=self._text(fields, "model", ()),
            run=self._text(fields, "run", ()),
            predict=self._text(fields, "predict", ()),
            train=self._text(fields, "train", ()),
            concurrency=self._concurrency(concurrency) if concurrency is not None else None,
            environment=self._texts(fields, "environment", ()),
            weights=tuple(self._items(weights, ("weights",), self._weight)),
            weights_entry=weights,
            problems=tuple(_unique(self.problems)),
            unknown=tuple(self.unknown),
            dropped=tuple(self.dropped),
        )

    def _build(self, entry: YamlEntry) -> Build | None:
        path: Path = ("build",)
        if is_null(entry.value):
            return None
        fields = self._fields(entry.value, path, _BUILD, entry)
        run = fields.get("run")
        return Build(
            entry=entry,
            gpu=self._scalar(fields, "gpu", path, "truth", truth),
            python_version=self._text(fields, "python_version", path),
            python_requirements=self._text(fields, "python_requirements", path),
            python_packages=self._texts(fields, "python_packages", path),
            system_packages=self._texts(fields, "system_packages", path),
            run=tuple(self._items(run, (*path, "run"), self._run_item)),
            run_entry=run,
            pre_install=self._texts(fields, "pre_install", path),
            cuda=self._text(fields, "cuda", path),
            cudnn=self._text(fields, "cudnn", path),
            sdk_version=self._text(fields, "sdk_version", path),
        )

    def _run_item(self, node: YamlNode, path: Path) -> RunItem | None:
        if isinstance(node, YamlScalar):
            if kind_of(node) == "str":
                return RunItem(Value(node.value, node), (), node)
            self._wrong_type(node, path, "command")
            return None
        if not isinstance(node, YamlMapping):
            self._wrong_type(node, path, "command")
            return None
        self._check_duplicates_below(node, path)
        fields = self._fields(node, path, ("command", "mounts"), checked=True)
        mounts = self._items(fields.get("mounts"), (*path, "mounts"), self._mount)
        command = self._text(fields, "command", path) or Value("", node)
        return RunItem(command, tuple(mounts), node)

    def _mount(self, node: YamlNode, path: Path) -> Mount:
        fields = self._fields(node, path, ("type", "id", "target"), checked=True)
        nothing = Value("", node)
        return Mount(
            type=self._text(fields, "type", path) or nothing,
            id=self._text(fields, "id", path) or nothing,
            target=self._text(fields, "target", path) or nothing,
            node=node,
        )

    def _concurrency(self, entry: YamlEntry) -> Concurrency | None:
        path: Path = ("concurrency",)
        if is_null(entry.value):
            return None
        fields = self._fields(entry.value, path, ("max",), entry)
        return Concurrency(entry, self._scalar(fields, "max", path, "integer", integer))

    def _weight(self, node: YamlNode, path: Path) -> Weight:
        fields = self._fields(node, path, ("name", "target", "source"))
        return Weight(
            name=self._text(fields, "name", path),
            target=self._text(fields, "target", path),
            sources=tuple(self._sources(fields.get("source"), (*path, "source"))),
            source_entry=fields.get("source"),
            node=node,
        )

    def _sources(self, entry: YamlEntry | None, path: Path) -> Iterator[WeightSource]:
        if entry is None or is_null(entry.value):
            return
        if isinstance(entry.value, YamlSequence):
            yield from self._items(entry, path, self._source)
        elif isinstance(entry.value, YamlMapping):
            yield self._source(entry.value, path)
        else:
            self._wrong_type(entry.value, path, "source", entry)

    def _source(self, node: YamlNode, path: Path) -> WeightSource:
        fields = self._fields(node, path, ("uri", "include", "exclude"))
        return WeightSource(
            uri=self._text(fields, "uri", path),
            include=self._texts(fields, "include", path),
            exclude=self._texts(fields, "exclude", path),
            node=node,
        )

    def _scalar(
        self,
        fields: Fields,
        name: str,
        path: Path,
        expected: Expected,
        read: Callable[[YamlScalar], T | None],
    ) -> Value[T] | None:
        """The scalar called ``name`` as ``read`` reads it; a problem if that gives ``None``."""
        entry = fields.get(name)
        if entry is None or is_null(entry.value):
            return None
        node = entry.value
        value = read(node) if isinstance(node, YamlScalar) else None
        if value is None:
            self._wrong_type(node, (*path, name), expected, entry)
            return None
        return Value(value, node, entry)

    def _text(self, fields: Fields, name: str, path: Path) -> Text | None:
        return self._scalar(fields, name, path, "text", lambda scalar: scalar.value)

    def _texts(self, fields: Fields, name: str, path: Path) -> Texts | None:
        entry = fields.get(name)
        if entry is None or is_null(entry.value):
            return None
        before = len(self.dropped)
        items = tuple(self._items(entry, (*path, name), self._text_item))
        return Texts(items, entry.value, entry, tuple(self.dropped[before:]))

    def _text_item(self, node: YamlNode, path: Path) -> Text | None:
        if isinstance(node, YamlScalar):
            return Value(node.value, node)
        self._wrong_type(node, path, "text")
        return None

    def _items(
        self, entry: YamlEntry | None, path: Path, read: Callable[[YamlNode, Path], T | None]
    ) -> Iterator[T]:
        """The items of the list under ``entry`` as ``read`` reads them; null ones are dropped."""
        if entry is None or is_null(entry.value):
            return
        if not isinstance(entry.value, YamlSequence):
            self._wrong_type(entry.value, path, "list", entry)
            return
        for number, node in enumerate(entry.value.items):
            if is_null(node):
                self.dropped.append(node)
                continue
            item = read(node, (*path, number))
            if item is not None:
                yield item

    def _fields(
        self,
        node: YamlNode,
        path: Path,
        known: tuple[str, ...],
        entry: YamlEntry | None = None,
        *,
        checked: bool = False,
    ) -> Fields:
        """The known fields of the mapping ``node``; what else it holds is noted.

        ``checked`` says that its keys are known to be unique already.
        """
        if is_null(node):
            return {}
        if not isinstance(node, YamlMapping):
            self._wrong_type(node, path, "mapping", entry)
            return {}
        fields: dict[str, YamlEntry] = {}
        if not checked:
            self._check_duplicates(node, path)
        for member in node.entries:
            if _is_merge(member):
                continue
            if not isinstance(member.key, YamlScalar):
                self._wrong_type(member.key, path, "key")
            elif is_null(member.key):
                continue
            elif member.name in known:
                fields.setdefault(member.name, member)
            else:
                anchored = id(member.value) in self._aliased
                self.unknown.append(UnknownKey((*path, member.name), member, known, anchored))
        for merged in self._merged(node, path, set()):
            if merged.name in known:
                fields.setdefault(merged.name, merged)
        return fields

    def _merged(self, node: YamlMapping, path: Path, seen: set[int]) -> Iterator[YamlEntry]:
        """The entries that ``<<`` brings into ``node``, the one that wins first."""
        for member in node.entries:
            if not _is_merge(member):
                continue
            value = member.value
            for part in value.items if isinstance(value, YamlSequence) else (value,):
                if not isinstance(part, YamlMapping):
                    self._wrong_type(part, path, "merge", member)
                elif id(part) not in seen:
                    seen.add(id(part))
                    self._check_duplicates(part, path)
                    yield from (own for own in part.entries if not _is_merge(own))
                    yield from self._merged(part, path, seen)

    def _check_duplicates(self, node: YamlMapping, path: Path) -> None:
        seen: dict[str, YamlNode] = {}
        for entry in node.entries:
            if not isinstance(entry.key, YamlScalar):
                continue
            first = seen.setdefault(entry.name, entry.key)
            if first is not entry.key:
                self.problems.append(
                    DecodeProblem("duplicate", (*path, entry.name), entry.key, "key", first, entry)
                )

    def _check_duplicates_below(self, node: YamlNode, path: Path) -> None:
        """A command that is a mapping is decoded whole, keys included that Cog does not know."""
        for member in walk_yaml(node):
            if isinstance(member, YamlMapping):
                self._check_duplicates(member, path)
                for entry in member.entries:
                    if not isinstance(entry.key, YamlScalar):
                        self._wrong_type(entry.key, path, "key")
        if isinstance(node, YamlMapping):
            for entry in node.entries:
                if isinstance(entry.key, YamlScalar) and kind_of(entry.key) != "str":
                    self._wrong_type(entry.key, path, "key")

    def _wrong_type(
        self, node: YamlNode, path: Path, expected: Expected, entry: YamlEntry | None = None
    ) -> None:
        self.problems.append(DecodeProblem("type", path, node, expected, entry=entry))


def _unique(problems: list[DecodeProblem]) -> Iterator[DecodeProblem]:
    """Each problem once: an aliased node is looked at in every place that it stands for."""
    seen: set[tuple[str, int]] = set()
    for problem in problems:
        key = (problem.kind, id(problem.node))
        if key not in seen:
            seen.add(key)
            yield problem


def _is_merge(entry: YamlEntry) -> bool:
    key = entry.key
    return (
        isinstance(key, YamlScalar)
        and key.value == "<<"
        and (key.tag == "!!merge" if key.tag else key.style == "plain")
    )


def _aliased(root: YamlNode | None) -> frozenset[int]:
    """The identities of the nodes that stand at more than one place, by an alias."""
    seen: set[int] = set()
    twice: set[int] = set()
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if id(node) in seen:
            twice.add(id(node))
            continue
        seen.add(id(node))
        if isinstance(node, YamlMapping):
            stack.extend(entry.value for entry in node.entries)
        elif isinstance(node, YamlSequence):
            stack.extend(node.items)
    return frozenset(twice)
