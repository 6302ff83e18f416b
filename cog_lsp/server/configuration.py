"""The editor's settings as they are now: for the whole workspace and for each folder of it."""

from __future__ import annotations

import logging
from pathlib import Path

from lsprotocol import types

from cog_lsp.server.connection import Connection
from cog_lsp.server.placement import Placement
from cog_lsp.server.settings import SECTION, EditorSettings, own_section, parse_settings

logger = logging.getLogger(__name__)


class Configuration:
    """Settings by scope. What the client does not say stays as it was said last."""

    def __init__(self, connection: Connection, placement: Placement) -> None:
        self._connection = connection
        self._placement = placement
        self._everywhere = connection.initial_settings
        self._by_folder: dict[str, EditorSettings] = {}

    def settings_for(self, root: Path) -> EditorSettings:
        """The settings of the innermost workspace folder around ``root`` that has some."""
        for folder in self._placement.folders_of(root):
            if folder.uri in self._by_folder:
                return self._by_folder[folder.uri]
        return self._everywhere

    async def pull(self) -> None:
        """Ask the client, if it can be asked; in vain if it gives no answer in time."""
        if not self._connection.caps.configuration:
            return
        folders = list(self._placement.folders)
        items = [types.ConfigurationItem(scope, SECTION) for scope in (None, *folders)]
        answer = await self._connection.ask(
            types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items)
        )
        if not isinstance(answer, list | tuple) or len(answer) != len(items):
            return
        self.push(answer[0])
        for folder, raw in zip(folders, answer[1:], strict=True):
            if own_section(raw) is None:
                self._by_folder.pop(folder, None)
            else:
                self._by_folder[folder] = _parsed(raw)

    def push(self, raw: object) -> None:
        """Take the settings that the client sent, if there is anything of ours in them."""
        if own_section(raw) is not None:
            self._everywhere = _parsed(raw)


def _parsed(raw: object) -> EditorSettings:
    settings, problems = parse_settings(raw)
    for problem in problems:
        logger.warning("%s", problem)
    return settings
