"""Enumerations whose members are written out."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts

_BASES = ("Enum", "StrEnum", "IntEnum")
_CHANGING = frozenset(("__new__", "__init__", "_missing_", "value", "name", "_value_", "_ignore_"))
"""What makes the value of a member another one than what is assigned, or a member no member."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member, by the name and the value that are written out."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enumeration by its members, in their order; a second name of a value is left out."""

    members: tuple[Member, ...]

    def member(self, name: str) -> Member | None:
        """The member called ``name``."""
        return next((each for each in self.members if each.name == name), None)


def enumeration(known: ClassFacts) -> Enumeration | None:
    """The enumeration that the class is, if all of its members are constants."""
    bases = [py.dotted(base.value) or "" for base in known.node.bases]
    if not any(base.rpartition(".")[2] in _BASES for base in bases):
        return None
    if _CHANGING & {*known.methods, *known.attributes}:
        return None
    found: dict[object, Member] = {}
    for statement in known.node.body:
        if not isinstance(statement, py.Assign) or statement.value is None:
            continue
        target = statement.targets[0]
        if (
            len(statement.targets) != 1
            or not isinstance(target, py.Name)
            or not isinstance(statement.value, py.Constant)
        ):
            return None
        if not target.id.startswith("_"):
            value = statement.value.value
            found.setdefault((type(value), value), Member(target.id, value))
    return Enumeration(tuple(found.values())) if found else None
