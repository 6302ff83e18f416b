"""What a load was given: its arguments, wherever they were written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Value, guards
from cog_lsp.project.loads import Load
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import bindings_of

# Parameters that take a dictionary of arguments for the model.
_DICTIONARIES = ("model_kwargs",)


@dataclass(frozen=True, slots=True)
class Given:
    """The arguments of ``load``, those of the settings object that it was given included."""

    project: Project
    load: Load

    def value(self, *names: str) -> Value | None:
        """The argument called one of ``names``; ``None`` if none of them is given."""
        return next(iter(self.values(*names)), None)

    def values(self, *names: str) -> tuple[Value, ...]:
        """What the argument called one of ``names`` may be: several if a condition decides.

        Of a condition that asks for a GPU, only the outcome of having one is taken.
        """
        for event in self._events():
            for name in names:
                arg = event.argument(name, None)
                if arg is not None:
                    return self._alternatives(arg.value, arg.node.value, event.frame)
            for name in _DICTIONARIES:
                inner = self._item(event.argument(name, None), names, event.frame)
                if inner is not None:
                    return inner
        return ()

    @property
    def is_open(self) -> bool:
        """Whether arguments were unpacked (``**kwargs``), so that any may be among them."""
        return any(arg.node.star == "**" for event in self._events() for arg in event.args)

    def _events(self) -> Iterator[CallEvent]:
        """The load's own call, and the calls of settings objects (vLLM's ``EngineArgs``) in it."""
        yield self.load.event
        identity = self.load.identity
        for event in sorted(
            identity.loads if identity is not None else (), key=lambda call: call.node.span
        ):
            if event.name.endswith("EngineArgs"):
                yield event

    def _item(
        self, arg: object, names: tuple[str, ...], frame: Frame
    ) -> tuple[Value, ...] | None:
        """The entry of a dictionary that is written out as an argument."""
        node = getattr(getattr(arg, "node", None), "value", None)
        if not isinstance(node, py.Dict):
            return None
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, py.Constant) and key.value in names:
                return self._alternatives(self._simple(value, frame), value, frame)
        return None

    def _alternatives(self, value: Value, node: py.Expr, frame: Frame) -> tuple[Value, ...]:
        """``value``, or the outcomes of the condition that it comes from."""
        if _is_known(value):
            return (value,)
        choice = py.unparen(self._written(py.unparen(node), frame))
        if not isinstance(choice, py.IfExp):
            return (value,)
        outcomes = [self._simple(expr, frame) for expr in (choice.body, choice.orelse)]
        if not all(map(_is_known, outcomes)):
            return (value,)
        with_gpu = outcome_with_gpu(choice.test, self.project, frame)
        return tuple(outcomes) if with_gpu is None else (outcomes[0 if with_gpu else 1],)

    def _written(self, node: py.Expr, frame: Frame) -> py.Expr:
        """The expression that the variable ``node`` was bound to, if there is exactly one."""
        if not isinstance(node, py.Name):
            return node
        body = frame.function.node.body if frame.function is not None else ()
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
        return bound[0] if len(bound) == 1 and bound[0] is not None else node

    def _simple(self, node: py.Expr, frame: Frame) -> Value:
        """The value of a literal or a dotted name."""
        node = py.unparen(node)
        if isinstance(node, py.Constant):
            return Value(constant=node.value)
        return Value(qualified=self.project.qualified(frame.facts, node, frame.function))


def outcome_with_gpu(test: py.Expr, project: Project, frame: Frame) -> bool | None:
    """How ``test`` comes out on a machine with a GPU, if that is all that it asks."""
    test = py.unparen(test)
    if isinstance(test, py.UnaryOp) and test.op == "not":
        inner = outcome_with_gpu(test.operand, project, frame)
        return None if inner is None else not inner
    if isinstance(test, py.Call):
        name = project.qualified(frame.facts, test.func, frame.function)
        return True if name == "torch.cuda.is_available" else None
    return None


def _is_known(value: Value) -> bool:
    return value.truth is not None or value.qualified is not None


__all__ = ["Given", "guards", "outcome_with_gpu"]
