"""The words in which behavior is told: values, frames, guards and events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum, IntFlag

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.data_files import DATA_SUFFIXES
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts


class Origin(IntFlag):
    """What a value depends on; nothing set means that it is fixed when the container starts.

    ``STATE``: something that may change between requests. ``UNKNOWN``: a call that we cannot see
    through. ``INPUT``: an input of the prediction. ``SETTLED``: a call that we cannot see through,
    but which was made before the first request, so that its result is the same for all of them.
    """

    FIXED = 0
    STATE = 1
    UNKNOWN = 2
    INPUT = 4
    SETTLED = 8


class Phase(Enum):
    """When something happens."""

    IMPORT = "import"
    SETUP = "setup"
    PREDICT = "predict"


_MAX_HINTS = 3


class _Missing(Enum):
    MISSING = "missing"


MISSING = _Missing.MISSING


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What is known of a value.

    ``constant`` is its literal value, if known; ``options`` are the texts of which it is one, if
    that is all that is known, and ``hints`` those that went into the call that made it;
    ``pattern`` is the known part of a text, with a NUL for each part
    that is not. ``qualified`` is its dotted name when it came from
    outside the project (``torch.float16``). ``obj`` is the class, function or module of the project
    that it is, ``cls`` the class that it is an instance of, with its attributes in ``fields`` and,
    for a bound method or closure, what it is bound to in ``bound`` and ``env``. ``loads`` are the
    calls whose result it is or holds. ``inputs`` names the inputs behind an ``INPUT`` origin.
    ``contents`` is the path of the file that it is open on, or the text of. ``items`` are those of
    a list or tuple; ``leading`` its first ones, where it is not known what else is in it. ``given``
    are the arguments that a ``functools.partial`` adds to each call.
    """

    origin: Origin = Origin.FIXED
    constant: object = MISSING
    pattern: str | None = None
    qualified: str | None = None
    obj: ClassFacts | FunctionFacts | PythonFacts | py.Lambda | None = None
    cls: ClassFacts | None = None
    fields: dict[str, Value] | None = None
    bound: Value | None = None
    env: dict[str, Value] | None = None
    items: tuple[Value, ...] | None = None
    loads: frozenset[CallEvent] = frozenset()
    inputs: frozenset[str] = frozenset()
    options: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    contents: str | None = None
    leading: tuple[Value, ...] = ()
    given: tuple[BoundArgument, ...] = ()

    @property
    def start(self) -> tuple[Value, ...]:
        """The items that a list is known to begin with: all of them, or the first few."""
        return self.leading if self.items is None else self.items

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts that it may be, if they are known: one, or several."""
        return self.options if self.text is None else (self.text,)

    @property
    def truth(self) -> bool | None:
        """Whether the value counts as true, if that is known."""
        return None if self.constant is MISSING else bool(self.constant)

    @property
    def text(self) -> str | None:
        """The value if it is a known string."""
        return self.constant if isinstance(self.constant, str) else None

    def depending_on(self, others: Iterable[Value], also: Origin = Origin.FIXED) -> Value:
        """A value of which only what it depends on is known: all that ``self`` and others do."""
        values = (self, *others)
        origin = also
        for value in values:
            origin |= value.origin
        inputs = frozenset[str]().union(*(value.inputs for value in values))
        return Value(origin, inputs=inputs, hints=_hints(values))

    def under(self, origin: Origin, inputs: frozenset[str] = frozenset()) -> Value:
        """The same value, if a condition of that origin decided that it is this one."""
        if origin | self.origin == self.origin and inputs <= self.inputs:
            return self
        return replace(self, origin=self.origin | origin, inputs=self.inputs | inputs)

    def settled(self) -> Value:
        """The same value once the first request is there: nothing about it can change any more."""
        if not self.origin & Origin.UNKNOWN:
            return self
        return replace(self, origin=self.origin & ~Origin.UNKNOWN | Origin.SETTLED)

    def holding(self, others: Iterable[Value]) -> Value:
        """The same value, which also holds whatever the others hold."""
        loads = self.loads.union(*(other.loads for other in others))
        return self if loads == self.loads else replace(self, loads=loads)


def _hints(values: tuple[Value, ...]) -> tuple[str, ...]:
    """The few texts among ``values``, or behind them, that may name something to load."""
    found = (
        text
        for value in values
        for text in (*value.texts, *value.hints)
        if "/" in text and not text.lower().endswith(DATA_SUFFIXES)
    )
    return tuple(dict.fromkeys(found))[:_MAX_HINTS]


def join(left: Value, right: Value) -> Value:
    """A value that is one of the two."""
    if left is right:
        return left
    same_class = left.cls is right.cls and left.cls is not None
    texts = tuple(dict.fromkeys((*left.texts, *right.texts))) if left.texts and right.texts else ()
    items = _joined_items(left.items, right.items)
    return Value(
        left.origin | right.origin,
        constant=left.constant if left.constant == right.constant else MISSING,
        qualified=left.qualified if left.qualified == right.qualified else None,
        obj=left.obj if left.obj is right.obj else None,
        cls=left.cls if same_class else (left.cls or right.cls),
        fields=left.fields if same_class else _joined_fields(left, right),
        bound=left.bound if left.obj is right.obj else None,
        env=left.env if left.obj is right.obj else None,
        items=items,
        loads=left.loads | right.loads,
        inputs=left.inputs | right.inputs,
        options=texts if len(texts) > 1 else (),
        hints=_hints((left, right)) if left.hints or right.hints else (),
        contents=left.contents if left.contents == right.contents else None,
        leading=_joined_start(left, right) if items is None else (),
    )


def _joined_fields(left: Value, right: Value) -> dict[str, Value] | None:
    """The fields of an instance if one of the two is one; of tables, those of both."""
    if left.cls is not None or right.cls is not None:
        return left.fields if left.cls is not None else right.fields
    if left.fields is right.fields or left.fields is None or right.fields is None:
        return left.fields if left.fields is right.fields else None
    unknown = Value(Origin.UNKNOWN)
    return {
        key: join(left.fields.get(key, unknown), right.fields.get(key, unknown))
        for key in {**left.fields, **right.fields}
    }


def _joined_start(left: Value, right: Value) -> tuple[Value, ...]:
    """What a list begins with that is one of two of different lengths."""
    return tuple(join(one, other) for one, other in zip(left.start, right.start, strict=False))


def _joined_items(
    left: tuple[Value, ...] | None, right: tuple[Value, ...] | None
) -> tuple[Value, ...] | None:
    if left is right or left is None or right is None or len(left) != len(right):
        return left if left is right else None
    return tuple(join(one, other) for one, other in zip(left, right, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """A condition on the way to an event.

    ``test`` is the condition (``None`` for a cached function, or behind code that may have left
    already), ``branch`` which outcome of it leads on, ``origin`` what it depends on, ``inputs`` on
    which inputs. ``kind`` is ``if``, ``except``, ``cache`` or ``left``. ``available`` marks a test
    of what the machine has (``torch.cuda.is_available()``), which comes out the same for every
    request.
    """

    kind: str
    test: py.Expr | py.Match | None
    branch: int
    origin: Origin
    available: bool = False
    inputs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One activation of a function: the code, the call that led there, and who made that call.

    ``call`` stands in the code of ``parent``. ``constructs`` is set while a constructor runs.
    ``runner`` says that ``self`` is the runner that cog.yaml names.
    """

    facts: PythonFacts
    function: FunctionFacts | None
    call: py.Call | None = None
    parent: Frame | None = None
    constructs: ClassFacts | None = None
    runner: bool = False
    receiver: Value | None = None

    @property
    def depth(self) -> int:
        """How many calls lie between this frame and the entry point."""
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def path(self) -> str:
        """The file that the code stands in."""
        return self.facts.path

    def nodes(self) -> Iterator[py.Node]:
        """All of the function's code, or of the module's."""
        for statement in self.function.node.body if self.function else self.facts.tree.body:
            yield from py.walk(statement)


