"""Handlers whose files are imported when they are first needed.

They lean on the engine, and ``initialize`` must be answered before that is imported.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from cog_lsp.server.language_server import CogServer

Handler = Callable[[CogServer, Any], Awaitable[Any]]


def later(name: str) -> Handler:
    """The handler called ``name``, as in ``hover.hover``, of a file in this folder."""

    async def handler(ls: CogServer, params: Any) -> Any:
        module, _, function = name.partition(".")
        found: Handler = getattr(import_module(f"{__package__}.{module}"), function)
        return await found(ls, params)

    return handler
