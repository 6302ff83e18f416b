"""Following a project's code from its entry points: import, then setup, then predict."""

from __future__ import annotations

from cog_lsp.project.behavior.interpreter import Interpreter
from cog_lsp.project.behavior.values import Frame, Origin, Phase, Trace, Value
from cog_lsp.project.project import EntryPoint, Project
from cog_lsp.syntax.python_facts import FunctionFacts


def trace_project(project: Project) -> Trace:
    """The behavior of ``project``: of its predict target if it has one, else of nothing."""
    interpreter = Interpreter(project)
    for entry in project.entry_points:
        if entry.mode == "predict":
            _trace_entry(interpreter, project, entry)
    return interpreter.trace


def _trace_entry(interpreter: Interpreter, project: Project, entry: EntryPoint) -> None:
    interpreter.begin(Phase.IMPORT)
    interpreter.module(project.python[entry.ref.file])
    runner: Value | None = None
    if entry.runner is not None:
        interpreter.begin(Phase.SETUP)
        runner = interpreter.instance(entry.runner)
        for method in (project.find_method(entry.runner, "__init__"), entry.setup):
            if method is not None:
                _enter(interpreter, project, method, runner, ())
    interpreter.begin(Phase.PREDICT)
    _enter(interpreter, project, entry.function, runner, entry.inputs)


def _enter(
    interpreter: Interpreter,
    project: Project,
    function: FunctionFacts,
    runner: Value | None,
    inputs: tuple[str, ...],
) -> None:
    facts = project.python[function.path]
    env: dict[str, Value] = {
        param.name: Value(Origin.FIXED) for param in function.node.params if param.name
    }
    for name in inputs:
        env[name] = Value(Origin.INPUT, inputs=frozenset((name,)))
    if runner is not None and function.first_param is not None:
        env[function.first_param] = runner
    frame = Frame(facts, function, runner=runner is not None, receiver=runner)
    interpreter.run(frame, function.node.body, env)
