"""Binding names, attributes and items to values, and noting what is written where."""

from __future__ import annotations

from dataclasses import replace

from cog_lsp.project.behavior.environment import VARIABLES
from cog_lsp.project.behavior.machine import Machine
from cog_lsp.project.behavior.values import (
    Activation,
    GlobalStoreEvent,
    ItemStoreEvent,
    Phase,
    StoreEvent,
    Value,
    join,
)
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts


class Assigning:
    """The assigning half of the interpreter."""

    def __init__(self, machine: Machine) -> None:
        self._in = machine

    def assign(self, target: py.Expr, value: Value, act: Activation) -> None:
        """Bind ``target`` to ``value``."""
        match target:
            case py.Name():
                self._name(target, value, act)
            case py.Attribute():
                self._attribute(target, value, act)
            case py.Subscript():
                self._item(target, value, act)
            case py.Sequence():
                items = value.items
                exact = items is not None and len(items) == len(target.items)
                for at, inner in enumerate(target.items):
                    part = items[at] if exact and items else self._in.element(value)
                    self.assign(inner, part, act)
            case py.Starred() | py.Paren():
                self.assign(target.value, value, act)
            case _:
                self._in.eval(target, act)

    def _name(self, target: py.Name, value: Value, act: Activation) -> None:
        facts, function = act.frame.facts, act.frame.function
        if function is None or not _declares_global(function, target.id):
            act.env[target.id] = value
            return
        env = self._in.module(facts)
        old = env.get(target.id)
        env[target.id] = join(old, value) if old is not None else value
        self._in.trace.globals.append(
            GlobalStoreEvent(
                self._in.phase,
                target,
                act.frame,
                self._in.guards,
                value,
            )
        )

    def _attribute(self, target: py.Attribute, value: Value, act: Activation) -> None:
        receiver = self._in.eval(target.value, act)
        value = self._in.decided(value, act.guarded_by)
        self._in.trace.stores.append(
            StoreEvent(self._in.phase, target, act.frame, self._in.guards, receiver, value)
        )
        if self._in.phase is Phase.PREDICT:
            self._in.written.add(target.attr)
        if receiver.fields is not None:
            receiver.fields[target.attr] = value

    def _item(self, target: py.Subscript, value: Value, act: Activation) -> None:
        container = py.unparen(target.value)
        holder = self._in.eval(container, act)
        indexes = [self._in.eval(index, act) for index in target.indexes]
        key = indexes[0].text if len(indexes) == 1 else None
        if len(indexes) == 1:
            self._in.trace.items.append(
                ItemStoreEvent(
                    self._in.phase,
                    target,
                    act.frame,
                    self._in.guards,
                    holder,
                    indexes[0],
                    value,
                )
            )
        if key is not None and holder.qualified == VARIABLES:
            self._in.environment.write(key, value, sure=not self._in.guards)
        if (
            isinstance(container, py.Subscript | py.Attribute)
            and key is not None
            and holder.fields is not None
            and holder.cls is None
        ):
            old = holder.fields.get(key)
            if old is not None and self._in.guards:
                holder.fields[key] = join(old, value)
            else:
                holder.fields[key] = value
        if not isinstance(container, py.Name) or container.id not in act.env:
            return
        known = act.env[container.id]
        if known.fields is not None and known.cls is None:
            fields = {**known.fields, key: value} if key is not None else None
            known = replace(known, fields=fields)
        act.env[container.id] = known.holding((value,))


def _declares_global(function: FunctionFacts, name: str) -> bool:
    return any(
        isinstance(node, py.Scoping) and node.kind == "global" and name in node.names
        for node in function.node.body
    )
