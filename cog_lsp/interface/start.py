"""What Cog's analyser accepts and Python does not: the container fails when it loads the model.

Cog's server imports the file by its path, without a package around it, takes the class by its name,
and looks for ``run`` or ``predict`` in the classes that come before Cog's own base class.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.interface import Interface
from cog_lsp.interface.mro import KnownClass, ancestry
from cog_lsp.interface.problem import Place, Problem
from cog_lsp.interface.target import Target
from cog_lsp.syntax import python_tree as py


def start_problems(interface: Interface, file: CogFile) -> Iterator[Problem]:
    """What fails at the start of the container; ``file`` is the one that cog.yaml names."""
    target = interface.target
    if target is None:
        return
    yield from _relative_imports(file)
    if target.stand_in:
        name = target.node.name
        yield Problem(
            Cause.REF_NAME_ABSENT, file.path, target.node.name_span, interface.ref.name, name
        )
    if target.runner is not None:
        yield from _methods(interface, target, file, target.runner)
        yield from _setup(file, target.runner)


def _relative_imports(file: CogFile) -> Iterator[Problem]:
    for statement in file.facts.tree.body:
        if isinstance(statement, py.ImportFrom) and statement.level:
            module = "." * statement.level + statement.module
            yield Problem(
                Cause.RELATIVE_IMPORT,
                file.path,
                statement.span,
                module,
                file.source.text(statement),
            )


def _methods(
    interface: Interface, target: Target, file: CogFile, runner: py.ClassDef
) -> Iterator[Problem]:
    found = ancestry(file, runner)
    run = next((owner for owner in found.before if owner.method("run") is not None), None)
    predict = next((owner for owner in found.before if owner.method("predict") is not None), None)
    if run is not None and predict is not None:
        yield _both(runner, run, predict)
    elif run is None and predict is None and found.is_complete:
        cause = Cause.METHOD_AFTER_BASE
        if interface.mode == "train":
            cause = Cause.TRAIN_CLASS_WITHOUT_RUN
        if not any(_assigns_method(owner.node) for owner in found.before):
            yield Problem(cause, file.path, runner.name_span, runner.name, target.node.name)


def _setup(file: CogFile, runner: py.ClassDef) -> Iterator[Problem]:
    """Parameters of ``setup()`` that the server gives nothing for: it knows ``weights`` only."""
    for owner in ancestry(file, runner).before:
        setup = owner.method("setup")
        if setup is None:
            continue
        # A decorator may fill them.
        for param in setup.params[1:] if not setup.decorators else ():
            is_given = param.name == "weights" or param.default is not None
            if param.kind == "positional" and not is_given:
                path, text = owner.file.path, owner.file.source.text(param)
                yield Problem(Cause.SETUP_PARAMETER, path, param.span, param.name, text)
        return


def _both(runner: py.ClassDef, run: KnownClass, predict: KnownClass) -> Problem:
    run_node, predict_node = run.method("run"), predict.method("predict")
    assert run_node is not None and predict_node is not None, "both were found"
    place = Place(predict.file.path, predict_node.name_span, "`predict()` is defined here")
    path, span = run.file.path, run_node.name_span
    return Problem(Cause.RUN_AND_PREDICT, path, span, runner.name, related=(place,))


def _assigns_method(node: py.ClassDef) -> bool:
    """Whether ``run`` or ``predict`` may come from elsewhere: ``run = helper``, or inside an if."""
    others = (statement for statement in node.body if not isinstance(statement, py.FunctionDef))
    return any(_names_method(statement) for statement in others)


def _names_method(statement: py.Stmt) -> bool:
    for node in py.walk(statement):
        if isinstance(node, py.Name) and node.id in ("run", "predict"):
            return True
        if isinstance(node, py.FunctionDef) and node.name in ("run", "predict"):
            return True
    return False
