"""Texts that are known, or known to be one of a few: joined, looked up, taken apart as paths."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from cog_lsp.project.behavior.values import MISSING, BoundArgument, Value, join
from cog_lsp.project.commands import words_of

_MAX_OPTIONS = 16
_MAX_ITEMS = 64
_UNKNOWN = "\0"  # stands in a pattern for what is not known
_MAX_TEMPLATE = 300
_PLACE = re.compile(r"\{(\w*)\}")
_INTERPOLATED = re.compile(r"%[sdi]")
# Functions of paths that are carried out on a text, and methods of a path that leave it as it is.
_OF_PATHS: dict[str, Callable[[str], str]] = {
    "os.path.dirname": posixpath.dirname,
    "os.path.basename": posixpath.basename,
    "os.path.normpath": posixpath.normpath,
    "os.path.abspath": str,
    "os.path.realpath": str,
    "os.path.expanduser": str,
    "str": str,
    "os.fspath": str,
    "torch.device": str,
}
_SAME_PATH = frozenset(("resolve", "absolute", "expanduser", "as_posix"))
_PATHS = frozenset(("pathlib.Path", "cog.Path", "pathlib.PurePath", "pathlib.PosixPath"))
_KINDS = frozenset(("str", "list", "tuple", "dict", "int", "float", "bytes"))
_SEQUENCES = frozenset(("list", "tuple", "sorted", "set", "iter"))


def with_texts(value: Value, texts: Iterable[str]) -> Value:
    """``value``, which is one of ``texts``; as it is if there are none or too many."""
    found = tuple(dict.fromkeys(texts))
    if len(found) == 1:
        return replace(value, constant=found[0], options=())
    return replace(value, options=found) if 1 < len(found) <= _MAX_OPTIONS else value


def combined(values: Sequence[Value], build: Callable[[Sequence[str]], str]) -> tuple[str, ...]:
    """What ``build`` makes of each combination of the values' texts; none if one has none."""
    texts = [value.texts for value in values]
    count = 1
    for choices in texts:
        count *= len(choices)
    if not 0 < count <= _MAX_OPTIONS:
        return ()
    return tuple(build(choice) for choice in itertools.product(*texts))


def built(values: Sequence[Value], build: Callable[[Sequence[str]], str]) -> Value:
    """The text that ``build`` makes of ``values``, or the part of it that is known."""
    texts = combined(values, build)
    if texts:
        return with_texts(Value(), texts)
    parts = [value.text or value.pattern or _UNKNOWN for value in values]
    pattern = build(parts)
    return Value(pattern=pattern) if pattern.strip(_UNKNOWN) else Value()


def joined_path(parts: Sequence[str]) -> str:
    """``parts`` as ``os.path.join`` puts them together."""
    return posixpath.join(*parts)


def picked(container: Value, index: Value) -> Value | None:
    """The item of a known list or dictionary under ``index``: one of all if the request says which.

    What else decides is not known, and then it may be any of many.
    """
    if container.items is not None:
        at = index.constant
        if isinstance(at, int):
            inside = -len(container.items) <= at < len(container.items)
            return container.items[at] if inside else None
        return _one_of(container.items, index) if at is MISSING and index.inputs else None
    if container.fields is None or container.cls is not None:
        return None
    if index.text is not None:
        return container.fields.get(index.text)
    named = [container.fields[key] for key in index.options if key in container.fields]
    if not named and index.constant is MISSING and index.inputs:
        named = list(container.fields.values())
    return _one_of(named, index)


def _one_of(values: Sequence[Value], index: Value) -> Value | None:
    """The one of ``values`` under ``index``, if all of them are texts, or tables of their own."""
    if not values or not all(value.texts or value.fields for value in values):
        return None
    whole = values[0]
    for value in values[1:]:
        whole = join(whole, value)
    if whole.fields is None:
        return whole
    chosen = {key: field.under(index.origin, index.inputs) for key, field in whole.fields.items()}
    return replace(whole, fields=chosen)


