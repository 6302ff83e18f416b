"""Following a project's code from its entry points: import, then setup, then predict."""

from __future__ import annotations

from dataclasses import replace

from cog_lsp.project.behavior.interpreter import Interpreter
from cog_lsp.project.behavior.texts import with_texts
from cog_lsp.project.behavior.values import Frame, Origin, Phase, Trace, Value
from cog_lsp.project.project import EntryPoint, Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts


def trace_project(project: Project, *, with_gpu: bool = False) -> Trace:
    """The behavior of ``project``: of its predict target if it has one, else of nothing.

    ``with_gpu``: on a machine with a GPU; otherwise both ways of what asks for one are followed.
    """
    interpreter = Interpreter(project, with_gpu=with_gpu)
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


def trace_script(project: Project, facts: PythonFacts, *, most_calls: int = 60) -> Trace:
    """The calls that ``facts``, a script beside the project's code, makes when it is run.

    ``most_calls``: how many calls into the project's own code are followed. What fetches weights
    does little else.
    """
    python = {**project.python, facts.path: facts}
    interpreter = Interpreter(
        replace(project, python=python), as_script=True, most_calls=most_calls
    )
    interpreter.begin(Phase.IMPORT)
    interpreter.module(facts)
    return interpreter.trace


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
    for param in function.node.params:
        if param.name in inputs:
            given = with_texts(env[param.name], _choices(interpreter, facts, param))
            default = _default(interpreter, facts, param) if not given.texts else None
            env[param.name] = replace(given, hints=(default,)) if default else given
    if runner is not None and function.first_param is not None:
        env[function.first_param] = runner
    frame = Frame(facts, function, runner=runner is not None, receiver=runner)
    interpreter.run(frame, function.node.body, env)


def _choices(interpreter: Interpreter, facts: PythonFacts, param: py.Param) -> tuple[str, ...]:
    """The texts that an input may be: its ``choices``, or those of a ``Literal`` or an ``Enum``."""
    default = param.default
    if isinstance(default, py.Call):
        for arg in default.args:
            if arg.name == "choices":
                items = interpreter.at_import(facts, arg.value).items
                return _all_texts(items)
    annotation = param.annotation
    if isinstance(annotation, py.Subscript) and (py.dotted(annotation.value) or "").endswith(
        "Literal"
    ):
        values = (interpreter.at_import(facts, index) for index in annotation.indexes)
        return _all_texts(tuple(values))
    return _enumerated(interpreter, facts, annotation)


def _enumerated(
    interpreter: Interpreter, facts: PythonFacts, annotation: py.Expr | None
) -> tuple[str, ...]:
    """The texts of an enumeration of the project that an input is one of."""
    project = interpreter.project
    cls = project.find_class(facts, annotation) if annotation is not None else None
    if cls is None or not any(base.endswith("Enum") for base in project.external_bases(cls)):
        return ()
    there = project.python[cls.path]
    return _all_texts(tuple(interpreter.at_import(there, expr) for expr in cls.attributes.values()))


def _default(interpreter: Interpreter, facts: PythonFacts, param: py.Param) -> str | None:
    """The text that an input is if a request leaves it out; it may be any other."""
    default = param.default
    if isinstance(default, py.Call):
        default = default.keyword("default") or default.positional(0)
    return interpreter.at_import(facts, default).text if default is not None else None


def _all_texts(values: tuple[Value, ...] | None) -> tuple[str, ...]:
    texts = [value.text for value in values or ()]
    return tuple(text for text in texts if text is not None) if None not in texts else ()
