"""Evaluating expressions: what they depend on, what they are, and which calls they make."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace

from cog_lsp.project.behavior import guards as reading
from cog_lsp.project.behavior import texts as known_texts
from cog_lsp.project.behavior.calls import Calls
from cog_lsp.project.behavior.environment import VARIABLES
from cog_lsp.project.behavior.machine import Machine
from cog_lsp.project.behavior.values import MISSING, Activation, Guard, Origin, Phase, Value, join
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts

_Found = ClassFacts | FunctionFacts | PythonFacts | None
# Where Cog puts the project in the container.
SOURCE_FOLDER = "/src/"
# Names of the standard library whose value is known: what a shell calls the running interpreter.
_CONSTANTS = {"sys.executable": "python"}
# Attributes of a path, and of a device of torch, that are known as texts.
_OF_TEXTS: dict[str, Callable[[str], str]] = {
    "parent": posixpath.dirname,
    "name": posixpath.basename,
    "type": lambda device: device.partition(":")[0],
}


class Expressions:
    """The expression half of the interpreter."""

    def __init__(self, machine: Machine) -> None:
        self._in = machine
        self._calls = Calls(machine)
        # What each name means in a file and a function, which does not change.
        self._found: dict[tuple[str, FunctionFacts | None, str], _Found] = {}

    def eval(self, expr: py.Expr, act: Activation) -> Value:
        """The value of ``expr`` in ``act``."""
        match expr:
            case py.Constant():
                return Value(constant=expr.value)
            case py.Name():
                return self._name(expr.id, act)
            case py.Attribute():
                return self.attribute(self.eval(expr.value, act), expr, act)
            case py.Call():
                return self._calls.call(expr, act)
            case py.Paren() | py.Await() | py.Starred():
                return self.eval(expr.value, act)
            case py.FString():
                return self._fstring(expr, act)
            case py.Sequence():
                return _listed(expr, [self.eval(item, act) for item in expr.items])
            case py.Dict():
                keys = [self.eval(key, act) for key in expr.keys if key is not None]
                values = [self.eval(value, act) for value in expr.values]
                whole = Value().depending_on((*keys, *values)).holding(values)
                return Value(
                    whole.origin,
                    fields=_fields(expr, values),
                    loads=whole.loads,
                    inputs=whole.inputs,
                )
            case py.Subscript():
                return self._subscript(expr, act)
            case py.BinOp():
                return self._binary(expr, act)
            case py.UnaryOp():
                return self._unary(expr, act)
            case py.Compare():
                return self._compare(expr, act)
            case py.BoolOp():
                return self._boolean(expr, act)
            case py.IfExp():
                return self._conditional(expr, act)
            case py.NamedExpr():
                value = self.eval(expr.value, act)
                self._in.assign(expr.target, value, act)
                return value
            case py.Lambda():
                return Value(obj=expr, env=act.env)
            case py.Comprehension():
                return self._comprehension(expr, act)
            case py.Yield():
                sent = self.eval(expr.value, act) if expr.value is not None else Value()
                act.returns.append(Value().holding((sent,)))
                return Value(Origin.UNKNOWN)
            case py.Slice():
                return Value().depending_on([self.eval(part, act) for part in expr.parts])
            case py.Unknown():
                for child in expr.children:
                    if isinstance(child, py.Expr):
                        self.eval(child, act)
                return Value(Origin.UNKNOWN)
            case _:
                return Value(Origin.UNKNOWN)

    def entered(self, value: Value, expr: py.Expr, act: Activation) -> Value:
        """What a ``with`` binds whose context ``expr`` is ``value``."""
        return self._calls.entered(value, expr, act)

    def element(self, value: Value) -> Value:
        """What one item of ``value`` is: it depends on what the whole depends on."""
        if value.items:
            first = value.items[0]
            for item in value.items[1:]:
                first = join(first, item)
            return first
        return value.depending_on(()).holding((value,))

    # --- names and attributes --------------------------------------------------------------------

    def _name(self, name: str, act: Activation) -> Value:
        if name in act.env:
            return act.env[name]
        if name == "__file__":
            return Value(constant=f"{SOURCE_FOLDER}{act.frame.path}")
        facts, function = act.frame.facts, act.frame.function
        target = function.imports.get(name) if function is not None else None
        key = (facts.path, function, name)
        if key not in self._found:
            here = py.Name(facts.tree.span, name)
            self._found[key] = self._in.project.find(facts, here, function)
        found = self._found[key]
        if found is not None:
            return Value(obj=found)
        target = target or facts.imports.get(name)
        if target is not None:
            imported = self._imported_global(facts, name, function)
            return imported if imported is not None else Value(qualified=target.qualified)
        if function is not None:
            module = self._in.module(facts)
            if name in module:
                return self._global(facts, name, module[name])
        return Value(qualified=name)

    def _global(self, facts: PythonFacts, name: str, value: Value) -> Value:
        """A module-level name seen from a function: fixed unless it is bound more than once."""
        if self._in.phase is not Phase.IMPORT:
            value = value.settled()
        if value.obj is not None:
            return value
        is_container = value.cls is None and (value.fields is not None or value.items is not None)
        if name in facts.constants:
            if not is_container or not self._in.writes.to_global(facts, name):
                return value
            return Value(value.origin | Origin.STATE).holding((value,))
        kept = Value(value.origin | Origin.STATE, cls=value.cls, fields=value.fields)
        return kept.holding((value,))

    def _imported_global(
        self, facts: PythonFacts, name: str, function: FunctionFacts | None
    ) -> Value | None:
        """A constant of another module of the project that was imported by name."""
        target = (function.imports.get(name) if function is not None else None) or facts.imports[
            name
        ]
        if target.member is None:
            return None
        path = self._in.project.module_path(facts.path, target.module, target.level)
        if path is None:
            return None
        there = self._in.project.python[path]
        module = self._in.module(there)
        value = module.get(target.member)
        return self._global(there, target.member, value) if value is not None else None

    def attribute(self, value: Value, expr: py.Attribute, act: Activation) -> Value:
        """``value.attr``, properties of the project's classes included."""
        attr = expr.attr
        if isinstance(value.obj, PythonFacts):
            found = value.obj.classes.get(attr) or value.obj.functions.get(attr)
            if found is not None:
                return Value(obj=found)
            module = self._in.module(value.obj)
            if attr in module:
                return self._global(value.obj, attr, module[attr])
            submodule = self._in.project.find(act.frame.facts, expr, act.frame.function)
            return Value(obj=submodule) if submodule is not None else Value(Origin.UNKNOWN)
        if isinstance(value.obj, ClassFacts):
            return self._class_attribute(value.obj, attr)
        if value.cls is not None and attr == "__class__":
            return Value(obj=value.cls, env=value.env)
        if value.cls is not None:
            return self._field(value, value.cls, attr, expr, act)
        if value.fields is not None and attr in value.fields:
            return value.fields[attr]
        if attr == "value" and value.texts:
            return value  # of a member of an enumeration, which goes by that text
        if value.text is not None and attr in _OF_TEXTS:
            return replace(value, constant=_OF_TEXTS[attr](value.text))
        if value.qualified is not None:
            name = f"{value.qualified}.{attr}"
            return Value(value.origin, qualified=name, constant=_CONSTANTS.get(name, MISSING))
        return value.depending_on(()).holding((value,))

    def _class_attribute(self, cls: ClassFacts, attr: str) -> Value:
        method = self._in.project.find_method(cls, attr)
        if method is not None:
            return Value(obj=method)
        for ancestor in self._in.project.ancestry(cls):
            if attr in ancestor.attributes:
                return self._static(ancestor, attr)
        nested = self._in.project.python[cls.path].classes.get(f"{cls.qualname}.{attr}")
        if nested is not None:
            return Value(obj=nested)
        bases = self._in.project.external_bases(cls)
        return Value(qualified=f"{bases[0]}.{attr}") if bases else Value(Origin.UNKNOWN)

    def _static(self, cls: ClassFacts, attr: str) -> Value:
        """A class-level attribute, as it was at import unless somebody writes it later."""
        facts = self._in.project.python[cls.path]
        value = self._in.at_import(facts, cls.attributes[attr])
        if not self._in.writes.to_class(cls, attr):
            return value
        return Value(value.origin | Origin.STATE, cls=value.cls, fields=value.fields)

    def _field(
        self, value: Value, cls: ClassFacts, attr: str, expr: py.Attribute, act: Activation
    ) -> Value:
        fields = value.fields if value.fields is not None else {}
        if attr in fields:
            # Of an object that may be another one by then, this may be something else, too.
            known = fields[attr].under(value.origin & Origin.STATE)
            if self._in.phase is Phase.PREDICT and attr not in self._in.written:
                known = known.settled()
            if self._in.writes.to_instances(cls, attr) and not known.origin & Origin.INPUT:
                # Another prediction may have put something else there.
                return Value(
                    known.origin | Origin.STATE, cls=known.cls, fields=known.fields
                ).holding((known,))
            return known
        method = self._in.project.find_method(cls, attr)
        if method is not None:
            kinds = {name.rpartition(".")[2] for name in method.decorators}
            if kinds & {"property", "cached_property"}:
                return self._calls.property(value, method, expr, act)
            return Value(obj=method, bound=value, env=value.env)
        for ancestor in self._in.project.ancestry(cls):
            if attr in ancestor.attributes:
                known = self._static(ancestor, attr)
                if not self._in.writes.to_instances(cls, attr):
                    return known
                # The instance may have one of its own by now.
                return Value(known.origin | Origin.STATE, cls=known.cls, fields=known.fields)
        bases = self._in.project.external_bases(cls)
        qualified = f"{bases[0]}.{attr}" if bases else None
        return Value(Origin.STATE | value.origin, qualified=qualified, inputs=value.inputs)

    # --- operators -------------------------------------------------------------------------------

    def _fstring(self, expr: py.FString, act: Activation) -> Value:
        parts: list[Value] = []
        for part in expr.parts:
            value = Value(constant=part) if isinstance(part, str) else self.eval(part, act)
            parts.append(known_texts.printed(value))
        whole = Value().depending_on(parts)
        text = known_texts.built(parts, "".join)
        return replace(whole, constant=text.constant, options=text.options, pattern=text.pattern)

    def _subscript(self, expr: py.Subscript, act: Activation) -> Value:
        value = self.eval(expr.value, act)
        indexes = [self.eval(index, act) for index in expr.indexes]
        whole = value.depending_on(indexes).holding((value,))
        if len(indexes) != 1:
            return whole
        if value.qualified == VARIABLES:
            return self._in.environment.read(indexes[0]) or whole
        known = known_texts.picked(value, indexes[0])
        if known is None and value.fields is not None:
            known = value.fields.get(indexes[0].text or "")
        if known is None:
            return whole
        # Another prediction may have put something else into a table that may change.
        changing = value.origin & Origin.STATE
        return known.under(indexes[0].origin | changing, indexes[0].inputs)

    def _binary(self, expr: py.BinOp, act: Activation) -> Value:
        return operated(expr.op, self.eval(expr.left, act), self.eval(expr.right, act))

    def _unary(self, expr: py.UnaryOp, act: Activation) -> Value:
        value = self.eval(expr.operand, act)
        if expr.op == "not" and value.truth is not None:
            return Value(value.origin, constant=not value.truth, inputs=value.inputs)
        return value.depending_on(())

    def _compare(self, expr: py.Compare, act: Activation) -> Value:
        operands = [self.eval(operand, act) for operand in expr.operands]
        whole = Value().depending_on(operands)
        if len(operands) != 2 or whole.origin:
            return whole
        decided = reading.compared(operands[0].constant, expr.ops[0], operands[1].constant)
        return whole if decided is None else Value(constant=decided)

    def _boolean(self, expr: py.BoolOp, act: Activation) -> Value:
        left = self.eval(expr.left, act)
        if left.truth is not None:
            decided = left.truth == (expr.op == "or")
            return left if decided else self.eval(expr.right, act)
        branch = 0 if expr.op == "and" else 1
        with self._in.guarded(Guard("if", expr.left, branch, left.origin)):
            right = self.eval(expr.right, act)
        return left.depending_on((right,)).holding((left, right))

    def _conditional(self, expr: py.IfExp, act: Activation) -> Value:
        calls = len(self._in.trace.calls)
        test = self.eval(expr.test, act)
        if test.truth is not None:
            return self.eval(expr.body if test.truth else expr.orelse, act)
        available = any(
            reading.is_availability_test(call.name) for call in self._in.trace.calls[calls:]
        )
        values: list[Value] = []
        for branch, inner in enumerate((expr.body, expr.orelse)):
            with self._in.guarded(Guard("if", expr.test, branch, test.origin, available)):
                values.append(self.eval(inner, act))
        joined = join(values[0], values[1])
        origin = joined.origin | (Origin.FIXED if available else test.origin)
        return Value(
            origin,
            cls=joined.cls,
            fields=joined.fields,
            qualified=joined.qualified,
            loads=joined.loads,
            inputs=joined.inputs | test.inputs,
            options=joined.options,
        )

    def _comprehension(self, expr: py.Comprehension, act: Activation) -> Value:
        outer = dict(act.env)
        iterated: list[Value] = []
        for target, source in zip(expr.targets, expr.iters, strict=False):
            value = self.eval(source, act)
            iterated.append(value)
            self._in.assign(target, self.element(value), act)
        with self._in.looping():
            for condition in expr.conditions:
                self.eval(condition, act)
            elements = [self.eval(element, act) for element in expr.elements]
        act.env.clear()
        act.env.update(outer)
        return Value().depending_on((*iterated, *elements)).holding(elements)


