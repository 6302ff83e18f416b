"""Types that list their values, written as the choices of an ``Input(...)``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from cog_lsp.fixes.interface.enumerations import Enumeration, enumeration
from cog_lsp.fixes.interface.evaluate import NotConstantError, evaluate, literal
from cog_lsp.fixes.interface.scene import (
    BlockedError,
    ImportName,
    Scene,
    fixed,
    insert,
    line_at_start,
    replace,
    subscripts,
)
from cog_lsp.fixes.result import Outcome
from cog_lsp.interface import Input
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span, TextEdit

_UNCHECKED = "nothing checks what is in the list: Cog has no choices for one"
_NUMBERED = "callers send the numbers that `auto()` gives out"
_OF_VALUES: dict[type, str] = {int: "int", float: "float", str: "str"}


def literal_to_choices(scene: Scene) -> Outcome:
    """Write the values of a ``Literal`` as choices of an ``Input(...)``."""
    input_ = scene.input
    part = _literal(scene)
    try:
        values = [evaluate(scene.facts, index) for index in subscripts(part)]
    except NotConstantError as error:
        raise BlockedError("its values are not all literals") from error
    around = _around(scene, input_)
    name = _one_type(value for value in values if value is not None)
    if name is None or None in values:
        raise BlockedError("its values are not all strings, or all numbers")
    if around == "list":
        title, drop = f"Take a list of `{name}`", [("typing", "Literal")]
        return fixed(scene, title, [replace(part.span, name)], drop=drop, decision=_UNCHECKED)
    edits = [replace(part.span, name), *_with_choices(scene, input_, values, None)]
    title = f"Turn the values of `{input_.name}` into choices"
    return fixed(scene, title, edits, add=_input(scene, input_), drop=[("typing", "Literal")])


def _literal(scene: Scene) -> py.Subscript:
    """The ``Literal[...]`` that the problem is about."""
    for node in py.walk(scene.facts.tree):
        if (
            isinstance(node, py.Subscript)
            and node.span == scene.problem.span
            and (py.dotted(node.value) or "").rpartition(".")[2] == "Literal"
        ):
            return node
    raise BlockedError("only a Literal lists its values")


def enum_to_choices(scene: Scene) -> Outcome:
    """Write the values of an enumeration as choices, and make the member of the value again."""
    input_ = scene.input
    name = scene.problem.text
    known = scene.project.find_class(scene.facts, py.Name(scene.problem.span, name))
    members = enumeration(known) if known is not None else None
    values = [member.value for member in members.members] if members is not None else []
    type_ = _one_type(values)
    if members is None or type_ is None:
        raise BlockedError("it is not an enumeration of string or number literals")
    around = _around(scene, input_)
    default = _default(input_)
    if around == "list":
        return _list_of_values(scene, name, members, type_)
    optional = around == "optional"
    written = None if default is None else (default, _value_of(scene, default, name, members))
    if written is not None and written[1] == "None" and not optional:
        raise BlockedError("its default is `None`; make it optional first")
    parameter = input_.node.name
    made = f"{name}({parameter})"
    line = f"{parameter} = {made}"
    if optional:
        line = f"{parameter} = None if {parameter} is None else {made}"
    edits = [
        replace(scene.problem.span, type_),
        *_with_choices(scene, input_, values, written),
        line_at_start(scene.document, scene.function, line),
    ]
    decision = _NUMBERED if members.numbered else ""
    title = f"Turn the values of `{name}` into choices"
    return fixed(scene, title, edits, add=_input(scene, input_), decision=decision)


def _list_of_values(scene: Scene, name: str, members: Enumeration, type_: str) -> Outcome:
    """Take a list of the values of an enumeration, and make the members of them again."""
    input_ = scene.input
    default, parameter = _default(input_), input_.node.name
    edits = [replace(scene.problem.span, type_)]
    if default is not None:
        listed = py.unparen(default)
        if not isinstance(listed, py.Sequence) or listed.kind != "list":
            raise BlockedError("its default is not a literal list")
        values = [_value_of(scene, item, name, members) for item in listed.items]
        edits.append(replace(default.span, f"[{', '.join(values)}]"))
    line = f"{parameter} = [{name}(each) for each in {parameter}]"
    edits.append(line_at_start(scene.document, scene.function, line))
    decision = _NUMBERED if members.numbered else ""
    return fixed(scene, f"Take a list of the values of `{name}`", edits, decision=decision)


def _value_of(scene: Scene, default: py.Expr, name: str, members: Enumeration) -> str:
    """The value of the member that is the default, as a literal."""
    if isinstance(default, py.Constant) and default.value is None:
        return "None"
    if isinstance(default, py.Constant) and default.value in [m.value for m in members.members]:
        return scene.text(default)
    path = (py.dotted(default) or "").removesuffix(".value")
    member = members.member(path.removeprefix(f"{name}."))
    if member is None or path != f"{name}.{member.name}":
        raise BlockedError("its default is not a literal member")
    return literal(member.value)


def _around(scene: Scene, input_: Input) -> Literal["", "optional", "list"]:
    """What stands around the problem's part in the type: nothing, that it may be ``None``, a list.

    Raises :class:`BlockedError` where the input is not written out in the problem's file.
    """
    annotation = input_.node.annotation
    if annotation is None or input_.path != scene.path or input_.is_shared:
        raise BlockedError("the input is not declared here")
    start, end = annotation.span.start, annotation.span.end
    part, text = scene.problem.span, scene.document.text
    around = re.sub(r"\s", "", f"{text[start : part.start]}.{text[part.end : end]}")
    if around == ".":
        return ""
    if re.fullmatch(r"(\w+\.)?[Ll]ist\[\.\]", around):
        return "list"
    if re.fullmatch(r"(\w+\.)?Optional\[\.\]|\.\|None|None\|\.|(\w+\.)?Union\[\.,None\]", around):
        return "optional"
    raise BlockedError("it is part of another type")


def _default(input_: Input) -> py.Expr | None:
    """The expression of the input's default, given to ``Input(...)`` or plain."""
    if input_.call is None:
        return input_.node.default
    return input_.call.node.keyword("default")


