"""An abstract interpreter: it follows statements in order and notes what happens.

Each function of the project is followed at each of its calls, with what is known of the arguments,
so that "this path depends on an input" is told per call. Loops are followed once, branches both
ways and then joined. Nothing is ever run.
"""

from __future__ import annotations

from dataclasses import replace

from cog_lsp.project.behavior import guards as reading
from cog_lsp.project.behavior.assigning import Assigning
from cog_lsp.project.behavior.expressions import Expressions, operated
from cog_lsp.project.behavior.machine import Machine
from cog_lsp.project.behavior.values import (
    Activation,
    Env,
    Frame,
    Guard,
    Origin,
    Phase,
    ReturnEvent,
    Value,
    join,
)
from cog_lsp.project.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts

_MAX_DEPTH = 16
_MAX_CALLS = 3000


class Interpreter(Machine):
    """Follows code and fills :attr:`trace`. Set :attr:`phase` before each entry.

    ``as_script``: what stands behind ``if __name__ == "__main__"`` happens. ``with_gpu``: code that
    asks for a GPU is told that there is one; otherwise what depends on it stays open.
    ``most_calls``: how many calls into the project are followed in each phase.
    """

    def __init__(
        self,
        project: Project,
        *,
        as_script: bool = False,
        with_gpu: bool = False,
        most_calls: int = _MAX_CALLS,
    ) -> None:
        super().__init__(project, with_gpu=with_gpu)
        self._as_script = as_script
        self._most_calls = most_calls
        self._expressions = Expressions(self)
        self._assigning = Assigning(self)
        self._modules: dict[str, Env] = {}
        self._running: list[tuple[str, str]] = []
        self._calls = 0

    # --- entering code ---------------------------------------------------------------------------

    def module(self, facts: PythonFacts) -> Env:
        """Follow the module at the first call, and remember its names."""
        known = self._modules.get(facts.path)
        if known is None:
            known = self._modules[facts.path] = {}
            outer = self.phase, self.guards, self.loops
            self.phase, self.guards, self.loops = Phase.IMPORT, (), 0
            self.block(facts.tree.body, Activation(Frame(facts, None), known))
            self.phase, self.guards, self.loops = outer
        return known

    def at_import(self, facts: PythonFacts, expr: py.Expr) -> Value:
        """Evaluate ``expr`` as the import would."""
        outer = self.phase, self.guards, self.loops
        self.phase, self.guards, self.loops = Phase.IMPORT, (), 0
        try:
            return self.eval(expr, Activation(Frame(facts, None), dict(self.module(facts))))
        finally:
            self.phase, self.guards, self.loops = outer

    def begin(self, phase: Phase) -> None:
        """Go on to ``phase``, which gets its own allowance of calls to follow."""
        self.phase = phase
        self._calls = 0

    def run(self, frame: Frame, body: py.Block, env: Env) -> Value:
        """What the code of ``frame`` returns, its events added to the trace."""
        activation = Activation(frame, env, guarded_by=len(self.guards))
        self.block(body, activation)
        result: Value | None = None
        for value in activation.returns:
            result = value if result is None else join(result, value)
        result = result if result is not None else Value(constant=None)
        if frame.function is not None and frame.function.is_generator:
            result = replace(result, constant=Value().constant)
        self.trace.returns.append(ReturnEvent(frame, result))
        return result

    def enter(self, frame: Frame, env: Env) -> Value | None:
        """Follow the function, unless it is running already or the allowance is used up."""
        function = frame.function
        assert function is not None
        key = (function.path, function.qualname)
        if (
            key in self._running
            or len(self._running) >= _MAX_DEPTH
            or self._calls >= self._most_calls
        ):
            self.trace.complete &= self._calls < self._most_calls
            return None
        self._calls += 1
        self._running.append(key)
        cached = not all(
            self._passes_on(frame.facts, decorator) for decorator in function.node.decorators
        )
        guard = Guard("cache", None, 0, Origin.STATE) if cached else None
        try:
            with self.guarded(guard):
                return self.run(frame, function.node.body, env)
        finally:
            self._running.pop()

    def _passes_on(self, facts: PythonFacts, decorator: py.Expr) -> bool:
        """Whether what a decorator makes of a function runs the function's body at each call."""
        target = decorator.func if isinstance(decorator, py.Call) else decorator
        known = reading.decorator_passes_on(py.dotted(target) or "?")
        if known is not None:
            return known
        found = self.project.find(facts, target)
        return isinstance(found, FunctionFacts) and reading.wrapper_passes_on(found.node)

    # --- statements ------------------------------------------------------------------------------

    def block(self, block: py.Block, act: Activation) -> None:
        """Follow the statements of ``block`` in order."""
        for at, statement in enumerate(block):
            rest = block[at + 1 :]
            if isinstance(statement, py.If):
                if self._if(statement, rest, act):
                    return
            else:
                self._statement(statement, act)
                if isinstance(statement, py.Return | py.Raise):
                    return
            if rest and reading.may_have_left(statement):
                with self.guarded(Guard("left", None, 0, Origin.UNKNOWN)):
                    self.block(rest, act)
                return

    def _statement(self, node: py.Stmt, act: Activation) -> None:
        match node:
            case py.ExprStmt():
                self.eval(node.value, act)
            case py.Assign():
                value = self.eval(node.value, act) if node.value is not None else None
                for target in node.targets if value is not None else ():
                    self.assign(target, value or Value(), act)
            case py.AugAssign():
                old, new = self.eval(node.target, act), self.eval(node.value, act)
                whole = operated(node.op.removesuffix("="), old, new)
                if self.loops:  # nobody knows how often that happens
                    whole = replace(old.depending_on((new,)).holding((old, new)), leading=old.start)
                self.assign(node.target, whole, act)
            case py.Return():
                value = (
                    self.eval(node.value, act) if node.value is not None else Value(constant=None)
                )
                act.returns.append(self.decided(value, act.guarded_by))
            case py.For():
                items = self._expressions.element(self.eval(node.iter, act))
                self.assign(node.target, items, act)
                with self.looping():
                    self.block(node.body, act)
                self.block(node.orelse, act)
            case py.While():
                test = self.eval(node.test, act)
                waits = test.truth is None and test.origin & Origin.STATE
                guard = Guard("if", node.test, 0, test.origin) if waits else None
                with self.guarded(guard), self.looping():
                    self.block(node.body, act)
                self.block(node.orelse, act)
            case py.With():
                for item in node.items:
                    value = self.eval(item.context, act)
                    value = self._expressions.entered(value, item.context, act)
                    if item.target is not None:
                        self.assign(item.target, value, act)
                self.block(node.body, act)
            case py.Try():
                self._try(node, act)
            case py.Match():
                self._match(node, act)
            case py.FunctionDef() | py.ClassDef():
                self._definition(node, act)
            case py.Import() | py.ImportFrom() | py.Scoping() | py.Simple():
                pass
            case py.Delete():
                for target in node.targets:
                    if isinstance(target, py.Name):
                        act.env.pop(target.id, None)
            case py.Raise() | py.Assert():
                for expr in node.values:
                    self.eval(expr, act)
            case py.Broken():
                self.block(tuple(c for c in node.children if isinstance(c, py.Stmt)), act)

    def _if(self, node: py.If, rest: py.Block, act: Activation) -> bool:
        """Follow an ``if``; true when the rest of the block was followed as its other branch."""
        if reading.is_main_test(node.test):
            if self._as_script:
                self.block(node.body, act)
            return False
        calls = len(self.trace.calls)
        test = self.eval(node.test, act)
        if test.truth is not None:
            chosen = node.body if test.truth else node.orelse
            self.block(chosen, act)
            return reading.leaves(chosen)
        available = any(
            reading.is_availability_test(call.name) for call in self.trace.calls[calls:]
        )
        body, orelse = node.body, node.orelse
        leaving = [block for block in (body, orelse) if reading.leaves(block)]
        # A request that is turned away says nothing of those that are not.
        by_input = bool(test.origin & Origin.INPUT) and not test.origin & Origin.STATE
        if not leaving or all(
            reading.refuses(block) and (by_input or isinstance(block[-1], py.Raise))
            for block in leaving
        ):
            self._branches(node.test, test, available, (body, orelse), act)
            return len(leaving) == 2
        # What follows belongs to the side that goes on.
        if len(leaving) == 1:
            body, orelse = (body, orelse + rest) if leaving[0] is body else (body + rest, orelse)
        self._branches(node.test, test, available, (body, orelse), act)
        return True

    def _branches(
        self,
        node: py.Expr | py.Match,
        test: Value,
        available: bool,
        blocks: tuple[py.Block, ...],
        act: Activation,
    ) -> None:
        """Follow alternatives from the same start and join where they come out."""
        start = dict(act.env)
        ends: list[Env] = []
        for branch, block in enumerate(blocks):
            act.env.clear()
            act.env.update(start)
            guard = Guard("if", node, branch, test.origin, available, test.inputs)
            with self.guarded(guard):
                self.block(block, act)
            if not reading.leaves(block):
                ends.append(dict(act.env))
        _merge(act.env, ends or [start], None if available else test)

    def _try(self, node: py.Try, act: Activation) -> None:
        self.block(node.body, act)
        after_body = dict(act.env)
        ends = [] if reading.leaves(node.body) else [after_body]
        for at, handler in enumerate(node.handlers):
            act.env.clear()
            act.env.update(after_body)
            with self.guarded(Guard("except", handler.type, at, Origin.UNKNOWN)):
                self.block(handler.body, act)
            if not reading.leaves(handler.body):
                ends.append(dict(act.env))
        _merge(act.env, ends or [after_body])
        self.block(node.orelse, act)
        self.block(node.finalbody, act)

    def _match(self, node: py.Match, act: Activation) -> None:
        subject = self.eval(node.subject, act)
        cases = tuple(case.body for case in node.cases)
        self._branches(node, subject, False, (*cases, ()), act)

    def _definition(self, node: py.FunctionDef | py.ClassDef, act: Activation) -> None:
        """A function or class inside of a function, which sees the variables around it."""
        outer = act.frame.function
        if outer is None:
            return
        there, name = act.frame.facts, f"{outer.qualname}.<locals>.{node.name}"
        facts = there.functions.get(name) or there.classes.get(name)
        if facts is not None:
            act.env[node.name] = Value(obj=facts, env=act.env)

    # --- expressions -----------------------------------------------------------------------------

    def assign(self, target: py.Expr, value: Value, act: Activation) -> None:
        """Hand ``target`` to :class:`Assigning`."""
        self._assigning.assign(target, value, act)

    def eval(self, expr: py.Expr, act: Activation) -> Value:
        """Hand ``expr`` to :class:`Expressions`."""
        return self._expressions.eval(expr, act)

    def attribute(self, value: Value, expr: py.Attribute, act: Activation) -> Value:
        """Hand ``expr``, an attribute of ``value``, to :class:`Expressions`."""
        return self._expressions.attribute(value, expr, act)

    def element(self, value: Value) -> Value:
        """Ask :class:`Expressions` for what is in ``value``."""
        return self._expressions.element(value)


def _merge(env: Env, ends: list[Env], test: Value | None = None) -> None:
    """Make ``env`` what is known after any one of ``ends``, between which ``test`` decided.

    A name that is not the same at all of them depends on what decided.
    """
    env.clear()
    env.update(ends[0])
    for end in ends[1:]:
        for name, value in end.items():
            known = env.get(name)
            if known is value:
                continue
            joined = join(known, value) if known is not None else value
            env[name] = joined.under(test.origin, test.inputs) if test is not None else joined