def operated(op: str, left: Value, right: Value) -> Value:
    """``left op right``: what is known of texts and lists that are put together."""
    whole = left.depending_on((right,)).holding((left, right))
    if op == "+" and left.start:
        if left.items is None or right.items is None:
            return replace(whole, leading=left.start)
        return replace(whole, items=(*left.items, *right.items))
    if op == "%" and left.text is not None:
        made = known_texts.interpolated(left.text, right)
        return replace(whole, constant=made.constant, options=made.options)
    if op not in ("+", "/") or not (left.texts or left.pattern or right.texts):
        return whole
    build = "".join if op == "+" else known_texts.joined_path
    text = known_texts.built((left, right), build)
    return replace(whole, constant=text.constant, options=text.options, pattern=text.pattern)


def _listed(expr: py.Sequence, values: list[Value]) -> Value:
    """A list of ``values``; what stands behind a star is all of its items, as far as known."""
    whole = Value().depending_on(values).holding(values)
    items: list[Value] = []
    for node, value in zip(expr.items, values, strict=True):
        if not isinstance(node, py.Starred):
            items.append(value)
        elif value.items is not None:
            items.extend(value.items)
        else:
            items.extend(value.leading)
            return replace(whole, leading=tuple(items))
    return replace(whole, items=tuple(items))


def _fields(expr: py.Dict, values: list[Value]) -> dict[str, Value] | None:
    """The values of a dictionary display by key, if all keys are written out as strings.

    Another such dictionary may be unpacked in it.
    """
    fields: dict[str, Value] = {}
    for key, value in zip(expr.keys, values, strict=True):
        if key is None and value.fields is not None and value.cls is None:
            fields |= value.fields
            continue
        if not isinstance(key, py.Constant) or not isinstance(key.value, str):
            return None
        fields[key.value] = value
    return fields
