"""The imports of one file as Cog keeps them: local name → (module, original name).

Only statements at the top level count, ``import *`` does not, and a later import of a name replaces
an earlier one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

_TYPING = ("typing", "typing_extensions")
_TYPE_HOMES = ("cog", "collections.abc", "pathlib", *_TYPING)
_BASE_MODEL_HOMES = ("cog", "pydantic", "pydantic.v1")
_BUILTINS = ("str", "int", "float", "bool", "list", "dict", "set", "None")
_CONTAINERS = ("List", "Optional", "Union")


@dataclass(frozen=True, slots=True)
class Import:
    """What one name was imported as: ``module`` keeps its leading dots.

    A module imported whole has its own name as ``original``. ``span`` covers the name in the import
    statement, and is ``None`` for what is there without one.
    """

    module: str
    original: str
    span: Span | None = None

    @property
    def is_module(self) -> bool:
        """Whether the name stands for the whole module: ``import cog`` or ``import cog as c``."""
        return self.module == self.original


class Names:
    """The names that a file imports, in the order in which they first appear."""

    def __init__(self, body: py.Block) -> None:
        self._entries: dict[str, Import] = {}
        for statement in body:
            if isinstance(statement, py.Import):
                for name in statement.names:
                    entry = Import(name.name, name.name, name.span)
                    self._entries[name.alias or name.name] = entry
            elif isinstance(statement, py.ImportFrom) and statement.module != "__future__":
                self._import_from(statement)
        for builtin in _BUILTINS:
            self._entries.setdefault(builtin, Import("builtins", builtin))

    def _import_from(self, statement: py.ImportFrom) -> None:
        module = "." * statement.level + statement.module
        for name in statement.names:
            if name.name != "*":
                self._entries[name.alias or name.name] = Import(module, name.name, name.span)

    def __iter__(self) -> Iterator[tuple[str, Import]]:
        return iter(self._entries.items())

    def get(self, name: str) -> Import | None:
        """The import behind the local ``name``."""
        return self._entries.get(name)

    def unqualified(self, name: str) -> tuple[str, Import | None] | None:
        """``alias.Type`` without its first part, and what that part was imported as, if it was.

        ``None`` when there is no dot. Only one part is ever taken off.
        """
        qualifier, dot, rest = name.partition(".")
        return (rest, self.get(qualifier)) if dot else None

    def imported_at(self, name: str) -> Span | None:
        """Where ``name``, or the first part of a dotted one, is imported, if it is."""
        entry = self.get(name) or self.get(name.partition(".")[0])
        return entry.span if entry is not None else None

    def comes_from(self, name: str, modules: tuple[str, ...], original: str) -> bool:
        """Whether the undotted ``name`` is ``original`` of one of ``modules``."""
        entry = self.get(name)
        return entry is not None and entry.module in modules and entry.original == original

    def alias_of(self, name: str) -> str | None:
        """What of Cog's or Python's types the undotted ``name`` is another name for."""
        entry = self.get(name)
        is_alias = entry is not None and entry.module in _TYPE_HOMES and entry.original != name
        return entry.original if entry is not None and is_alias else None

    def is_base_model(self, name: str) -> bool:
        """Whether ``name`` is the BaseModel of Cog or pydantic."""
        return self.comes_from(name, _BASE_MODEL_HOMES, "BaseModel")

    def is_typed_dict(self, name: str) -> bool:
        """Whether ``name`` is typing's TypedDict."""
        return self.comes_from(name, _TYPING, "TypedDict")

    def is_field_qualifier(self, name: str, qualifier: str) -> bool:
        """Whether ``name`` is typing's ``qualifier`` (``Required`` or ``NotRequired``)."""
        return self.comes_from(name, _TYPING, qualifier)

    def is_annotated(self, name: str) -> bool:
        """Whether ``name`` is typing's Annotated, bare or behind an import of typing."""
        dotted = self.unqualified(name)
        if dotted is not None:
            rest, entry = dotted
            return rest == "Annotated" and _is_typing(entry)
        return self.comes_from(name, _TYPING, "Annotated")

    def is_opaque(self, name: str) -> bool:
        """Whether ``name`` is Cog's Opaque, bare or behind an import of cog."""
        dotted = self.unqualified(name)
        if dotted is not None:
            rest, entry = dotted
            return rest == "Opaque" and entry is not None and entry.module == "cog"
        return self.comes_from(name, ("cog",), "Opaque")

    def is_cog(self, name: str, member: str) -> bool:
        """Whether ``name`` is ``member`` of cog: imported by name, or ``cog.member``."""
        qualifier, dot, rest = name.partition(".")
        if not dot:
            return self.comes_from(name, ("cog",), member)
        return rest == member and self.comes_from(qualifier, ("cog",), "cog")

    def container(self, name: str) -> str | None:
        """``List``, ``Optional``, ``Union`` or ``list`` if ``name`` really is that one."""
        dotted = self.unqualified(name)
        if dotted is not None:
            rest, entry = dotted
            return rest if _is_typing(entry) and rest in _CONTAINERS else None
        entry = self.get(name)
        if entry is None:
            return None
        if entry.module == "builtins":
            return "list" if entry.original == "list" else None
        in_typing = entry.module in _TYPING and entry.original in _CONTAINERS
        return entry.original if in_typing else None


def _is_typing(entry: Import | None) -> bool:
    return entry is not None and entry.module in _TYPING and entry.is_module
