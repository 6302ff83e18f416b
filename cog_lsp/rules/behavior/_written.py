"""What a prediction writes to that may outlive it, told the same way whatever it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

from cog_lsp.project import Project
from cog_lsp.project.behavior import (
    Frame,
    GlobalStoreEvent,
    Guard,
    ItemStoreEvent,
    Phase,
    StoreEvent,
    Value,
    trace_of,
)
from cog_lsp.project.behavior.environment import VARIABLES
from cog_lsp.project.outliving import is_of_runner, made_before_requests, store_outlives
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

Scope = Literal["runner", "module", "local"]
# Methods of models that set what stays there.
_SETTERS = frozenset(("set_attn_processor", "set_generation_params"))
# Methods of tables after which an entry may be another.
_TAKES_OUT = frozenset(("pop", "popitem", "clear", "update", "setdefault"))
_MAY_EMPTY = re.compile(rf"\bdel\b|\b(?:{'|'.join(_TAKES_OUT)})\b")


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """One thing that is set.

    ``shown`` is what a reader is shown. ``name`` is the dotted name, where it is set, of what a
    later reader has to name; ``key`` the entry of it, if only one is set. ``scope`` says where that
    name means the same: in all methods of the runner, in the module, or here alone.
    """

    frame: Frame
    guards: tuple[Guard, ...]
    shown: py.Expr
    name: str
    value: Value
    outlives: bool
    scope: Scope
    key: str | None = None
    is_environment: bool = False

    def is_used_by(self, node: py.Node, frame: Frame | None, owner: str | None = None) -> bool:
        """Whether ``node`` reads it.

        ``frame``: where it stands; ``None``: in a method whose object is called ``owner``.
        """
        name = self.name if self.scope == "module" or frame is self.frame else None
        if self.scope == "runner":
            function = frame.function if frame is not None else None
            owner = function.first_param if function is not None else owner
            name = f"{owner}.{self.name.partition('.')[2]}"
        if name is None:
            return False
        if self.key is not None and isinstance(node, py.Subscript):
            index = node.indexes[0] if len(node.indexes) == 1 else None
            known = isinstance(index, py.Constant)
            return py.dotted(node.value) == name and known and _value(index) == self.key
        if self.key is not None and isinstance(node, py.Call):
            return any(py.dotted(arg.value) == name for arg in node.args)
        if self.key is not None:
            return False
        if isinstance(node, py.Call):
            # What is a part of something is used when that is called, or handed on.
            used = (node.func, *(arg.value for arg in node.args))
            wholes = [whole for part in used if (whole := py.dotted(part)) is not None]
            return any(
                name.startswith(f"{whole}.") and ("." in whole or self.scope != "runner")
                for whole in wholes
            )
        return isinstance(node, py.Name | py.Attribute) and py.dotted(node) == name


def written(project: Project) -> Iterator[list[Written]]:
    """What the predictions of ``project`` set, all that sets one thing together."""
    trace = trace_of(project)
    found: dict[object, list[Written]] = {}
    for store in trace.stores:
        if store.phase is Phase.PREDICT:
            found.setdefault(store.node.attr, []).append(_attribute(store))
    for item in trace.items:
        one = _entry(item) if item.phase is Phase.PREDICT else None
        if one is not None:
            found.setdefault((one.name, one.key), []).append(one)
    for variable in trace.globals:
        if variable.phase is Phase.PREDICT:
            key = ("global", variable.frame.path, variable.node.id)
            found.setdefault(key, []).append(_variable(variable))
    for call in trace.calls:
        func = py.unparen(call.node.func)
        if call.phase is not Phase.PREDICT or not isinstance(func, py.Attribute):
            continue
        name = py.dotted(func.value)
        if func.attr in _SETTERS and name is not None:
            # Of ``pipe.unet`` it is the pipeline that runs.
            is_held = _scope(call.frame, name) == "runner"
            whole = name.rpartition(".")[0] if name.count(".") > int(is_held) else name
            given = Value().depending_on([arg.value for arg in call.args])
            outlives = made_before_requests(call.receiver)
            scope = _scope(call.frame, whole)
            found.setdefault(func.attr, []).append(
                Written(call.frame, call.guards, func, whole, given, outlives, scope)
            )
    yield from found.values()


def is_taken_out(project: Project, entry: Written) -> bool:
    """Whether code anywhere takes entries out of the table, or makes it anew for a prediction.

    Never, for what is no entry of a table.
    """
    if entry.key is None:
        return False
    last = entry.name.rpartition(".")[2]
    if any(s.phase is Phase.PREDICT and s.node.attr == last for s in trace_of(project).stores):
        return True
    return any(last in _emptied(facts) for facts in project.python.values())


# Asked for each entry that is set, and the whole project is walked for the answer.
_emptied_in: WeakKeyDictionary[PythonFacts, frozenset[str]] = WeakKeyDictionary()


def _emptied(facts: PythonFacts) -> frozenset[str]:
    """The last names of the tables that a file takes entries out of; found once for each text."""
    known = _emptied_in.get(facts)
    if known is not None:
        return known
    names: set[str] = set()
    for node in py.walk(facts.tree) if _MAY_EMPTY.search(facts.document.text) else ():
        tables: tuple[py.Expr, ...] = ()
        if isinstance(node, py.Delete):
            tables = tuple(t.value for t in node.targets if isinstance(t, py.Subscript))
        elif isinstance(node, py.Call) and isinstance(node.func, py.Attribute):
            tables = (node.func.value,) if node.func.attr in _TAKES_OUT else ()
        names.update((py.dotted(table) or "").rpartition(".")[2] for table in tables)
    found = _emptied_in[facts] = frozenset(names)
    return found


def _scope(frame: Frame, name: str) -> Scope:
    owner, _, rest = name.partition(".")
    is_held = frame.runner and frame.function is not None and owner == frame.function.first_param
    return "runner" if is_held and rest else "local"


def _attribute(store: StoreEvent) -> Written:
    of_runner = is_of_runner(store.frame, store.node)
    name = py.dotted(store.node if of_runner else store.node.value) or ""
    outlives = bool(name) and store_outlives(store)
    scope = _scope(store.frame, name)
    return Written(store.frame, store.guards, store.node, name, store.value, outlives, scope)


def _entry(item: ItemStoreEvent) -> Written | None:
    """What an entry of a table sets, if its key and the table's name are known."""
    container = py.unparen(item.node.value)
    name, key = py.dotted(container), item.key.text
    if name is None or key is None:
        return None
    of_runner = is_of_runner(item.frame, container)
    is_environment = item.container.qualified == VARIABLES
    outlives = of_runner or is_environment or made_before_requests(item.container)
    return Written(
        item.frame, item.guards, item.node, name, item.value, outlives,
        _scope(item.frame, name), key, is_environment,
    )  # fmt: skip


def _variable(store: GlobalStoreEvent) -> Written:
    return Written(
        store.frame, store.guards, store.node, store.node.id, store.value,
        outlives=True, scope="module",
    )  # fmt: skip


def _value(node: py.Expr | None) -> object:
    return node.value if isinstance(node, py.Constant) else None
