"""``client/registerCapability``: what the client is asked to report."""

from __future__ import annotations

from lsprotocol import types

from cog_lsp.server.language_server import CogServer
from cog_lsp.server.settings import SECTION

_WATCHED = (
    "**/*.{py,yaml,yml,json,toml,txt,tf,sh}",
    "**/.dockerignore",
    "**/*.lock",
    "**/*.{safetensors,gguf,pt,pth,ckpt,bin,onnx}",
)
_FILES = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
_SETTINGS = types.WORKSPACE_DID_CHANGE_CONFIGURATION


def register(ls: CogServer) -> None:
    """Ask the client to report changes on disk and of our settings, as far as it takes that."""
    if ls.caps.registers_configuration:
        section = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        _register(ls, types.Registration(_SETTINGS, _SETTINGS, section))
    watch_folders(ls)


def watch_folders(ls: CogServer) -> None:
    """Ask for changes on disk in the workspace folders as they are now."""
    if ls.caps.registers_watchers:
        options = types.DidChangeWatchedFilesRegistrationOptions(_watchers(ls))
        _register(ls, types.Registration(_FILES, _FILES, options))


def watch_folders_anew(ls: CogServer) -> None:
    """The folders changed: where the watchers depend on them, put others in their place."""
    if ls.caps.registers_watchers and ls.caps.relative_patterns:
        former = types.Unregistration(_FILES, _FILES)
        ls.ask(types.CLIENT_UNREGISTER_CAPABILITY, types.UnregistrationParams([former]))
        watch_folders(ls)


def _register(ls: CogServer, registration: types.Registration) -> None:
    ls.ask(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]))


def _watchers(ls: CogServer) -> list[types.FileSystemWatcher]:
    if not ls.caps.relative_patterns or not ls.folders:
        return [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
    return [
        types.FileSystemWatcher(types.RelativePattern(folder, pattern))
        for folder in ls.folders
        for pattern in _WATCHED
    ]
