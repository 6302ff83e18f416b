"""What Cog accepts without a word although something is not as it was written.

Everything here is told from what was read; what is lost while reading (a dropped constraint, a
default that is no literal) is noted where it is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.input_type import import_place
from cog_lsp.interface.interface import Input, Interface
from cog_lsp.interface.literals import Literal
from cog_lsp.interface.models import Model
from cog_lsp.interface.problem import Place, Problem
from cog_lsp.interface.types import JSON_TYPES, InputType
from cog_lsp.interface.validation import fits
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

_SECRET = re.compile(
    r"(?:^|_)(?:api_?key|secret(?:_key)?|password|passwd|access_key)$"
    r"|(?:^|_)(?:api|access|auth|bearer|hf|huggingface|replicate|github|civitai|openai|wandb)_token$"
    r"|_api_?key_",
    re.IGNORECASE,
)
_ON_NUMBERS = ("ge", "le")
_ON_STRINGS = ("min_length", "max_length", "regex")


def silences(interface: Interface) -> Iterator[Problem]:
    """The silent surprises of the inputs, in their order, then of the models of the output."""
    target = interface.target
    if target is None:
        return
    for found in interface.inputs:
        yield from _of_default(found, target.file)
        yield from _of_constraints(found)
        yield from _of_choices(found)
        yield from _of_type(found, target.file)
    for model in interface.models:
        yield from _of_model(model)


def argument(found: Input, keyword: str) -> Span:
    """Where ``keyword`` of an input's ``Input(...)`` is written, else the whole parameter."""
    given = found.call.keywords.get(keyword) if found.call is not None else None
    return given.span if given is not None else found.node.span


def _note(
    cause: Cause, found: Input, span: Span, text: str = "", detail: str = "", *related: Place
) -> Problem:
    return Problem(cause, found.path, span, found.name, text, detail, related)


def _of_default(found: Input, file: CogFile) -> Iterator[Problem]:
    """``None`` that makes an input required, and an optional union that is required."""
    type_, default = found.type, found.default
    if type_ is None or not found.required:
        return
    if default is not None and default.is_none and file.source.slice(default.span) == "None":
        span = argument(found, "default") if found.call is not None else default.span
        yield _note(Cause.DEFAULT_NONE_REQUIRED, found, span, str(type_))
    elif default is None and type_.nullable:
        yield _note(Cause.OPTIONAL_REQUIRED, found, found.node.span, str(type_))


def _of_constraints(found: Input) -> Iterator[Problem]:
    """Constraints that never apply to the type, and pairs that let nothing through."""
    type_ = found.type
    if type_ is None or type_.kind == "union":
        return
    json_type = JSON_TYPES[type_.primitive] if type_.kind == "primitive" else type_.kind
    for names, types in ((_ON_NUMBERS, ("integer", "number")), (_ON_STRINGS, ("string",))):
        for name in names:
            if getattr(found, name) is not None and json_type not in types:
                span = argument(found, name)
                yield _note(Cause.CONSTRAINT_WITHOUT_EFFECT, found, span, name, str(type_))
    for low, high in (("ge", "le"), ("min_length", "max_length")):
        least, most = getattr(found, low), getattr(found, high)
        if least is not None and most is not None and least > most:
            place = Place(found.path, argument(found, high), f"`{high}` is set here")
            yield _note(Cause.CONSTRAINT_EMPTY, found, argument(found, low), low, high, place)


def _of_choices(found: Input) -> Iterator[Problem]:
    """Choices that are not of the input's type: callers can send none of these."""
    type_ = found.type
    if type_ is None or not found.choices or type_.kind == "union":
        return
    span = argument(found, "choices")
    if type_.kind == "array":
        yield _note(Cause.CHOICES_ON_LIST, found, span, str(type_))
    json_type = JSON_TYPES[type_.base]
    for choice in found.choices:
        if not fits({"type": json_type}, choice.to_json()):
            yield _note(Cause.CHOICES_OF_OTHER_TYPE, found, span, _text(choice), str(type_))
            return


def _text(literal: Literal) -> str:
    return repr(literal.to_json())


def _of_type(found: Input, file: CogFile) -> Iterator[Problem]:
    """Types whose values reach the model otherwise than their name says."""
    annotation = found.node.annotation
    if annotation is None or found.type is None:
        return
    for node in py.walk(annotation):
        if isinstance(node, py.Name | py.Attribute) and _is_pathlib(file, node):
            name = file.source.text(node)
            places = import_place(file.path, file.names, name)
            yield _note(Cause.PATHLIB_PATH, found, node.span, name, "", *places)
            break
    is_text = found.type.kind == "primitive" and found.type.primitive == "str"
    if is_text and _SECRET.search(found.name):
        yield _note(Cause.SECRET_AS_TEXT, found, found.node.span)
    if _is_list_of_secrets(found.type):
        yield _note(Cause.SECRET_LIST, found, annotation.span, str(found.type))


def _is_pathlib(file: CogFile, node: py.Expr) -> bool:
    text = file.source.text(node)
    if file.names.comes_from(text, ("pathlib",), "Path"):
        return text == "Path"
    dotted = file.names.unqualified(text)
    if dotted is None:
        return False
    rest, entry = dotted
    return rest == "Path" and entry is not None and entry.module == "pathlib"


def _is_list_of_secrets(type_: InputType) -> bool:
    return type_.kind == "array" and type_.base == "Secret"


def _of_model(model: Model) -> Iterator[Problem]:
    """Fields that callers will not see, and defaults that Cog does not see."""
    for dropped in model.dropped:
        name = dropped.targets[0]
        assert isinstance(name, py.Name), "only a name is a field"
        place = dropped.annotation if dropped.annotation is not None else dropped
        yield Problem(
            Cause.FIELD_DROPPED, model.path, place.span, f"{model.name}.{name.id}", model.name
        )
    for field in model.fields:
        value = field.node.value
        if value is not None and field.default is None and not model.is_typed_dict:
            yield Problem(
                Cause.FIELD_DEFAULT_DROPPED,
                field.path,
                value.span,
                f"{field.model}.{field.name}",
                field.model,
            )
