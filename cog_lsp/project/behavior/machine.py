"""The state of an abstract interpretation, and the words in which its parts call each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from cog_lsp.project.behavior.environment import Environment
from cog_lsp.project.behavior.values import (
    Activation,
    CallEvent,
    Env,
    Frame,
    Guard,
    Phase,
    Trace,
    Value,
)
from cog_lsp.project.behavior.writes import Writes
from cog_lsp.project.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, PythonFacts


class Machine(ABC):
    """Where the interpretation is, and what it has noted.

    ``environment`` are the variables that the project sets for itself, in cog.yaml or in its code;
    ``guards`` and ``loops`` those around what is followed right now; ``written`` the attributes
    that the prediction itself has written so far. ``with_gpu``: code that asks for a GPU is told
    that there is one.
    """

    def __init__(self, project: Project, *, with_gpu: bool) -> None:
        self.project = project
        self.with_gpu = with_gpu
        self.environment = Environment(project)
        self.phase = Phase.IMPORT
        self.trace = Trace()
        self.guards: tuple[Guard, ...] = ()
        self.loops = 0
        self.written: set[str] = set()
        self.writes = Writes(project)

    @abstractmethod
    def module(self, facts: PythonFacts) -> Env:
        """The names of a module after it was imported; it is followed at the first call."""

    @abstractmethod
    def at_import(self, facts: PythonFacts, expr: py.Expr) -> Value:
        """The value of an expression at module level, such as a class attribute's."""

    @abstractmethod
    def enter(self, frame: Frame, env: Env) -> Value | None:
        """Follow a call into the function of ``frame``; ``None`` if it is not followed."""

    @abstractmethod
    def eval(self, expr: py.Expr, act: Activation) -> Value:
        """The value of ``expr``, with the calls in it noted."""

    @abstractmethod
    def attribute(self, value: Value, expr: py.Attribute, act: Activation) -> Value:
        """The attribute that ``expr`` takes of ``value``."""

    @abstractmethod
    def element(self, value: Value) -> Value:
        """What is known of every item of ``value``."""

    @abstractmethod
    def assign(self, target: py.Expr, value: Value, act: Activation) -> None:
        """Bind ``target`` to ``value``."""

    def instance(self, cls: ClassFacts, env: Env | None = None) -> Value:
        """A new instance of ``cls`` before its constructor has run.

        ``env``: the variables around the class, if it stands in a function.
        """
        return Value(cls=cls, fields={}, env=env)

    @contextmanager
    def guarded(self, guard: Guard | None) -> Iterator[None]:
        """Everything inside happens under ``guard``."""
        outer = self.guards
        if guard is not None:
            self.guards = (*outer, guard)
        try:
            yield
        finally:
            self.guards = outer

    @contextmanager
    def looping(self) -> Iterator[None]:
        """Everything inside may happen several times."""
        self.loops += 1
        try:
            yield
        finally:
            self.loops -= 1

    def note_call(self, event: CallEvent) -> None:
        """Add a call to the trace."""
        self.trace.calls.append(event)

    def decided(self, value: Value, since: int) -> Value:
        """``value`` as one that the guards entered since then chose."""
        for guard in self.guards[since:]:
            if not guard.available:
                value = value.under(guard.origin, guard.inputs)
        return value
