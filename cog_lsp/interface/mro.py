"""The order in which Python looks through a runner's classes, up to Cog's own base class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.interface.file import CogFile
from cog_lsp.syntax import python_tree as py

_FRAMEWORK = ("BaseRunner", "BasePredictor")
_HOMES = ("cog", "cog.predictor")
# Bases from elsewhere that bring no method of ours along.
_HARMLESS = ("object", "ABC", "abc.ABC", "Generic", "Protocol")


@dataclass(frozen=True, slots=True, eq=False)
class KnownClass:
    """A class of the project."""

    file: CogFile
    node: py.ClassDef

    def method(self, name: str) -> py.FunctionDef | None:
        """The method ``name`` of the class's own body."""
        for node in self.node.body:
            if isinstance(node, py.FunctionDef) and node.name == name:
                return node
        return None


@dataclass(frozen=True, slots=True)
class Ancestry:
    """``before`` are the classes up to Cog's base class; not all of them unless ``is_complete``."""

    before: tuple[KnownClass, ...]
    is_complete: bool


def ancestry(file: CogFile, runner: py.ClassDef) -> Ancestry:
    """The classes that Python asks for a method of ``runner`` before it comes to Cog's."""
    search = _Search()
    order = search.order(KnownClass(file, runner), ())
    before: list[KnownClass] = []
    for name in order or [search.name_of(KnownClass(file, runner)), "?"]:
        if name == _FRAMEWORK[0]:
            break
        known = search.classes.get(name)
        if known is not None:
            before.append(known)
        elif name not in _HARMLESS:
            return Ancestry(tuple(before), False)
    return Ancestry(tuple(before), True)


def is_framework(file: CogFile, name: str) -> bool:
    """Whether ``name`` in ``file`` is Cog's BaseRunner or BasePredictor."""
    if any(file.names.comes_from(name, _HOMES, member) for member in _FRAMEWORK):
        return True
    dotted = file.names.unqualified(name)
    if dotted is None:
        return False
    rest, entry = dotted
    return rest in _FRAMEWORK and entry is not None and entry.module in _HOMES


class _Search:
    """Python's C3 linearisation over classes by name; those not known stand for themselves."""

    def __init__(self) -> None:
        self.classes: dict[str, KnownClass] = {}
        self._opened: dict[str, CogFile] = {}

    def name_of(self, known: KnownClass) -> str:
        """A name for ``known`` that no other class has."""
        name = f"{known.file.path}:{known.node.name}"
        self.classes[name] = known
        return name

    def order(self, known: KnownClass, above: tuple[str, ...]) -> list[str] | None:
        """The names in order; ``None`` where Python would refuse the bases."""
        name = self.name_of(known)
        if name in above:
            return None
        bases: list[str] = []
        orders: list[list[str]] = []
        for base in self._bases(known):
            if isinstance(base, str):
                bases.append(base)
                orders.append([base])
                continue
            inner = self.order(base, (*above, name))
            if inner is None:
                return None
            bases.append(inner[0])
            orders.append(inner)
        merged = _merge([*orders, bases])
        return [name, *merged] if merged is not None else None

    def _bases(self, known: KnownClass) -> Iterator[KnownClass | str]:
        for base in known.node.bases:
            if base.name is not None:
                continue
            value = base.value.value if isinstance(base.value, py.Subscript) else base.value
            text = known.file.source.text(value)
            found = known.file.base_class(text, self._opened)
            if found is not None:
                yield KnownClass(*found)
            else:
                yield _FRAMEWORK[0] if is_framework(known.file, text) else text


def _merge(orders: list[list[str]]) -> list[str] | None:
    merged: list[str] = []
    rest = [list(order) for order in orders if order]
    while rest:
        for order in rest:
            head = order[0]
            if not any(head in other[1:] for other in rest):
                break
        else:
            return None
        merged.append(head)
        rest = [kept for order in rest if (kept := [name for name in order if name != head])]
    return merged
