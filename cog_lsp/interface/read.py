"""Reading an interface: from a reference of cog.yaml to inputs, output and problems.

The steps are Cog's own, in its order, but none of them stops the reading: what can still be read
after an error is read.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from weakref import WeakKeyDictionary

from cog_lsp.interface.annotations import UnreadableError, read_annotation
from cog_lsp.interface.causes import Cause
from cog_lsp.interface.decorators import concurrency_of, streaming_of
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.input_call import InputCall
from cog_lsp.interface.interface import Input, Interface
from cog_lsp.interface.models import Model
from cog_lsp.interface.openapi import component_name
from cog_lsp.interface.output_type import OutputTypes
from cog_lsp.interface.parameters import read_inputs
from cog_lsp.interface.problem import Problem, Problems
from cog_lsp.interface.silences import silences
from cog_lsp.interface.start import start_problems
from cog_lsp.interface.target import Mode, Target, find_target
from cog_lsp.interface.types import OutputType
from cog_lsp.interface.validation import document_problems
from cog_lsp.project import Project, TargetRef
from cog_lsp.syntax import python_tree as py

_known: WeakKeyDictionary[Project, tuple[Interface, ...]] = WeakKeyDictionary()


def interfaces_of(project: Project) -> tuple[Interface, ...]:
    """The interface of each reference of cog.yaml whose file is there, read once a project."""
    found = _known.get(project)
    if found is None:
        found = _known[project] = tuple(_interfaces(project))
    return found


def _interfaces(project: Project) -> Iterator[Interface]:
    for ref in project.config.targets:
        if ref.file in project.python:
            yield read_interface(project, ref)


def read_interface(project: Project, ref: TargetRef) -> Interface:
    """The interface of ``ref``, whose file must be among the Python files of ``project``."""
    mode: Mode = "train" if ref.key == "train" else "predict"
    file = CogFile(project.python[ref.file], project.python)
    problems = Problems()
    target = find_target(file, ref.name, mode, problems)
    if target is None:
        return Interface(ref, mode, file.path, None, problems=tuple(problems.found))
    inputs = read_inputs(target.file, target.node, _is_method(target), problems)
    output, models = _output(target, problems)
    streaming = streaming_of(target.file, target.node, output, problems)
    concurrency = concurrency_of(target.file, target.node, problems)
    schema = component_name(mode, "Input")
    if not any(input_.choices and input_.name == schema for input_ in inputs):
        # An enumeration of that name takes the place of all inputs, and nobody writes the bounds.
        for input_ in inputs:
            _check_finite(input_, problems)
    interface = Interface(
        ref,
        mode,
        file.path,
        target,
        inputs,
        output,
        models,
        streaming,
        concurrency,
        tuple(problems.found),
    )
    later = list(document_problems(interface)) if interface.is_readable else []
    later += start_problems(interface, file)
    later += silences(interface)
    return replace(interface, problems=(*interface.problems, *later))


def _is_method(target: Target) -> bool:
    """Whether the first parameter is filled by Python itself."""
    if target.runner is None:
        return False
    return not any(py.dotted(decorator) == "staticmethod" for decorator in target.node.decorators)


def _output(target: Target, problems: Problems) -> tuple[OutputType | None, tuple[Model, ...]]:
    """The output and the models in it."""
    file, function = target.file, target.node
    if function.returns is None:
        name = function.name
        problems.add(Problem(Cause.RETURN_UNTYPED, file.path, function.name_span, name))
        return None, ()
    try:
        annotation = read_annotation(file.source, function.returns)
    except UnreadableError as unreadable:
        text = file.source.slice(unreadable.span)
        problems.add(
            Problem(Cause.OUTPUT_UNREADABLE, file.path, unreadable.span, function.name, text)
        )
        return None, ()
    types = OutputTypes(file.path, file.names, file.models.by_name, problems)
    output = types.resolve(annotation)
    return output, tuple(dict.fromkeys(types.used.values()))


def _check_finite(input_: Input, problems: Problems) -> None:
    """A bound that is infinite or no number has no form in JSON, so Cog writes no document."""
    node: py.Node = input_.node
    for name in ("ge", "le"):
        bound = getattr(input_, name)
        if bound is not None and not math.isfinite(bound):
            place = _place(input_.call, name, node)
            problems.add(
                Problem(Cause.BOUND_NOT_FINITE, input_.path, place.span, input_.name, str(bound))
            )
    default = input_.default
    if default is not None and default.kind == "float" and not math.isfinite(default.value):  # type: ignore[arg-type]
        text = str(default.value)
        problems.add(
            Problem(Cause.BOUND_NOT_FINITE, input_.path, default.span, input_.name, text, "default")
        )


def _place(call: InputCall | None, keyword: str, otherwise: py.Node) -> py.Node:
    return call.keywords.get(keyword, otherwise) if call is not None else otherwise
