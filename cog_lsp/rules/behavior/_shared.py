"""What the rules of this family share."""

from __future__ import annotations

import re

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Value
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

SAME_MODEL = frozenset(
    ("to", "cuda", "cpu", "half", "float", "double", "bfloat16", "eval", "compile", "train")
)
"""Methods and functions after which a model is what it was before."""
_VERSION = re.compile(r"\s*3\.(\d+)")


def python_of(project: Project) -> tuple[int, int] | None:
    """The Python that cog.yaml asks for, as ``(3, 12)``; ``None`` if it names none."""
    build = project.config.values.build
    text = build.python_version.value if build is not None and build.python_version else ""
    match = _VERSION.match(text)
    return (3, int(match[1])) if match is not None else None


def input_with_default(project: Project, function: FunctionFacts) -> py.Param | None:
    """The first parameter whose default is a ``cog.Input`` that has one itself."""
    facts = project.python[function.path]
    for param in function.node.params:
        call = param.default
        if (
            isinstance(call, py.Call)
            and project.qualified(facts, call.func, function) == "cog.Input"
            and (call.keyword("default") is not None or call.positional(0) is not None)
        ):
            return param
    return None


def last_name(call: CallEvent) -> str:
    """The last part of what is called: ``load`` of ``torch.load()``, ``to`` of ``model.to()``."""
    return call.node.method or call.name.rpartition(".")[2]


def written_name(call: py.Call) -> str:
    """The last part of what is called as it is written, whatever it was imported as."""
    return call.method or py.dotted(py.unparen(call.func)) or ""


def named_last(expr: py.Expr) -> str:
    """The last part of a dotted name: ``items`` of ``self.items``; ``""`` for anything else."""
    return (py.dotted(py.unparen(expr)) or "").rpartition(".")[2]


def made_by(value: Value) -> list[CallEvent]:
    """The calls that made what ``value`` is, or holds.

    Without methods after which it is what it was before, and without functions of the project,
    which hand on what a call in them has made.
    """
    return [
        call
        for call in value.loads
        if last_name(call) not in SAME_MODEL and not isinstance(call.callee.obj, FunctionFacts)
    ]
