"""Reads the tables of this package and turns their rows into dataclasses, checking every field.

Nothing here knows what a table is about. A row's shape is the dataclass it becomes: a field
without a default must be there, a key that is no field must not, and every value must have the
field's type.

Rows that share values may be written as one group: a row with a ``rows`` list stands for each row
of that list, with the group's other keys filled in where the row does not give its own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from importlib import resources
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

T = TypeVar("T")

_NAMES = {str: "a string", int: "an integer", float: "a number", bool: "true or false"}


class TableError(ValueError):
    """A table is not well formed; the message names the file, the row and the field."""


def read_rows(file: str, table: str, shape: type[T]) -> tuple[T, ...]:
    """The rows of array ``table`` in ``file`` of this package, each as a ``shape``.

    Raises :class:`TableError` if the file, a row or a value is not well formed.
    """
    return rows_of(_document(file), file, table, shape)


def rows_of(document: Mapping[str, object], file: str, table: str, shape: type[T]) -> tuple[T, ...]:
    """The rows of array ``table`` of a parsed ``document``; ``file`` is named in errors."""
    entries = document.get(table)
    if not isinstance(entries, list):
        raise TableError(f"{file}: there is no array of tables named {table!r}")
    return tuple(_build(row, shape, where) for where, row in _flatten(entries, f"{file}: {table}"))


def read_row(file: str, table: str, shape: type[T]) -> T:
    """The single row ``table`` in ``file`` of this package, as a ``shape``."""
    return _build(_document(file).get(table), shape, f"{file}: {table}")


@cache
def _document(file: str) -> Mapping[str, object]:
    text = resources.files(__package__).joinpath(file).read_text(encoding="utf-8")
    try:
        document: Mapping[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{file}: {error}") from error
    return document


def _flatten(entries: list[object], where: str) -> Iterator[tuple[str, object]]:
    for number, entry in enumerate(entries, start=1):
        place = f"{where} {number}"
        if not isinstance(entry, dict) or "rows" not in entry:
            yield place, entry
            continue
        shared = {key: value for key, value in entry.items() if key != "rows"}
        rows = entry["rows"]
        if not isinstance(rows, list):
            raise TableError(f"{place}: field 'rows' must be an array")
        for index, row in enumerate(rows, start=1):
            yield f"{place}, row {index}", {**shared, **row} if isinstance(row, dict) else row


def _build(row: object, shape: type[T], where: str) -> T:
    if not isinstance(row, dict):
        raise TableError(f"{where}: must be a table, not {row!r}")
    known, hints = _shape(cast("Any", shape))
    first = next(iter(known))
    if first in row:
        where = f"{where} ({row[first]!r})"
    for key in row:
        if key not in known:
            raise TableError(f"{where}: unknown field {key!r}; known are {', '.join(known)}")
    for name, field in known.items():
        if name not in row and field.default is MISSING:
            raise TableError(f"{where}: field {name!r} is missing")
    place = f"{where}: field"
    return shape(**{key: _convert(row[key], hints[key], f"{place} {key!r}") for key in row})


@cache
def _shape(shape: type[Any]) -> tuple[dict[str, Field[Any]], dict[str, Any]]:
    """The fields of a dataclass by name, and their types."""
    return {field.name: field for field in fields(shape)}, get_type_hints(shape)


def _convert(value: object, expected: Any, where: str) -> object:
    """``value`` as the type ``expected`` (a field's annotation), or a :class:`TableError`."""
    origin, args = get_origin(expected), get_args(expected)
    if origin in (Union, UnionType):
        # TOML has no null: a value that is given is never the None of an optional field.
        return _convert(value, next(arg for arg in args if arg is not NoneType), where)
    if origin is Literal:
        if value not in args:
            raise TableError(f"{where} must be one of {', '.join(args)}, not {value!r}")
        return value
    if origin is tuple:
        return _convert_array(value, args, where)
    if is_dataclass(expected):
        return _build(value, cast("type[object]", expected), where)
    if expected is float and type(value) is int:
        return float(value)
    if type(value) is not expected:
        raise TableError(f"{where} must be {_NAMES[expected]}, not {value!r}")
    return value


def _convert_array(value: object, args: tuple[Any, ...], where: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise TableError(f"{where} must be an array, not {value!r}")
    if args[-1] is Ellipsis:
        args = args[:1] * len(value)
    elif len(args) != len(value):
        raise TableError(f"{where} must have {len(args)} items, not {len(value)}")
    return tuple(
        _convert(item, arg, f"{where}, item {index}")
        for index, (item, arg) in enumerate(zip(value, args, strict=True), start=1)
    )
