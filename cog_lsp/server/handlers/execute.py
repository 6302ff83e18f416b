"""Running a command, and seeing to it that its outcome is seen.

The outcome is the answer to the request, as JSON. A client that says so (``shows_outcomes``) shows
it by itself; for any other it is shown with what every client can do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from cog_lsp.features.commands import (
    Apply,
    Choose,
    Command,
    CopyText,
    Outcome,
    ShowDocument,
    ShowMessage,
    TellFacts,
    run_command,
)
from cog_lsp.server.handlers.scene import Scene, settled_scene
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.offers import fix_all_of_project


async def execute(ls: CogServer, name: str, arguments: Sequence[object]) -> Any:
    """Run the command ``name`` for the file whose URI is the first of ``arguments``.

    ``None`` is the answer for a file that is in no Cog project.
    """
    uri = _uri(name, arguments)
    scene = await settled_scene(ls, uri)
    if scene is None:
        return None
    outcome = await ls.session.checker.run(
        lambda cancelled: run_command(name, scene.project, scene.path, arguments[1:])
    )
    return _shown(scene, uri, outcome)


async def fix_project(ls: CogServer, name: str, arguments: Sequence[object]) -> Any:
    """Make all safe fixes in the project of the file whose URI is the first of ``arguments``.

    ``None`` is the answer for a file that is in no Cog project.
    """
    uri = _uri(name, arguments)
    scene = await settled_scene(ls, uri)
    if scene is None:
        return None
    analysis = await scene.live.task.settled()
    fix = await ls.session.checker.run(
        lambda cancelled: fix_all_of_project(analysis, ls.caps.obstacle, scene.path)
    )
    outcome: Outcome = ShowMessage("No problem in the project has a safe fix.")
    if fix is not None:
        outcome = Apply(fix)
    return _shown(scene, uri, outcome)


def _uri(name: str, arguments: Sequence[object]) -> str:
    uri = arguments[0] if arguments else None
    if not isinstance(uri, str):
        raise JsonRpcInvalidParams(f"{name} takes the URI of a file of the project")
    return uri


def _shown(scene: Scene, uri: str, outcome: Outcome) -> dict[str, Any]:
    """``outcome`` as the answer; shown to the user where the client does not do that."""
    ls = scene.ls
    if isinstance(outcome, Apply) or not ls.caps.shows_outcomes:
        # On the side: what is asked of the client here may take as long as its user does.
        ls.spawn(_show(scene, uri, outcome))
    return _as_json(scene, outcome, uri)


async def _show(scene: Scene, uri: str, outcome: Outcome) -> None:
    ls = scene.ls
    match outcome:
        case (
            ShowMessage(message)
            | ShowDocument(message=message)
            | TellFacts(message=message)
            | CopyText(message=message)
        ):
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))
        case Choose():
            await _choose(ls, uri, outcome)
        case Apply(fix) if ls.caps.apply_edit:
            edit = scene.outward.workspace_edit(fix)
            ls.ask(types.WORKSPACE_APPLY_EDIT, types.ApplyWorkspaceEditParams(edit, fix.title))
        case Apply(fix):
            message = f"The editor takes no edits from cog-lsp, so it cannot do this: {fix.title}"
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))


async def _choose(ls: CogServer, uri: str, question: Choose) -> None:
    titles = [types.MessageActionItem(option.command.title) for option in question.options]
    answer = await ls.ask(
        types.WINDOW_SHOW_MESSAGE_REQUEST,
        types.ShowMessageRequestParams(types.MessageType.Info, question.prompt, titles),
        by_user=True,
    )
    for option in question.options:
        if answer is not None and option.command.title == answer.title:
            await execute(ls, option.command.name, [uri, *option.command.arguments])
            return


def _as_json(scene: Scene, outcome: Outcome, uri: str) -> dict[str, Any]:
    match outcome:
        case ShowMessage(message):
            return {"kind": "message", "message": message}
        case ShowDocument(name, language, text, message, data):
            document = {"name": name, "language": language, "text": text}
            drawn = {} if data is None else {"data": _in_folder(scene, data)}
            return {"kind": "document", **document, "message": message, **drawn}
        case TellFacts(data, message):
            return {"kind": "facts", "message": message, "data": _in_folder(scene, data)}
        case CopyText(text, message):
            return {"kind": "copy", "text": text, "message": message}
        case Choose(prompt, options):
            listed = [
                {"detail": option.detail, "command": _command(option.command, uri)}
                for option in options
            ]
            return {"kind": "choice", "prompt": prompt, "options": listed}
        case Apply(fix):
            return {"kind": "edit", "title": fix.title}


def _in_folder(scene: Scene, data: Mapping[str, object]) -> dict[str, Any]:
    """``data`` with the folder that its file names are relative to."""
    return {"folder": scene.live.base_uri, **data}


def _command(command: Command, uri: str) -> dict[str, Any]:
    arguments = [uri, *command.arguments]
    return {"title": command.title, "command": command.name, "arguments": arguments}
