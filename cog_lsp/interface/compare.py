"""Two interfaces of one model compared: what of the change breaks the people who call it.

Both sides are OpenAPI documents as ``cog build`` writes them, so that a saved ``openapi.json`` can
be one of them. What a request does that no longer fits was seen with Cog's server 0.23.1: it is
answered with status 422 before the model sees it, and an input that is not (or no longer) in the
schema is dropped without a word.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

Schema = Mapping[str, Any]

_BOUNDS = (
    # keyword, its name as an argument of Input(), and whether a greater value lets less through
    ("minimum", "ge", True),
    ("maximum", "le", False),
    ("minLength", "min_length", True),
    ("maxLength", "max_length", False),
)


class Subject(Enum):
    """Which part of the interface changed; the values are the components' names in the document."""

    INPUT = "Input"
    OUTPUT = "Output"
    TRAINING_INPUT = "TrainingInput"
    TRAINING_OUTPUT = "TrainingOutput"


@dataclass(frozen=True, slots=True)
class InterfaceChange:
    """One difference between two interfaces.

    ``name`` is the input that changed, or the field of the output, empty for the output as a whole.
    ``what`` says what changed and ``effect`` what that means for callers, both without a full stop.
    ``breaking``: a request that was fine before is refused, loses an input, or gets another output.
    """

    subject: Subject
    name: str
    what: str
    effect: str
    breaking: bool


def compare(old: Schema, new: Schema) -> tuple[InterfaceChange, ...]:
    """What changed from the document ``old`` to ``new``, what breaks callers first.

    A document that lacks a component (no training, say) is not compared in that part.
    """
    changes = [
        *_components(old, new, Subject.INPUT, _inputs),
        *_components(old, new, Subject.TRAINING_INPUT, _inputs),
        *_components(old, new, Subject.OUTPUT, _output),
        *_components(old, new, Subject.TRAINING_OUTPUT, _output),
    ]
    return tuple(sorted(changes, key=lambda change: not change.breaking))


@dataclass(frozen=True, slots=True)
class _Side:
    """A schema and the document in which its references are looked up."""

    schema: Schema
    document: Schema

    def child(self, schema: object) -> _Side:
        return _Side(schema if isinstance(schema, Mapping) else {}, self.document)

    def resolved(self) -> _Side:
        """This schema with a lone ``allOf`` or ``$ref`` replaced by what it stands for."""
        listed = self.schema.get("allOf")
        found: object = listed[0] if isinstance(listed, list) and len(listed) == 1 else self.schema
        reference = found.get("$ref") if isinstance(found, Mapping) else None
        if isinstance(reference, str):
            found = _component(self.document, reference.rpartition("/")[2])
        if found is self.schema or not isinstance(found, Mapping):
            return self
        return _Side({**self.schema, **found}, self.document)

    @property
    def variants(self) -> list[_Side]:
        """The schemas of which a value has to meet one: those of a union, or this one alone."""
        listed = self.schema.get("anyOf")
        if not isinstance(listed, list):
            return [self.resolved()]
        return [self.child(variant).resolved() for variant in listed]

    @property
    def nullable(self) -> bool:
        return any(variant.schema.get("nullable") is True for variant in (self, *self.variants))

    @property
    def kind(self) -> str:
        """The type in words: ``integer``, ``file``, ``list of string``, ``number or string``."""
        return " or ".join(dict.fromkeys(_kind(variant) for variant in self.variants))


def _kind(side: _Side) -> str:
    schema = side.schema
    name = schema.get("type")
    if name == "array":
        return f"list of {side.child(schema.get('items')).kind}"
    if name == "string":
        return {"uri": "file", "password": "secret"}.get(str(schema.get("format")), "string")
    return str(name) if name is not None else "anything"


_Differences = Callable[[Subject, _Side, _Side], Iterator[InterfaceChange]]


def _components(
    old: Schema, new: Schema, subject: Subject, differences: _Differences
) -> Iterator[InterfaceChange]:
    before, after = _component(old, subject.value), _component(new, subject.value)
    if before is not None and after is not None:
        yield from differences(subject, _Side(before, old), _Side(after, new))


def _component(document: Schema, name: str) -> Schema | None:
    found: object = document
    for key in ("components", "schemas", name):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _properties(side: _Side) -> dict[str, _Side]:
    listed = side.schema.get("properties")
    if not isinstance(listed, Mapping):
        return {}
    return {str(name): side.child(schema) for name, schema in listed.items()}


def _required(side: _Side) -> frozenset[str]:
    listed = side.schema.get("required")
    return frozenset(map(str, listed)) if isinstance(listed, list) else frozenset()


