"""What is wrong with the classes that are built on Cog's BaseModel, which Python makes dataclasses.

Python builds every such class when its file is imported, so one that it cannot build stops the
container, whether the output uses it or not. Cog's analyser does not look.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.problem import Place, Problem
from cog_lsp.project import Project
from cog_lsp.syntax import python_tree as py

# Calls without arguments whose result no dataclass takes for a default.
_MUTABLE_CALLS = ("list", "dict", "set")
# Bases from elsewhere that are certainly no BaseModel.
_OTHER_BASES = ("object", "ABC", "Generic", "Protocol", "Enum", "str", "int", "dict")


def model_problems(project: Project) -> Iterator[Problem]:
    """The classes of the project that fail when they are imported, file by file."""
    for path in sorted(project.python):
        file = CogFile(project.python[path], project.python)
        for node in file.facts.tree.body:
            if isinstance(node, py.ClassDef) and _is_model(file, node):
                yield from _of_class(file, node)


def _is_model(file: CogFile, node: py.ClassDef) -> bool:
    return any(_is_cog_base(file, base) for base in node.bases)


def _is_cog_base(file: CogFile, base: py.Argument) -> bool:
    name = file.source.text(base.value)
    return base.name is None and not base.star and file.names.is_cog(name, "BaseModel")


def _of_class(file: CogFile, node: py.ClassDef) -> Iterator[Problem]:
    yield from _bases(file, node)
    options = {base.name for base in node.bases if base.name is not None}
    if options & {"auto_dataclass", "kw_only"} or any(base.star for base in node.bases):
        return
    first_default: py.Assign | None = None
    for statement in node.body:
        if not isinstance(statement, py.Assign) or statement.annotation is None:
            continue
        name = statement.targets[0]
        if not isinstance(name, py.Name) or _is_no_field(file, statement.annotation):
            continue
        subject = f"{node.name}.{name.id}"
        if statement.value is None:
            if first_default is not None:
                place = Place(file.path, first_default.span, "this field has a default")
                yield Problem(
                    Cause.MODEL_FIELD_ORDER, file.path, statement.span, subject, related=(place,)
                )
            continue
        if _is_call_of_field(statement.value):
            # What dataclasses.field() makes of a field is not followed.
            return
        first_default = first_default or statement
        if _is_mutable(statement.value):
            text = file.source.text(statement.value)
            span = statement.value.span
            yield Problem(Cause.MODEL_DEFAULT_MUTABLE, file.path, span, subject, text)


def _bases(file: CogFile, node: py.ClassDef) -> Iterator[Problem]:
    """Bases that the class cannot have; the detail says which: ``first`` or ``dataclass``."""
    positional = [base for base in node.bases if base.name is None]
    first = positional[0]
    if not _is_cog_base(file, first) and _is_certainly_other(file, first):
        text = file.source.text(first)
        yield Problem(Cause.MODEL_BASES, file.path, first.span, node.name, text, "first")
    for base in positional[1:]:
        known = file.find_class(file.source.text(base.value))
        if known is not None and any(_is_dataclass(item) for item in known.decorators):
            place = Place(file.path, known.name_span, "the dataclass is defined here")
            yield Problem(
                Cause.MODEL_BASES,
                file.path,
                base.span,
                node.name,
                known.name,
                "dataclass",
                (place,),
            )


def _is_certainly_other(file: CogFile, base: py.Argument) -> bool:
    value = base.value.value if isinstance(base.value, py.Subscript) else base.value
    text = file.source.text(value).rpartition(".")[2]
    known = file.find_class(text) if isinstance(value, py.Name) else None
    if known is not None:
        return not known.bases
    return text in _OTHER_BASES


def _is_dataclass(decorator: py.Expr) -> bool:
    name = py.dotted(decorator.func if isinstance(decorator, py.Call) else decorator)
    return name in ("dataclass", "dataclasses.dataclass")


def _is_no_field(file: CogFile, annotation: py.Expr) -> bool:
    text = file.source.text(annotation)
    return any(mark in text for mark in ("ClassVar", "InitVar", "KW_ONLY"))


def _is_call_of_field(value: py.Expr) -> bool:
    name = py.dotted(value.func) if isinstance(value, py.Call) else None
    return name is not None and name.rpartition(".")[2] in ("field", "Field")


def _is_mutable(value: py.Expr) -> bool:
    if isinstance(value, py.Dict):
        return True
    if isinstance(value, py.Sequence):
        return value.kind in ("list", "set")
    if isinstance(value, py.Comprehension):
        return value.kind in ("list", "set", "dict")
    return isinstance(value, py.Call) and py.dotted(value.func) in _MUTABLE_CALLS
