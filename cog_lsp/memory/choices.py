"""What a value or a condition comes to on a machine with a GPU.

Authors write code that also runs without one: ``torch.float16 if torch.cuda.is_available() else
torch.float32``. A container on a GPU tier takes one of the two, and it can be told which.
"""

from __future__ import annotations

from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Value
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import bindings_of

_MAX_DEPTH = 4


def alternatives(
    project: Project, value: Value, node: py.Expr, frame: Frame, depth: int = _MAX_DEPTH
) -> tuple[Value, ...]:
    """What ``node``, evaluated to ``value`` in ``frame``, may be: several if it is a choice.

    Of a choice that a GPU decides, only the outcome of having one is taken.
    """
    if is_known(value) or not depth:
        return (value,)
    choice = _written(py.unparen(node), frame)
    if isinstance(choice, py.Constant):
        return (simple(project, choice, frame),)
    if not isinstance(choice, py.IfExp):
        return (value,)
    decided = outcome_with_gpu(project, choice.test, frame, depth - 1)
    chosen = {True: (choice.body,), False: (choice.orelse,)}
    branches = chosen[decided] if decided is not None else (choice.body, choice.orelse)
    outcomes = tuple(simple(project, branch, frame) for branch in branches)
    return outcomes if all(map(is_known, outcomes)) else (value,)


def outcome_with_gpu(
    project: Project, test: py.Expr | py.Match | None, frame: Frame, depth: int = _MAX_DEPTH
) -> bool | None:
    """How ``test`` comes out on a machine with a GPU, if that is all that it asks."""
    test = py.unparen(test) if isinstance(test, py.Expr) else None
    if isinstance(test, py.UnaryOp) and test.op == "not":
        inner = outcome_with_gpu(project, test.operand, frame, depth)
        return None if inner is None else not inner
    if isinstance(test, py.Call):
        name = project.qualified(frame.facts, test.func, frame.function)
        return True if name == "torch.cuda.is_available" else None
    if isinstance(test, py.Compare) and test.ops in (("==",), ("!=",)):
        sides = [alternatives(project, Value(), side, frame, depth) for side in test.operands]
        texts = [side[0].text if len(side) == 1 else None for side in sides]
        if None not in texts:
            return (texts[0] == texts[1]) == (test.ops == ("==",))
    return None


def simple(project: Project, node: py.Expr, frame: Frame) -> Value:
    """The value of a literal or a dotted name, without following any code."""
    node = py.unparen(node)
    if isinstance(node, py.Constant):
        return Value(constant=node.value)
    return Value(qualified=project.qualified(frame.facts, node, frame.function))


def is_known(value: Value) -> bool:
    """Whether it is known which constant, or which name of another package, a value is."""
    return value.truth is not None or value.qualified is not None


def _written(node: py.Expr, frame: Frame) -> py.Expr:
    """The expression that the variable ``node`` was bound to, if there is exactly one."""
    function = frame.function.node if frame.function is not None else None
    if not isinstance(node, py.Name) or (
        function is not None and any(param.name == node.id for param in function.params)
    ):
        return node
    body = function.body if function is not None else ()
    bound = [
        value
        for statement in body
        for inner in py.walk_scope(statement)
        if isinstance(inner, py.Stmt)
        for name, value in bindings_of(inner)
        if name == node.id
    ]
    if not bound and node.id in frame.facts.constants:
        bound = [frame.facts.constants[node.id]]
    return py.unparen(bound[0]) if len(bound) == 1 and bound[0] is not None else node