def _inputs(subject: Subject, old: _Side, new: _Side) -> Iterator[InterfaceChange]:
    def change(name: str, what: str, effect: str, breaking: bool = True) -> InterfaceChange:
        return InterfaceChange(subject, name, what, effect, breaking)

    before, after = _properties(old), _properties(new)
    was_required, is_required = _required(old), _required(new)
    for name in before.keys() - after.keys():
        yield change(
            name, f"the input `{name}` was removed", "what callers send for it is silently dropped"
        )
    for name, side in after.items():
        if name not in before:
            if name in is_required:
                effect = "every request that callers make today is refused (422)"
                yield change(name, f"the input `{name}` is new and required", effect)
            else:
                yield change(name, f"the input `{name}` is new", "callers can leave it out", False)
            continue
        if name in is_required - was_required:
            effect = "a request without it is refused (422)"
            yield change(name, f"the input `{name}` became required", effect)
        for reason in _narrowings(before[name], side):
            effect = "requests that were valid before may be refused (422)"
            yield change(name, f"the input `{name}` {reason}", effect)
        defaults = [shown.schema.get("default") for shown in (before[name], side)]
        if name not in is_required | was_required and defaults[0] != defaults[1]:
            what = "the default of `{}` changed from `{}` to `{}`".format(
                name, *map(_value, defaults)
            )
            yield change(name, what, "a request without it runs with the new value", False)


def _narrowings(old: _Side, new: _Side) -> Iterator[str]:
    """Why some value that ``old`` takes is refused by ``new``, each reason as a predicate."""
    if old.nullable and not new.nullable:
        yield "no longer accepts null"
    before, after = old.variants, new.variants
    lost = [side for side in before if not any(_takes_kind(side, other) for other in after)]
    if lost:
        yield f"changed its type from {old.kind} to {new.kind}"
    elif len(before) == len(after) == 1:
        yield from _narrowings_of_one(before[0], after[0])


def _takes_kind(old: _Side, new: _Side) -> bool:
    """Whether values of the type of ``old`` are of the type of ``new``, whatever their bounds."""
    before, after = old.schema.get("type"), new.schema.get("type")
    if after is None or (before, after) == ("integer", "number"):
        return True
    if before != after:
        return False
    if before == "array":
        items = old.child(old.schema.get("items")), new.child(new.schema.get("items"))
        return all(any(_takes_kind(a, b) for b in items[1].variants) for a in items[0].variants)
    # A URL is a string, and a secret one that is not logged; not every string is a URL.
    return new.schema.get("format") != "uri" or old.schema.get("format") == "uri"


def _narrowings_of_one(old: _Side, new: _Side) -> Iterator[str]:
    before, after = old.schema.get("enum"), new.schema.get("enum")
    if isinstance(after, list):
        if not isinstance(before, list):
            yield f"now accepts only {_values(after)}"
        elif gone := [value for value in before if value not in after]:
            yield f"no longer accepts {_values(gone)}"
    for keyword, argument, is_floor in _BOUNDS:
        limit, former = new.schema.get(keyword), old.schema.get(keyword)
        if not isinstance(limit, int | float):
            continue
        if not isinstance(former, int | float):
            yield f"has the new bound `{argument}={_value(limit)}`"
        elif limit > former if is_floor else limit < former:
            yield f"narrowed `{argument}` from {_value(former)} to {_value(limit)}"
    pattern, former = new.schema.get("pattern"), old.schema.get("pattern")
    if pattern is not None and pattern != former:
        yield f"has a {'different' if former is not None else 'new'} pattern, `{pattern}`"


def _output(subject: Subject, old: _Side, new: _Side) -> Iterator[InterfaceChange]:
    def change(name: str, what: str, effect: str) -> InterfaceChange:
        return InterfaceChange(subject, name, what, effect, breaking=True)

    form, former = _form(new), _form(old)
    if form != former:
        effect = "clients that expect the old output break"
        yield change("", f"the output changed from {former} to {form}", effect)
        return
    while old.schema.get("type") == "array" and new.schema.get("type") == "array":
        old, new = (side.child(side.schema.get("items")).resolved() for side in (old, new))
    before, after = _properties(old), _properties(new)
    may_lack = (_required(old) - _required(new)) & after.keys()
    for name, side in before.items():
        if name not in after:
            what, effect = f"the output no longer has `{name}`", "clients that read it find nothing"
        elif not _takes_kind(after[name], side):
            what = f"`{name}` of the output changed from {side.kind} to {after[name].kind}"
            effect = "clients that expect the old type break"
        elif name in may_lack or (after[name].nullable and not side.nullable):
            what, effect = f"`{name}` of the output may now be null", "clients may find nothing"
        else:
            continue
        yield change(name, what, effect)


def _form(side: _Side) -> str:
    """The output as clients tell it apart: its type, and whether it comes in pieces."""
    if side.schema.get("x-cog-array-type") != "iterator":
        return side.kind
    items = side.child(side.schema.get("items")).kind
    is_text = side.schema.get("x-cog-array-display") == "concatenate"
    return f"a stream of text ({items})" if is_text else f"a stream of {items}"


def _values(values: list[Any]) -> str:
    return ", ".join(f"`{_value(value)}`" for value in values)


def _value(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)