Env = dict[str, Value]


@dataclass(slots=True)
class Activation:
    """A frame while it runs: its variables, and what it has returned so far.

    ``guarded_by`` counts the guards that stood around it when it began.
    """

    frame: Frame
    env: Env
    returns: list[Value] = field(default_factory=list)
    guarded_by: int = 0


@dataclass(frozen=True, slots=True)
class BoundArgument:
    """An argument of a call as evaluated: its keyword or position, its node and its value."""

    name: str | None
    index: int | None
    node: py.Argument
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class CallEvent:
    """A call that happens.

    ``name`` is the qualified name of what is called, ``""`` if it is unknown or of this project;
    ``receiver`` is the value before the last dot, ``callee`` what is called. ``guards`` are all
    conditions since the phase's entry point, outermost first; ``in_loop`` tells a loop around the
    call in any frame.
    """

    phase: Phase
    node: py.Call
    name: str
    frame: Frame
    guards: tuple[Guard, ...]
    args: tuple[BoundArgument, ...]
    receiver: Value | None
    in_loop: bool
    callee: Value

    def argument(self, name: str | None, index: int | None) -> BoundArgument | None:
        """The argument with this keyword, or at this position."""
        for arg in self.args:
            if (name is not None and arg.name == name) or (
                index is not None and arg.index == index
            ):
                return arg
        return None


@dataclass(frozen=True, slots=True, eq=False)
class StoreEvent:
    """A value is stored in an attribute: ``receiver.attr = value``."""

    phase: Phase
    node: py.Attribute
    frame: Frame
    guards: tuple[Guard, ...]
    receiver: Value
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class ItemStoreEvent:
    """A value is stored under a key: ``container[key] = value``."""

    phase: Phase
    node: py.Subscript
    frame: Frame
    guards: tuple[Guard, ...]
    container: Value
    key: Value
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class GlobalStoreEvent:
    """A function binds a name of its module, which it declares ``global``."""

    phase: Phase
    node: py.Name
    frame: Frame
    guards: tuple[Guard, ...]
    value: Value


@dataclass(frozen=True, slots=True, eq=False)
class ReturnEvent:
    """A function returns ``value`` to its caller."""

    frame: Frame
    value: Value


@dataclass(slots=True)
class Trace:
    """All events of a project in the order in which they were met.

    ``complete`` is false when the code was too much to follow to its end. ``asks_for_gpu`` tells
    whether anything looks if there is one; else what happens is the same with and without.
    """

    calls: list[CallEvent] = field(default_factory=list)
    stores: list[StoreEvent] = field(default_factory=list)
    items: list[ItemStoreEvent] = field(default_factory=list)
    globals: list[GlobalStoreEvent] = field(default_factory=list)
    returns: list[ReturnEvent] = field(default_factory=list)
    complete: bool = True
    asks_for_gpu: bool = False
