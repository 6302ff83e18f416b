"""``Annotated[X, ..., Opaque]``: a JSON value that Cog does not look into.

Of ``X`` only the outer shape is kept: a list is a list of objects, an optional one may be null, and
everything else is an object.
"""

from __future__ import annotations

from cog_lsp.interface.annotations import TypeExpr
from cog_lsp.interface.names import Names
from cog_lsp.interface.types import InputType, OutputType


def opaque_inner(annotation: TypeExpr, names: Names) -> TypeExpr | None:
    """``X`` if ``annotation`` is opaque, else ``None``."""
    if annotation.kind != "generic" or not names.is_annotated(annotation.name):
        return None
    if any(meta.kind == "simple" and names.is_opaque(meta.name) for meta in annotation.args[1:]):
        return annotation.args[0]
    return None


def optional_inner(annotation: TypeExpr) -> TypeExpr | None:
    """``X`` of ``Optional[X]``, ``Union[X, None]`` and ``X | None``, by their spelling."""
    args = annotation.args
    if annotation.kind == "generic" and annotation.name == "Optional" and len(args) == 1:
        return args[0]
    is_union = annotation.kind == "union" or (
        annotation.kind == "generic" and annotation.name == "Union"
    )
    return _beside_none(args) if is_union else None


def typing_optional_inner(annotation: TypeExpr, names: Names) -> TypeExpr | None:
    """Like :func:`optional_inner`, for names that are really typing's, whatever their alias.

    A generic type that is not one of typing's containers is never taken for optional; the
    spelling is asked only of those that are.
    """
    if annotation.kind == "generic":
        container = names.container(annotation.name)
        if container is None:
            return None
        if container == "Optional" and len(annotation.args) == 1:
            return annotation.args[0]
        if container == "Union":
            inner = _beside_none(annotation.args)
            if inner is not None:
                return inner
    return optional_inner(annotation)


def _beside_none(args: tuple[TypeExpr, ...]) -> TypeExpr | None:
    if len(args) == 2:
        for at, arg in enumerate(args):
            if arg.is_none:
                return args[1 - at]
    return None


def opaque_input(inner: TypeExpr, names: Names) -> InputType:
    """The input type of an opaque ``inner``."""
    nested = opaque_inner(inner, names)
    if nested is not None:
        return opaque_input(nested, names)
    if inner.kind == "union":
        optional = optional_inner(inner)
        return (
            opaque_input(optional, names).or_none() if optional is not None else InputType.of("Any")
        )
    if inner.kind == "generic":
        optional = typing_optional_inner(inner, names)
        if optional is not None:
            return opaque_input(optional, names).or_none()
    if names.container(inner.name) in ("list", "List"):
        return InputType.array(InputType.of("Any"))
    return InputType.of("Any")


def opaque_output(inner: TypeExpr, names: Names) -> OutputType:
    """The output type of an opaque ``inner``."""
    is_list = inner.kind != "union" and names.container(inner.name) in ("list", "List")
    if is_list and (inner.kind == "simple" or len(inner.args) == 1):
        return OutputType("array", elem=OutputType("primitive", "Any"))
    return OutputType("primitive", "Any")
