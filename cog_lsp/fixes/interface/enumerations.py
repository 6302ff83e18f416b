"""Enumerations whose members are written out."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts

_BASES = ("Enum", "StrEnum", "IntEnum")
_CHANGING = frozenset(
    ("__new__", "__init__", "_missing_", "value", "name", "_value_", "_ignore_",
     "_generate_next_value_")
)  # fmt: skip
"""What makes the value of a member another one than what is assigned, or a member no member."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member, by the name and the value that are written out."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enumeration by its members, in their order; a second name of a value is left out.

    ``numbered`` says that ``auto()`` gave out numbers, which nobody chose.
    """

    members: tuple[Member, ...]
    numbered: bool = False

    def member(self, name: str) -> Member | None:
        """The member called ``name``."""
        return next((each for each in self.members if each.name == name), None)


def enumeration(known: ClassFacts) -> Enumeration | None:
    """The enumeration that the class is, if its members are constants or ``auto()``."""
    names = [(py.dotted(base.value) or "").rpartition(".")[2] for base in known.node.bases]
    if not any(name in _BASES for name in names):
        return None
    if _CHANGING & {*known.methods, *known.attributes}:
        return None
    found: dict[object, Member] = {}
    numbered = False
    for statement in known.node.body:
        if not isinstance(statement, py.Assign) or statement.value is None:
            continue
        target = statement.targets[0]
        if len(statement.targets) != 1 or not isinstance(target, py.Name):
            return None
        if _is_auto(statement.value):
            value = _next_value(names, target.id, [member.value for member in found.values()])
            if value is None:
                return None
            numbered = numbered or type(value) is int
        elif isinstance(statement.value, py.Constant):
            value = statement.value.value
        else:
            return None
        if not target.id.startswith("_"):
            found.setdefault((type(value), value), Member(target.id, value))
    return Enumeration(tuple(found.values()), numbered) if found else None


def _is_auto(value: py.Expr) -> bool:
    return isinstance(value, py.Call) and py.dotted(value.func) in ("auto", "enum.auto")


def _next_value(bases: list[str], name: str, before: list[object]) -> object:
    """What ``auto()`` gives the member ``name`` behind those with the values ``before``.

    ``None`` where it depends on the release of Python, or on another base.
    """
    if bases == ["StrEnum"]:
        return name.lower()
    numbers = [value for value in before if type(value) is int]
    if bases not in (["Enum"], ["IntEnum"]) or len(numbers) != len(before):
        return None
    # From the last one on, or from the highest: Python 3.13 changed it.
    return max(numbers, default=0) + 1 if numbers == sorted(numbers) else None
