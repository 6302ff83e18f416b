"""The interface of a model: what callers give, what they get, and all there is to say about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cog_lsp.interface.causes import Cause, Stage
from cog_lsp.interface.decorators import Concurrency
from cog_lsp.interface.input_call import InputCall
from cog_lsp.interface.literals import Literal
from cog_lsp.interface.models import Model
from cog_lsp.interface.problem import Problem
from cog_lsp.interface.target import Mode, Target
from cog_lsp.interface.types import InputType, OutputType
from cog_lsp.project import TargetRef
from cog_lsp.syntax import python_tree as py


@dataclass(frozen=True, slots=True, eq=False)
class Input:
    """One input: a typed parameter of the target.

    ``type`` is ``None`` where Cog cannot read or use the annotation. ``call`` is the ``Input(...)``
    behind the default, if there is one: at the parameter itself, or (``is_shared``) the one it
    refers to. The constraints are as Cog takes them, so one that it drops is ``None``.
    """

    name: str
    order: int
    path: str
    node: py.Param
    type: InputType | None
    default: Literal | None = None
    call: InputCall | None = None
    is_shared: bool = False
    description: str | None = None
    ge: float | None = None
    le: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    regex: str | None = None
    choices: tuple[Literal, ...] = ()
    deprecated: bool | None = None
    accept: str | None = None

    @property
    def nullable(self) -> bool:
        """Whether callers may send null: an optional type, or a Secret whose default is None."""
        if self.type is None:
            return False
        if self.type.nullable:
            return True
        default_none = self.default is not None and self.default.is_none
        return default_none and self.type.kind == "primitive" and self.type.primitive == "Secret"

    @property
    def effective_default(self) -> Literal | None:
        """The default that callers get; ``None`` on a type that is not optional is none."""
        if self.default is not None and self.default.is_none and not self.nullable:
            return None
        return self.default

    @property
    def required(self) -> bool:
        """Whether callers must send it. A union without a default always, even an optional one."""
        if self.effective_default is not None or self.type is None:
            return False
        return self.type.kind == "union" or not self.type.nullable


@dataclass(frozen=True, eq=False)
class Interface:
    """What Cog reads of one reference of cog.yaml.

    ``target`` is ``None`` when it cannot be found; the rest is empty then. ``output`` is ``None``
    when Cog cannot tell it, ``models`` are the classes that it is made of. ``problems`` are all
    that there are, in the order in which Cog would come to them; Cog itself stops at the first.
    """

    ref: TargetRef
    mode: Mode
    path: str
    target: Target | None
    inputs: tuple[Input, ...] = ()
    output: OutputType | None = None
    models: tuple[Model, ...] = ()
    streaming: py.Expr | None = None
    concurrency: Concurrency | None = None
    problems: tuple[Problem, ...] = ()

    @cached_property
    def errors(self) -> tuple[Problem, ...]:
        """The problems at which Cog's static analyser stops, the one that it reports first."""
        return tuple(p for p in self.problems if p.cause.stage is Stage.READ)

    @property
    def first_error(self) -> Problem | None:
        """The one that Cog reports."""
        return next(iter(self.errors), None)

    @property
    def is_readable(self) -> bool:
        """Whether the static analyser is content, so that there is an OpenAPI document."""
        return self.target is not None and not self.errors

    @property
    def is_async(self) -> bool:
        """Whether the target is an ``async def``."""
        return self.target is not None and self.target.node.is_async

    def of(self, causes: Iterable[Cause]) -> tuple[Problem, ...]:
        """The problems of these ``causes``."""
        wanted = frozenset(causes)
        return tuple(problem for problem in self.problems if problem.cause in wanted)

    def input(self, name: str) -> Input | None:
        """The input called ``name``."""
        return next((found for found in self.inputs if found.name == name), None)
