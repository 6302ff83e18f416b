"""Finding what Cog calls: the method of the class that cog.yaml names, or a function.

Only top-level definitions count. The class's own body and its bases, left to right and depth
first, are searched for ``run`` and ``predict``; ``run`` is taken if it is found anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.problem import Problem, Problems
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

Mode = Literal["predict", "train"]


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method and the class and file that define it."""

    file: CogFile
    owner: py.ClassDef
    node: py.FunctionDef


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What was found: ``node`` stands in ``file``, which may be a base class's own.

    ``runner`` is the class that was asked for, ``None`` for a function. ``run`` and ``predict`` are
    the methods of these names, whichever of them is the target. ``stand_in`` is whether the name
    asked for is not there, and the function was taken because of its own.
    """

    file: CogFile
    node: py.FunctionDef
    runner: py.ClassDef | None = None
    run: Method | None = None
    predict: Method | None = None
    stand_in: bool = False


def find_target(file: CogFile, name: str, mode: Mode, problems: Problems) -> Target | None:
    """The target called ``name`` in ``file``; ``None`` after a problem was noted."""
    runner = file.find_class(name)
    if runner is not None:
        found = _in_class(file, runner) if mode == "predict" else _train_in_class(file, runner)
        if found is None:
            wanted = "run" if mode == "predict" else "train"
            problems.add(
                Problem(Cause.METHOD_MISSING, file.path, runner.name_span, runner.name, wanted)
            )
        return found
    function = file.find_function(name)
    if function is not None:
        return Target(file, function)
    function = file.find_function(mode)
    if function is not None:
        return Target(file, function, stand_in=True)
    problems.add(Problem(Cause.TARGET_MISSING, file.path, Span(0, 0), name))
    return None


def _train_in_class(file: CogFile, runner: py.ClassDef) -> Target | None:
    """The first ``train`` of the class's own body."""
    for node in runner.body:
        if isinstance(node, py.FunctionDef) and node.name == "train":
            return Target(file, node, runner)
    return None


def _in_class(file: CogFile, runner: py.ClassDef) -> Target | None:
    run, predict = _methods(file, runner, set(), {file.path: file})
    found = run or predict
    return Target(found.file, found.node, runner, run, predict) if found is not None else None


def _methods(
    file: CogFile, owner: py.ClassDef, seen: set[tuple[str, str]], opened: dict[str, CogFile]
) -> tuple[Method | None, Method | None]:
    """``run`` and ``predict`` of ``owner`` or its bases; the last definition in a body counts."""
    if (file.path, owner.name) in seen:
        return None, None
    seen.add((file.path, owner.name))
    run = predict = None
    for node in owner.body:
        if isinstance(node, py.FunctionDef) and node.name == "run":
            run = Method(file, owner, node)
        elif isinstance(node, py.FunctionDef) and node.name == "predict":
            predict = Method(file, owner, node)
    for base in owner.bases:
        if base.name or base.star or not isinstance(base.value, py.Name | py.Attribute):
            continue
        found = file.base_class(file.source.text(base.value), opened)
        if found is not None:
            inherited_run, inherited_predict = _methods(*found, seen, opened)
            run = run or inherited_run
            predict = predict or inherited_predict
    return run, predict
