"""The type of an output, from the return annotation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cog_lsp.interface.annotations import TypeExpr
from cog_lsp.interface.causes import Cause
from cog_lsp.interface.input_type import IMPORTED, import_place
from cog_lsp.interface.models import Model, ModelField
from cog_lsp.interface.names import Names
from cog_lsp.interface.opaque import (
    opaque_inner,
    opaque_output,
    optional_inner,
    typing_optional_inner,
)
from cog_lsp.interface.problem import Place, Problem, Problems
from cog_lsp.interface.types import OutputField, OutputKind, OutputType, primitive_from

_ANY = OutputType("any")


@dataclass
class OutputTypes:
    """Resolves return annotations in one file, models and all.

    The fields of a model are resolved with the imports of the file that *uses* it, as Cog does.
    ``used`` are the models that were come to, by their names.
    """

    path: str
    names: Names
    models: Mapping[str, Model]
    problems: Problems
    used: dict[str, Model] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    # Where a problem is, and whose field it is in: the model's own file, once inside one.
    _field: ModelField | None = None
    _use: TypeExpr | None = None

    def resolve(self, annotation: TypeExpr) -> OutputType | None:
        """The type that ``annotation`` stands for; ``None`` after a problem was noted."""
        inner = opaque_inner(annotation, self.names)
        if inner is not None:
            if typing_optional_inner(inner, self.names) is not None:
                return self._fail(Cause.OUTPUT_OPTIONAL, annotation)
            return opaque_output(inner, self.names)
        if annotation.kind == "generic":
            if self.names.is_annotated(annotation.name):
                return self.resolve(annotation.args[0])
            return self._generic(annotation)
        if annotation.kind == "union":
            return self._union(annotation)
        return self._simple(annotation)

    def _fail(
        self, cause: Cause, at: TypeExpr, text: str = "", detail: str = ""
    ) -> OutputType | None:
        """Note a problem. What it returns is nothing, in the type that its callers return."""
        path, subject = self.path, ""
        related: tuple[Place, ...] = ()
        if self._field is not None and self._use is not None:
            path, subject = self._field.path, f"{self._field.model}.{self._field.name}"
            related = (Place(self.path, self._use.span, "the output is declared here"),)
        if cause in IMPORTED and path == self.path:
            related = (*related, *import_place(path, self.names, at.name))
        problem = Problem(cause, path, at.span, subject, text or at.name, detail, related)
        self.problems.add(problem)
        return None

    def _simple(self, annotation: TypeExpr) -> OutputType | None:
        name = annotation.name
        if name in self.models:
            return self._model(name, annotation)
        module = ""
        dotted = self.names.unqualified(name)
        if dotted is not None:
            name, entry = dotted
            qualified = f"{entry.original if entry is not None else ''}.{name}"
            if qualified in self.models:
                return self._model(qualified, annotation)
            module = entry.module if entry is not None else ""
        if name in ("Any", "dict", "Dict"):
            return _ANY
        if self.names.container(annotation.name) in ("list", "List"):
            return OutputType("array", elem=_ANY)
        primitive = primitive_from(name)
        if primitive is not None:
            return OutputType("primitive", primitive)
        if not module:
            entry = self.names.get(name)
            module = entry.module if entry is not None else ""
        original = self.names.alias_of(annotation.name)
        if original is not None:
            return self._fail(Cause.ALIAS_OF_TYPE, annotation, annotation.name, original)
        return self._fail(Cause.OUTPUT_UNRESOLVED, annotation, annotation.name, module)

    def _generic(self, annotation: TypeExpr) -> OutputType | None:
        args = annotation.args
        dotted = self.names.unqualified(annotation.name)
        outer = dotted[0] if dotted is not None else annotation.name
        if outer in ("dict", "Dict"):
            if len(args) != 2:
                return self._fail(Cause.OUTPUT_ARGUMENTS, annotation, detail="2")
            return self._of("dict", args[1])
        if outer == "Optional":
            if len(args) != 1:
                return self._fail(Cause.OUTPUT_ARGUMENTS, annotation, detail="1")
            return self._fail(Cause.OUTPUT_OPTIONAL, annotation)
        if outer == "Union":
            return self._union(annotation)
        if self.names.container(annotation.name) in ("list", "List"):
            return self._one("array", annotation)
        if outer in ("Iterator", "AsyncIterator"):
            return self._one("iterator", annotation)
        if outer in ("ConcatenateIterator", "AsyncConcatenateIterator"):
            return self._concatenated(annotation)
        original = self.names.alias_of(annotation.name)
        if original is not None:
            return self._fail(Cause.ALIAS_OF_GENERIC, annotation, detail=original)
        return self._fail(Cause.OUTPUT_UNSUPPORTED, annotation)

    def _one(self, kind: OutputKind, annotation: TypeExpr) -> OutputType | None:
        """A type with exactly one argument."""
        if len(annotation.args) != 1:
            return self._fail(Cause.OUTPUT_ARGUMENTS, annotation, detail="1")
        return self._of(kind, annotation.args[0])

    def _of(self, kind: OutputKind, element: TypeExpr) -> OutputType | None:
        elem = self.resolve(element)
        return OutputType(kind, elem=elem) if elem is not None else None

    def _concatenated(self, annotation: TypeExpr) -> OutputType | None:
        if len(annotation.args) != 1:
            return self._fail(Cause.OUTPUT_ARGUMENTS, annotation, detail="1")
        element = annotation.args[0]
        if element.kind != "simple":
            return self._fail(Cause.CONCAT_NOT_SIMPLE, element)
        if element.name != "str":
            return self._fail(Cause.CONCAT_NOT_STR, element)
        return OutputType("concat_iterator", elem=OutputType("primitive", "str"))

    def _union(self, annotation: TypeExpr) -> OutputType | None:
        args = annotation.args
        optional = len(args) == 2 and any(arg.is_none for arg in args)
        return self._fail(Cause.OUTPUT_OPTIONAL if optional else Cause.OUTPUT_UNION, annotation)

    def _model(self, name: str, use: TypeExpr) -> OutputType | None:
        if name in self._open:
            return _ANY
        outer = (self._field, self._use)
        self._open.append(name)
        self.used[name] = self.models[name]
        fields: dict[str, OutputField] = {}
        failed = False
        for item in self.models[name].fields:
            self._field, self._use = item, outer[1] or use
            resolved = self._field_type(item.annotation)
            if resolved is None:
                failed = True
                continue
            type_, required = resolved
            required = item.key_required if item.key_required is not None else required
            required = required and item.default is None
            fields[item.name] = OutputField(item.name, type_, required, item.default)
        self._field, self._use = outer
        self._open.remove(name)
        return OutputType("object", fields=tuple(fields.values())) if not failed else None

    def _field_type(self, annotation: TypeExpr) -> tuple[OutputType, bool] | None:
        """The type of a field and whether it must be there, its default and qualifier aside."""
        opaque = opaque_inner(annotation, self.names)
        if opaque is not None:
            inner = self._optional(opaque)
            if inner is not None:
                return opaque_output(inner, self.names).or_none(), False
            return opaque_output(opaque, self.names), True
        if annotation.kind == "generic" and self.names.is_annotated(annotation.name):
            return self._field_type(annotation.args[0])
        inner = self._optional(annotation)
        if inner is not None:
            type_ = self.resolve(inner)
            return (type_.or_none(), False) if type_ is not None else None
        type_ = self.resolve(annotation)
        return (type_, True) if type_ is not None else None

    def _optional(self, annotation: TypeExpr) -> TypeExpr | None:
        return typing_optional_inner(annotation, self.names) or optional_inner(annotation)
