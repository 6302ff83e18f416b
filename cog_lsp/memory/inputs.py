"""Numbers that callers may send: how many tokens, how large a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import Project
from cog_lsp.syntax import python_tree as py


@dataclass(frozen=True, slots=True)
class Number:
    """A number between what is sent by default and the most that is accepted, as far as known."""

    name: str
    default: int | None
    most: int | None


def number_input(project: Project, *names: str) -> Number | None:
    """The input of the prediction that is called one of ``names``, the first that there is."""
    found = {param.name: param for param in _parameters(project)}
    for name in names:
        if name in found:
            return _span(found[name])
    return None


def _parameters(project: Project) -> Iterator[py.Param]:
    for entry in project.entry_points:
        if entry.mode == "predict":
            yield from entry.function.node.params


def _span(param: py.Param) -> Number:
    if not isinstance(param.default, py.Call):
        return Number(param.name, _integer(param.default), None)
    given = {arg.name: arg.value for arg in param.default.args if arg.name is not None}
    choices = given.get("choices")
    listed = [_integer(item) for item in choices.items] if isinstance(choices, py.Sequence) else []
    known = [one for one in (*listed, _integer(given.get("le"))) if one is not None]
    most = max(known, default=None)
    positional = next((arg.value for arg in param.default.args if arg.name is None), None)
    return Number(param.name, _integer(given.get("default", positional)), most)


def _integer(node: py.Expr | None) -> int | None:
    value = node.value if isinstance(node, py.Constant) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
