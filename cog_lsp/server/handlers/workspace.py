"""``workspace/didChange…``: files on disk, folders of the workspace, settings."""

from __future__ import annotations

from lsprotocol import types

from cog_lsp.server.handlers.registration import watch_folders_anew
from cog_lsp.server.language_server import CogServer


def did_change_watched_files(ls: CogServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk."""
    ls.session.files_changed(params.changes)


def did_change_workspace_folders(
    ls: CogServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Folders were added to the workspace or taken from it."""
    removed = {folder.uri for folder in params.event.removed}
    kept = (folder for folder in ls.folders if folder.uri not in removed)
    ls.folders = [*kept, *params.event.added]
    ls.session.folders_changed(params.event.added, params.event.removed)
    watch_folders_anew(ls)


def give_up(ls: CogServer, params: types.WorkDoneProgressCancelParams) -> None:
    """The user does not want to wait for the end of what progress is shown of."""
    ls.session.give_up_scan(params.token)


def did_change_configuration(ls: CogServer, params: types.DidChangeConfigurationParams) -> None:
    """The user changed a setting; it may come along, or there is only the news of it."""
    ls.session.configuration.push(params.settings)
    ls.spawn(_apply_settings(ls))


async def _apply_settings(ls: CogServer) -> None:
    # A client that can be asked knows more than it sends: the settings of each folder.
    await ls.session.configuration.pull()
    ls.session.settings_changed()
