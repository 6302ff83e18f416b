"""The types that Cog knows: of inputs, and of outputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal as OneOf

from cog_lsp.interface.literals import Literal

Primitive = OneOf["bool", "float", "int", "str", "Path", "File", "Secret", "Any"]
InputKind = OneOf["primitive", "any", "array", "union"]
OutputKind = OneOf["primitive", "any", "array", "dict", "object", "iterator", "concat_iterator"]
Repetition = OneOf["required", "optional", "repeated", "optional_repeated"]

_PRIMITIVES: dict[str, Primitive] = {
    "bool": "bool",
    "float": "float",
    "int": "int",
    "str": "str",
    "Path": "Path",
    "File": "File",
    "Secret": "Secret",
    "Any": "Any",
}
JSON_TYPES: dict[Primitive, str] = {
    "bool": "boolean",
    "float": "number",
    "int": "integer",
    "str": "string",
    "Path": "string",
    "File": "string",
    "Secret": "string",
    "Any": "object",
}


def primitive_from(name: str) -> Primitive | None:
    """The primitive type that is spelled ``name``; where it was imported from does not count."""
    return _PRIMITIVES.get(name)


@dataclass(frozen=True, slots=True)
class InputType:
    """The type of one input. ``elem`` is an array's, ``variants`` are a union's (two or more)."""

    kind: InputKind
    primitive: Primitive = "Any"
    elem: InputType | None = None
    variants: tuple[InputType, ...] = ()
    nullable: bool = False

    @classmethod
    def of(cls, primitive: Primitive) -> InputType:
        """The type that is just ``primitive``."""
        return cls("any" if primitive == "Any" else "primitive", primitive)

    @classmethod
    def array(cls, elem: InputType) -> InputType:
        """A list of ``elem``."""
        return cls("array", elem=elem)

    def or_none(self) -> InputType:
        """The same type, or null."""
        return replace(self, nullable=True)

    @property
    def base(self) -> Primitive:
        """The primitive of the type or of its elements; ``Any`` for all that is neither."""
        if self.kind == "primitive":
            return self.primitive
        if self.kind == "array" and self.elem is not None and self.elem.kind == "primitive":
            return self.elem.primitive
        return "Any"

    @property
    def repetition(self) -> Repetition:
        """How many values there may be, in Cog's words."""
        if self.kind == "array":
            return "optional_repeated" if self.nullable else "repeated"
        return "optional" if self.nullable else "required"

    def __str__(self) -> str:
        """The type as an author would write it."""
        if self.kind == "array":
            text = f"list[{self.elem}]"
        elif self.kind == "union":
            text = " | ".join(map(str, self.variants))
        else:
            text = "dict" if self.kind == "any" else self.primitive
        return f"{text} | None" if self.nullable else text


@dataclass(frozen=True, slots=True)
class OutputField:
    """One field of an object. One with a default is not required."""

    name: str
    type: OutputType
    required: bool
    default: Literal | None = None


@dataclass(frozen=True, slots=True)
class OutputType:
    """The type of an output. ``elem`` is an array's, a dictionary's values' or an iterator's."""

    kind: OutputKind
    primitive: Primitive = "Any"
    elem: OutputType | None = None
    fields: tuple[OutputField, ...] = ()
    nullable: bool = False

    @property
    def is_iterator(self) -> bool:
        """Whether its values come one by one."""
        return self.kind in ("iterator", "concat_iterator")

    def or_none(self) -> OutputType:
        """The same type, or null."""
        return replace(self, nullable=True)

    def __str__(self) -> str:
        """The type as an author would write it, a model by its fields."""
        inner = str(self.elem) if self.elem is not None else ""
        text = {
            "primitive": self.primitive,
            "any": "dict",
            "array": f"list[{inner}]",
            "dict": f"dict[str, {inner}]",
            "iterator": f"Iterator[{inner}]",
            "concat_iterator": "ConcatenateIterator[str]",
            "object": "{" + ", ".join(f"{f.name}: {f.type}" for f in self.fields) + "}",
        }[self.kind]
        return f"{text} | None" if self.nullable else text