def _with_choices(
    scene: Scene, input_: Input, values: Iterable[object], default: tuple[py.Expr, str] | None
) -> list[TextEdit]:
    """The edits that make ``values`` the choices, and write ``default`` anew."""
    try:
        choices = f"choices={literal(list(values))}"
    except NotConstantError as error:
        raise BlockedError(str(error)) from error
    node = input_.node
    if input_.call is None:
        assert node.annotation is not None
        if node.default is None:
            return [insert(node.annotation.span.end, f" = Input({choices})")]
        text = default[1] if default is not None else scene.text(node.default)
        return [replace(node.default.span, f"Input(default={text}, {choices})")]
    call = input_.call.node
    if call.keyword("choices") is not None or any(argument.star for argument in call.args):
        raise BlockedError("its Input() already has choices")
    if any(argument.name is None for argument in call.args):
        raise BlockedError("its Input() has a positional default")
    edits = [replace(default[0].span, default[1])] if default is not None else []
    if not call.args:
        return [*edits, insert(call.args_span.end - 1, choices)]
    return [*edits, _behind_last(scene, call, choices)]


def _behind_last(scene: Scene, call: py.Call, argument: str) -> TextEdit:
    """The edit that gives ``argument`` to ``call`` behind the others, in their layout."""
    document, last = scene.document, call.args[-1]
    line = document.line_span(last.span.start)
    margin = document.text[line.start : last.span.start]
    rest = Span(last.span.end, call.args_span.end).text(document.text)
    if margin.strip() or not rest.lstrip().startswith(","):
        return insert(last.span.end, f", {argument}")
    comma = last.span.end + rest.index(",") + 1
    end = document.line_span(last.span.end).end
    behind = document.text[comma:end].strip()
    if not behind or behind.startswith("#"):
        return insert(end, f"{document.newline}{margin}{argument},")
    return insert(last.span.end, f", {argument}")


def _input(scene: Scene, input_: Input) -> tuple[ImportName, ...]:
    return () if input_.call is not None else scene.importable("cog", "Input")


def _one_type(values: Iterable[object]) -> str | None:
    """The type that all ``values`` have, if it is one for which choices make sense."""
    names = {_OF_VALUES.get(type(value)) for value in values}
    return names.pop() if len(names) == 1 else None
