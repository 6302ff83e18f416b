"""``textDocument/rename`` with ``prepareRename``, and ``workspace/willRenameFiles``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from cog_lsp.features.rename import follow_moves, renamable
from cog_lsp.features.rename import rename as rename_at
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.server.handlers.scene import Scene, typed_scene, whole_scene
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.live import LiveProject
from cog_lsp.server.reader import Snapshot
from cog_lsp.server.scheduler import Cancelled
from cog_lsp.server.workspace import DocId


class RenameRefusedError(JsonRpcException):
    """The answer to a rename that cannot be made; its message is shown to the user."""

    CODE = types.LSPErrorCodes.RequestFailed.value
    MESSAGE = "cannot be renamed"


async def prepare_rename(
    ls: CogServer, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """The name that can be changed at a place; ``None`` where it is not ours to change."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    found = await ls.session.reader.run(
        lambda cancelled: renamable(scene.project, scene.path, offset)
    )
    scene.refuse_if_changed()
    if found is None:
        return None
    return types.PrepareRenamePlaceholder(scene.outward.range(scene.path, found.span), found.name)


async def rename(ls: CogServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits of all files, or an error that says why there are none."""
    scene = await whole_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    outcome = await ls.session.reader.run(
        lambda cancelled: rename_at(scene.project, scene.path, offset, params.new_name)
    )
    scene.refuse_if_changed()
    if isinstance(outcome, Refusal):
        raise RenameRefusedError(f"{outcome.title}: {outcome.reason}")
    return _edit(scene, outcome) if outcome is not None else None


def _edit(scene: Scene, fix: Fix) -> types.WorkspaceEdit:
    reason = scene.ls.caps.obstacle(fix)
    if not all(scene.agrees(file.path) for file in fix.files):
        reason = "cog.yaml does not parse for now"
    if reason:
        raise RenameRefusedError(f"{fix.title}: {reason}")
    return scene.outward.workspace_edit(fix)


async def will_rename_files(
    ls: CogServer, params: types.RenameFilesParams
) -> types.WorkspaceEdit | None:
    """What refers to files that are about to be renamed, brought into line with it."""
    edits: list[types.WorkspaceEdit] = []
    for live in ls.session.projects:
        moves = _inside(live.root.as_posix(), params.files)
        if not moves:
            continue
        snapshot = await live.task.snapshot()
        whole = await ls.session.reader.run(partial(_read_whole, live, snapshot))
        fix = await ls.session.reader.run(partial(_follow, whole, moves))
        if fix.files:
            edits.append(live.outward(whole, ls.caps).workspace_edit(fix))
    return _together(edits)


def _read_whole(live: LiveProject, snapshot: Snapshot, cancelled: Cancelled) -> Snapshot:
    return live.reader.whole(snapshot)


def _follow(whole: Snapshot, moves: Mapping[str, str], cancelled: Cancelled) -> Fix:
    fix = follow_moves(whole.project, moves)
    # Of a cog.yaml that only stands in, no place is where it was.
    kept = (file for file in fix.files if whole.agrees("", file.path))
    return replace(fix, files=tuple(kept))


def _inside(root: str, files: Iterable[types.FileRename]) -> Mapping[str, str]:
    """The renames within the folder ``root``, by paths in there."""
    moves: dict[str, str] = {}
    for file in files:
        old, new = DocId.of(file.old_uri).path, DocId.of(file.new_uri).path
        if old is None or new is None:
            continue
        if old.is_relative_to(root) and new.is_relative_to(root):
            moves[old.relative_to(root).as_posix()] = new.relative_to(root).as_posix()
    return moves


def _together(edits: Iterable[types.WorkspaceEdit]) -> types.WorkspaceEdit | None:
    """One edit of all; ``None`` of none."""
    changes: dict[str, Sequence[types.TextEdit]] = {}
    documents: list[
        types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile
    ] = []
    for edit in edits:
        changes.update(edit.changes or {})
        documents += edit.document_changes or ()
    if documents:
        return types.WorkspaceEdit(document_changes=documents)
    return types.WorkspaceEdit(changes=changes) if changes else None
