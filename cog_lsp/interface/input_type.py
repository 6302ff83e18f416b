"""The type of an input, from its annotation."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.interface.annotations import TypeExpr
from cog_lsp.interface.causes import Cause
from cog_lsp.interface.names import Names
from cog_lsp.interface.opaque import opaque_inner, opaque_input
from cog_lsp.interface.problem import Place, Problem, Problems
from cog_lsp.interface.types import InputType, primitive_from

# What is wrong with a name because of where it comes from.
IMPORTED = frozenset(
    (
        Cause.ALIAS_OF_TYPE,
        Cause.ALIAS_OF_GENERIC,
        Cause.TYPE_UNRESOLVED,
        Cause.OUTPUT_UNRESOLVED,
    )
)
_NO_UNION = ("Path", "File", "Secret")


def import_place(path: str, names: Names, name: str) -> tuple[Place, ...]:
    """Where ``name`` is imported in ``path``, as a place to show beside a problem."""
    span = names.imported_at(name)
    return (Place(path, span, f"`{name}` is imported here"),) if span is not None else ()


@dataclass(frozen=True, slots=True)
class InputTypes:
    """Resolves the annotations of inputs in one file.

    Lookup is by spelling: one qualifier is taken off a name, and aliases are not followed. Each
    failure is one problem, at the part of the annotation that fails, with the ``subject`` that
    :meth:`resolve` was asked for.
    """

    path: str
    names: Names
    typed_dicts: frozenset[str]

    def resolve(self, annotation: TypeExpr, subject: str, problems: Problems) -> InputType | None:
        """The type that ``annotation`` stands for; ``None`` after a problem was noted."""
        return _Resolution(self, subject, problems).resolve(annotation)


@dataclass(frozen=True, slots=True)
class _Resolution:
    """One annotation being resolved."""

    types: InputTypes
    subject: str
    problems: Problems

    def resolve(self, annotation: TypeExpr) -> InputType | None:
        names = self.types.names
        opaque = opaque_inner(annotation, names)
        if opaque is not None:
            return opaque_input(opaque, names)
        if annotation.kind == "union":
            return self._union(annotation)
        if annotation.kind == "simple":
            return self._simple(annotation)
        return self._generic(annotation)

    def _fail(self, cause: Cause, at: TypeExpr, text: str, detail: str = "") -> None:
        path = self.types.path
        imported = cause in IMPORTED
        related = import_place(path, self.types.names, at.name) if imported else ()
        self.problems.add(Problem(cause, path, at.span, self.subject, text, detail, related))

    def _simple(self, annotation: TypeExpr) -> InputType | None:
        names, typed_dicts = self.types.names, self.types.typed_dicts
        name = annotation.name
        if name in typed_dicts:
            return InputType.of("Any")
        module = ""
        dotted = names.unqualified(name)
        if dotted is not None:
            name, entry = dotted
            if f"{entry.original if entry else ''}.{name}" in typed_dicts:
                return InputType.of("Any")
            module = entry.module if entry is not None else ""
        if name in typed_dicts or name in ("dict", "Dict"):
            return InputType.of("Any")
        primitive = primitive_from(name)
        if primitive is not None:
            return InputType.of(primitive)
        entry = names.get(name)
        if not module and entry is not None:
            module = entry.module
        if name in ("list", "List") and module in ("builtins", "typing", "typing_extensions"):
            self._fail(Cause.LIST_BARE, annotation, annotation.name)
        elif module and (original := names.alias_of(annotation.name)) is not None:
            self._fail(Cause.ALIAS_OF_TYPE, annotation, annotation.name, original)
        elif module:
            self._fail(Cause.TYPE_UNRESOLVED, annotation, annotation.name, module)
        else:
            self._fail(Cause.TYPE_UNSUPPORTED, annotation, annotation.name)
        return None

    def _generic(self, annotation: TypeExpr) -> InputType | None:
        """A type with arguments; detail of a problem: how many there must be, or the element."""
        names, args = self.types.names, annotation.args
        dotted = names.unqualified(annotation.name)
        outer = dotted[0] if dotted is not None else annotation.name
        if outer in ("dict", "Dict"):
            return InputType.of("Any")
        if outer == "Optional":
            if len(args) != 1:
                self._fail(Cause.TYPE_ARGUMENTS, annotation, annotation.name, "1")
                return None
            inner = self.resolve(args[0])
            return inner.or_none() if inner is not None else None
        if outer == "Union":
            return self._union(annotation)
        if names.is_annotated(annotation.name):
            return self.resolve(args[0])
        if outer in ("List", "list"):
            return self._list(annotation)
        original = names.alias_of(annotation.name)
        cause = Cause.TYPE_UNSUPPORTED if original is None else Cause.ALIAS_OF_GENERIC
        self._fail(cause, annotation, annotation.name, original or "")
        return None

    def _list(self, annotation: TypeExpr) -> InputType | None:
        if len(annotation.args) != 1:
            self._fail(Cause.TYPE_ARGUMENTS, annotation, annotation.name, "1")
            return None
        element = self.resolve(annotation.args[0])
        if element is None:
            return None
        if element.nullable or element.kind in ("array", "union"):
            kind = "optional" if element.nullable else element.kind
            self._fail(Cause.LIST_ELEMENT, annotation.args[0], str(element), kind)
            return None
        return InputType.array(element)

    def _union(self, annotation: TypeExpr) -> InputType | None:
        """A union; detail of a variant's problem: ``optional`` or ``file``."""
        variants: list[tuple[TypeExpr, InputType]] = []
        nullable = failed = False
        for member in annotation.args:
            if member.is_none:
                nullable = True
                continue
            if member.kind == "union" or (member.kind == "generic" and member.name == "Union"):
                self._fail(Cause.UNION_NESTED, member, "")
                failed = True
                continue
            variant = self.resolve(member)
            if variant is None:
                failed = True
            elif variant.kind == "union":
                self._fail(Cause.UNION_NESTED, member, "")
                failed = True
            else:
                variants.append((member, variant))
        if failed:
            return None
        if not variants:
            self._fail(Cause.UNION_EMPTY, annotation, "")
            return None
        if len(variants) == 1:
            only = variants[0][1]
            return only.or_none() if nullable else only
        for member, variant in variants:
            failed = self._is_refused(member, variant) or failed
        if failed:
            return None
        return InputType(
            "union", variants=tuple(variant for _, variant in variants), nullable=nullable
        )

    def _is_refused(self, member: TypeExpr, variant: InputType) -> bool:
        """Whether ``variant`` may not stand in a union, which is then a problem."""
        if variant.nullable:
            self._fail(Cause.UNION_VARIANT, member, str(variant), "optional")
            return True
        if variant.base in _NO_UNION:
            self._fail(Cause.UNION_VARIANT, member, variant.base, "file")
            return True
        return False
