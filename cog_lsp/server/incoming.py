"""Messages before they become typed values: what is let through although it is not as it should be.

One value of an unknown kind makes the whole message unreadable, and the client would lose its
answer for something that we never look at. What we do not need is therefore taken out first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lsprotocol import types

SOURCE = "cog"

Reader = Callable[[Any, type], object]


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
    given = params if isinstance(params, Mapping) else {}
    kept: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
    for key, value in given.items():
        if key == "capabilities":
            kept[key] = _readable(value, types.ClientCapabilities, read)
        elif _reads({**kept, key: value}, types.InitializeParams, read):
            kept[key] = value
    return kept


def _readable(value: object, kind: type, read: Reader) -> dict[str, Any]:
    """The capabilities in ``value`` that can be read, looked at two levels deep."""
    kept: dict[str, Any] = {}
    for section, abilities in value.items() if isinstance(value, Mapping) else ():
        if _reads({section: abilities}, kind, read):
            kept[section] = abilities
        elif isinstance(abilities, Mapping):
            kept[section] = {
                name: ability
                for name, ability in abilities.items()
                if _reads({section: {name: ability}}, kind, read)
            }
    return kept


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
