"""Messages before they become typed values: what is let through although it is not as it should be.

One value of an unknown kind makes the whole message unreadable, and the client would lose its
answer for something that we never look at. What we do not need is therefore taken out first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from lsprotocol import types

SOURCE = "cog"

Reader = Callable[[Any, type], object]
Fits = Callable[[Any], bool]


def tolerant(message: dict[str, Any], read: Reader) -> dict[str, Any]:
    """``message`` without the parts that could make it unreadable and that we can do without.

    ``read`` makes a typed value of a plain one, and raises when it cannot.
    """
    method = message.get("method")
    if method == types.INITIALIZE:
        return {**message, "params": _initialize(message.get("params"), read)}
    if method == types.TEXT_DOCUMENT_CODE_ACTION:
        return {**message, "params": _code_action(message.get("params"), read)}
    return message


def _initialize(params: object, read: Reader) -> dict[str, Any]:
    """The parameters of ``initialize`` with every part dropped that cannot be read."""
    required: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}

    def fits(given: Any) -> bool:
        return _reads({**required, **given}, types.InitializeParams, read)

    kept = _readable(params, fits) if isinstance(params, Mapping) else None
    return {**required, **(kept or {})}


def _readable(value: Any, fits: Fits) -> Any:
    """As much of ``value`` as ``fits`` in its place; ``None`` when nothing of it does."""
    if fits(value):
        return value
    if isinstance(value, list):
        return [item for item in value if fits([item])]
    if not isinstance(value, Mapping):
        return None
    kept: dict[str, Any] = {}
    for name, part in value.items():
        readable = _readable(part, partial(_fits_as, name, fits))
        if readable is not None:
            kept[name] = readable
    return kept if fits(kept) else None


def _fits_as(name: str, fits: Fits, part: Any) -> bool:
    return fits({name: part})


def _code_action(params: object, read: Reader) -> object:
    """The parameters of ``codeAction`` with our own diagnostics only: others' may be malformed."""
    if not isinstance(params, Mapping):
        return params
    context = params.get("context")
    if not isinstance(context, Mapping):
        return {**params, "context": {"diagnostics": []}}
    diagnostics = context.get("diagnostics")
    own = [
        diagnostic
        for diagnostic in (diagnostics if isinstance(diagnostics, list) else ())
        if isinstance(diagnostic, Mapping)
        and diagnostic.get("source") == SOURCE
        and _reads(diagnostic, types.Diagnostic, read)
    ]
    return {**params, "context": {**context, "diagnostics": own}}


def _reads(value: object, kind: type, read: Reader) -> bool:
    try:
        read(value, kind)
    except Exception:
        # Whatever a converter raises, it means that it cannot.
        return False
    return True
