"""Dictionaries, output objects and tuples that carry progress and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from cog_lsp.project.outputs import Counts
from cog_lsp.rules.behavior._progress_text import (
    GERUNDS,
    WORDS,
    is_counted,
    is_numeric,
    is_share,
    is_status,
    template,
)
from cog_lsp.syntax import python_tree as py

_PROGRESS_KEYS = frozenset(
    ("progress", "percent", "percentage", "pct", "percent_complete", "step", "current_step")
)
_STATUS_KEYS = frozenset(("status", "stage", "phase", "state"))
_NUMBER_KEYS = frozenset(
    ("total", "steps", "total_steps", "num_steps", "current", "eta", "elapsed", "elapsed_time",
     "remaining", "type", "event", "timestamp", "speed", "rate")
)  # fmt: skip
# What they hold may be the payload: it has to be a phrase of the code's own.
_WORDS_KEYS = frozenset(("message", "msg", "text", "log", "desc", "description", "detail", "info"))
_TAG_KEYS = frozenset(("type", "event", "kind"))
_TAGS = frozenset(("progress", "status", "log", "step", "update"))
_VALUE_KEYS = frozenset(("value", "data", "content"))
_AT_WORK = re.compile(
    rf"(?:in[ _-]progress|queued|pending|started|working|{GERUNDS})[\s.…]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a dictionary (``kind`` is empty) or of an object of the class ``kind``.

    Those that hold nothing, ``None`` or an empty text, are left out.
    """

    kind: str
    fields: MappingProxyType[str, py.Expr]

    @property
    def keys(self) -> frozenset[str]:
        """The names of the fields."""
        return frozenset(self.fields)


def record_of(expr: py.Expr) -> Record | None:
    """The record that ``expr`` makes, if all its fields are named in it."""
    expr = py.unparen(expr)
    found: dict[str, py.Expr] = {}
    kind = ""
    if isinstance(expr, py.Dict):
        for key, value in zip(expr.keys, expr.values, strict=True):
            name = key.value if isinstance(key, py.Constant) else None
            if not isinstance(name, str):
                return None
            found[name.lower()] = value
    elif isinstance(expr, py.Call):
        kind = py.dotted(expr.func) or "?"
        for arg in expr.args:
            if arg.name is None or arg.star:
                return None
            found[arg.name.lower()] = arg.value
        kind = "" if kind == "dict" else kind
        if kind and not kind.rpartition(".")[2][:1].isupper():
            return None
    else:
        return None
    held = {name: value for name, value in found.items() if not is_empty(value)}
    return Record(kind, MappingProxyType(held))


def is_progress_record(record: Record, others: list[Record], counts: Counts) -> bool:
    """Whether ``record`` tells of progress only; ``others`` are the other records of the output."""
    if record.kind:
        return _is_partial(record, others, counts)
    if not _tells_only(record, counts):
        return False
    if record.keys & _PROGRESS_KEYS or _is_tagged(record):
        return True
    return _is_at_work(record) and any(not _tells_only(other, counts) for other in others)


def is_progress_tuple(
    items: tuple[py.Expr, ...], others: list[tuple[py.Expr, ...]], counts: Counts
) -> bool:
    """Whether a tuple is progress: by its tag, or because the place of the payload is empty."""
    if len(items) > 1 and (tag := _text(items[0])) is not None:
        tags = {_text(other[0]) for other in others if other}
        return (
            tag.lower() in _TAGS | _PROGRESS_KEYS
            and bool(tags - {tag})
            and all(_is_told(item, counts) for item in items[1:])
        )
    held = [item for item in items if not is_empty(item)]
    if not held or len(held) == len(items):
        return False
    left = {at for at, item in enumerate(items) if is_empty(item)}
    filled = any(
        len(other) == len(items) and any(not is_empty(other[at]) for at in left) for other in others
    )
    return filled and all(_is_told(item, counts) for item in held)


def is_empty(expr: py.Expr) -> bool:
    """Whether an expression holds nothing: ``None``, ``""``, ``[]``."""
    expr = py.unparen(expr)
    if isinstance(expr, py.Constant):
        return expr.value is None or expr.value == ""
    if isinstance(expr, py.Sequence):
        return not expr.items
    return isinstance(expr, py.Dict) and not expr.values


def _is_partial(record: Record, others: list[Record], counts: Counts) -> bool:
    """Whether an output object only has its progress filled in, where another has a result too."""
    tells = _tells_only(record, counts)
    if not (record.keys & _PROGRESS_KEYS or (tells and _is_at_work(record))):
        return False
    same = [other for other in others if other.kind == record.kind]
    return any(
        other.keys > record.keys or (tells and not _tells_only(other, counts)) for other in same
    )


def _tells_only(record: Record, counts: Counts) -> bool:
    """Whether no field of ``record`` can hold a payload."""
    known = _PROGRESS_KEYS | _STATUS_KEYS | _NUMBER_KEYS | _TAG_KEYS
    return all(
        name in known
        or (name in _WORDS_KEYS and _is_phrase(value, counts))
        or (name in _VALUE_KEYS and _is_tagged(record) and _is_told(value, counts))
        for name, value in record.fields.items()
    )


def _is_tagged(record: Record) -> bool:
    return any((_text(record.fields.get(key)) or "").lower() in _TAGS for key in _TAG_KEYS)


def _is_at_work(record: Record) -> bool:
    """Whether its status says that the work goes on."""
    told = [_text(value) for name, value in record.fields.items() if name in _STATUS_KEYS]
    return bool(told) and all(text and _AT_WORK.match(text) is not None for text in told)


def _is_told(expr: py.Expr, counts: Counts) -> bool:
    return is_share(expr, counts) or is_numeric(expr, counts) or _is_phrase(expr, counts)


def _is_phrase(expr: py.Expr, counts: Counts) -> bool:
    """Whether a text is a phrase of the code's own, with nothing but numbers put into it."""
    read = template(expr)
    if read is None:
        return False
    if not read.parts or is_counted(read, counts, in_loop=True):
        return True
    return is_status(read, counts, beside_text=False) or bool(
        WORDS.search(read.text) and all(read.numbers(counts))
    )


def _text(expr: py.Expr | None) -> str | None:
    expr = py.unparen(expr) if expr is not None else None
    value = expr.value if isinstance(expr, py.Constant) else None
    return value if isinstance(value, str) else None