def of_call(name: str, values: Sequence[Value]) -> Value | None:
    """What a call of the function ``name`` from outside makes of texts, if it is known."""
    if not values:
        return None
    if name == "isinstance":
        kind = values[1].qualified if len(values) == 2 else None
        return Value(constant=kind == "str") if values[0].texts and kind in _KINDS else None
    if name == "open":
        return with_texts(Value(), values[0].texts)
    if name in _OF_PATHS and len(values) == 1:
        return with_texts(Value(), combined(values, lambda texts: _OF_PATHS[name](texts[0])))
    if name == "os.path.join" or name in _PATHS:
        return built(values, joined_path)
    if name == "shlex.split" and (command := values[0].text or values[0].pattern):
        return _pieces(words_of(command))
    if name in _SEQUENCES and len(values) == 1 and values[0].items is not None:
        return Value(items=values[0].items)
    if name in _SEQUENCES and len(values) == 1 and values[0].fields and values[0].cls is None:
        return Value(items=tuple(Value(constant=key) for key in values[0].fields))
    return None


def of_method(receiver: Value, attr: str, args: Sequence[BoundArgument]) -> Value | None:
    """What a method of a known text, path or dictionary returns, if it is known."""
    values = [arg.value for arg in args]
    if receiver.texts:
        if attr in _SAME_PATH and not values:
            return receiver
        if attr == "joinpath":
            return built((receiver, *values), joined_path)
        if attr == "join" and len(values) == 1 and values[0].items and receiver.text is not None:
            return built(values[0].items, receiver.text.join)
        if attr == "split" and receiver.text is not None and len(values) <= 1:
            return _split(receiver.text, values)
        if attr == "format":
            return _format(receiver.text, args) if receiver.text is not None else None
        return None
    if receiver.pattern is not None and attr == "split" and not values:
        return _split(receiver.pattern, values)
    fields = receiver.fields
    if fields is None or receiver.cls is not None:
        return None
    if attr == "get" and values:
        return picked(receiver, values[0])
    listed = {
        "keys": lambda: tuple(Value(constant=key) for key in fields),
        "values": lambda: tuple(fields.values()),
        "items": lambda: tuple(
            Value(items=(Value(constant=key), value)) for key, value in fields.items()
        ),
    }
    return Value(items=listed[attr]()) if attr in listed and not values else None


def _split(text: str, values: Sequence[Value]) -> Value | None:
    separator = values[0].text if values else None
    if values and not separator:
        return None
    return _pieces(text.split(separator))


def _pieces(parts: Sequence[str]) -> Value:
    """The list of ``parts``, or what it begins with: all before the first that is not known."""
    known = list(itertools.takewhile(lambda part: _UNKNOWN not in part, parts[:_MAX_ITEMS]))
    items = tuple(Value(constant=part) for part in known)
    return Value(items=items) if len(known) == len(parts) else Value(leading=items)


def printed(value: Value) -> Value:
    """``value`` as a text, if it is a known number."""
    known = isinstance(value.constant, int | float)
    return replace(value, constant=str(value.constant)) if known else value


def interpolated(template: str, value: Value) -> Value:
    """``template % value``, with plain places for texts and numbers only."""
    values = value.items if value.items is not None else (value,)
    pieces = _INTERPOLATED.split(template)
    if len(pieces) != len(values) + 1 or "%" in "".join(pieces):
        return Value()
    rest = tuple(Value(constant=piece) for piece in pieces[1:])
    filled = (one for pair in zip(map(printed, values), rest, strict=True) for one in pair)
    return built((Value(constant=pieces[0]), *filled), "".join)


def _format(template: str, args: Sequence[BoundArgument]) -> Value:
    """``template.format(…)`` with plain places, by order, number or name, to fill only."""
    pieces = _PLACE.split(template) if len(template) <= _MAX_TEMPLATE else []
    given = {arg.name or str(arg.index): printed(arg.value) for arg in args}
    order = itertools.count()
    parts: list[Value] = []
    for at, piece in enumerate(pieces):
        if at % 2:
            parts.append(given.get(piece or str(next(order)), Value()))
        elif "{" in piece or "}" in piece:
            return Value()
        else:
            parts.append(Value(constant=piece))
    return built(parts, "".join) if parts else Value()
