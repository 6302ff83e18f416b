"""The defaults of a model's fields, as cog's BaseModel, a dataclass, takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cog_lsp.fixes.interface.scene import BlockedError, Scene, fixed, replace
from cog_lsp.fixes.result import Outcome
from cog_lsp.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, PythonFacts
from cog_lsp.text import Span, TextEdit

PYDANTIC_FIELD = "pydantic.Field"
LOST = "of what pydantic's `Field` says, only the default is kept"
_EMPTY = {"[]": "list", "{}": "dict", "list()": "list", "dict()": "dict", "set()": "set"}


def field_factory(scene: Scene) -> Outcome:
    """Make a mutable default of a model's field anew for each model."""
    span = scene.problem.span
    for node in py.walk(scene.facts.tree):
        if (
            isinstance(node, py.Assign)
            and node.value is not None
            and span in (node.span, node.value.span)
        ):
            break
    else:
        raise BlockedError("the field is not declared here")
    value = node.value
    assert value is not None
    new = _made_anew(scene.text(value))
    add = scene.importable("dataclasses", "field")
    return fixed(
        scene,
        f"Write `{new}`" if len(new) < 60 else "Write a factory",
        [replace(value.span, new)],
        add=add,
    )


def plain_fields(scene: Scene) -> Outcome:
    """Give the fields of a class on cog's BaseModel their defaults without ``Field(...)``."""
    known = scene.facts.classes.get(scene.problem.text)
    if known is None:
        raise BlockedError("the class is not declared here")
    if any(base.startswith("pydantic") for base in scene.project.external_bases(known)):
        raise BlockedError("the class is built on pydantic's BaseModel, whose field it is")
    title = f"Write the fields of `{known.name}` without pydantic's `Field`"
    edits = list(field_edits(scene.project, scene.facts, known))
    add = scene.importable("dataclasses", "field") if needs_field(edits) else ()
    return fixed(scene, title, edits, add=add, drop=[("pydantic", "Field")], decision=LOST)


def field_edits(project: Project, facts: PythonFacts, known: ClassFacts) -> Iterator[TextEdit]:
    """The edits that leave of each ``Field(...)`` in a class what a dataclass needs.

    Raises :class:`BlockedError` where a field without a default would come behind one that has one,
    or a comment would be lost.
    """
    with_default = ""
    for statement in known.node.body:
        if not isinstance(statement, py.Assign) or statement.annotation is None:
            continue
        call, name = statement.value, facts.document.slice(statement.targets[0].span)
        new = facts.document.slice(call.span) if call is not None else ""
        if call is not None and is_field(project, facts, call):
            assert isinstance(call, py.Call)
            if any(call.span.contains(comment.span) for comment in facts.tree.comments):
                raise BlockedError(f"the `Field` of `{name}` contains a comment")
            new = _default(facts, call)
            start = call.span.start if new else statement.annotation.span.end
            yield TextEdit(Span(start, call.span.end), new)
        if not new and with_default:
            raise BlockedError(f"`{name}` has no default but comes after `{with_default}`")
        with_default = with_default or (name if new else "")


def needs_field(edits: Iterable[TextEdit]) -> bool:
    """Whether what ``edits`` write calls ``dataclasses.field``."""
    return any(edit.content.startswith("field(") for edit in edits)


def is_field(project: Project, facts: PythonFacts, value: py.Node) -> bool:
    """Whether ``value`` is a call of pydantic's ``Field``."""
    return isinstance(value, py.Call) and project.qualified(facts, value.func) == PYDANTIC_FIELD


def _default(facts: PythonFacts, call: py.Call) -> str:
    """What stands behind the ``=`` of the field instead of ``call``; empty if nothing does."""
    text = facts.document.slice
    if any(argument.star for argument in call.args):
        raise BlockedError("its arguments are not spelled out")
    factory = call.keyword("default_factory")
    if factory is not None:
        return f"field(default_factory={text(factory.span)})"
    default = call.keyword("default") or call.positional(0)
    if default is None or text(default.span) == "...":
        return ""
    inner = py.unparen(default)
    is_mutable = isinstance(inner, py.Dict) or (
        isinstance(inner, py.Sequence) and inner.kind != "tuple"
    )
    return _made_anew(text(inner.span)) if is_mutable else text(default.span)


def _made_anew(text: str) -> str:
    """The default of a field that is what ``text`` makes, for each object anew."""
    factory = _EMPTY.get(re.sub(r"\s+", "", text)) or f"lambda: {text}"
    return f"field(default_factory={factory})"
