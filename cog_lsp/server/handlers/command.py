"""``workspace/executeCommand``: the commands. What they do is imported when one is run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types

from cog_lsp.features.commands import COMMANDS
from cog_lsp.server.language_server import CogServer

SHOW_TEXT = "cog-lsp.showText"
FIX_PROJECT = "cog-lsp.fixProject"


def show_text(ls: CogServer, text: str) -> None:
    """Show ``text`` to the user."""
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))


def register_commands(server: CogServer) -> None:
    """Offer all commands: the one that shows a text, and those that are about a project."""
    server.command(SHOW_TEXT)(show_text)
    server.command(FIX_PROJECT)(_fix_project)
    for name in COMMANDS:
        server.command(name)(_runner(name))


async def _fix_project(ls: CogServer, *arguments: Any) -> Any:
    from cog_lsp.server.handlers.execute import fix_project

    return await fix_project(ls, FIX_PROJECT, arguments)


def _runner(name: str) -> Callable[..., Awaitable[Any]]:
    async def run(ls: CogServer, *arguments: Any) -> Any:
        from cog_lsp.server.handlers.execute import execute

        return await execute(ls, name, arguments)

    return run
