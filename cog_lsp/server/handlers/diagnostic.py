"""``textDocument/diagnostic`` and ``workspace/diagnostic``, for clients that pull."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from cog_lsp.server.board import NOTHING, Board
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.workspace import DocId


async def of_document(
    ls: CogServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """The findings of one document as it is now."""
    uri = params.text_document.uri
    found = ls.session.find(uri)
    if found is not None:
        await found[0].task.current()
    report = ls.session.board.report(DocId.of(uri))
    if params.previous_result_id == report.id:
        return types.RelatedUnchangedDocumentDiagnosticReport(report.id)
    return types.RelatedFullDocumentDiagnosticReport(list(report.diagnostics), result_id=report.id)


async def of_workspace(
    ls: CogServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """The findings of every file that has some, or of which the client remembers some."""
    projects = ls.session.projects
    # A project that breaks down must not take the others' findings with it.
    await asyncio.gather(*(live.task.current() for live in projects), return_exceptions=True)
    board = ls.session.board
    known = {DocId.of(before.uri): before for before in params.previous_result_ids}
    items = [_item(board, doc_id, known.pop(doc_id, None)) for doc_id in board]
    items += [
        types.WorkspaceFullDocumentDiagnosticReport(before.uri, [], result_id=NOTHING.id)
        for before in known.values()
        if before.value != NOTHING.id
    ]
    return types.WorkspaceDiagnosticReport(items)


def _item(
    board: Board, doc_id: DocId, before: types.PreviousResultId | None
) -> types.WorkspaceDocumentDiagnosticReport:
    report, uri, version = board.report(doc_id), board.uri(doc_id), board.version(doc_id)
    if before is not None and before.value == report.id:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, report.id, version)
    return types.WorkspaceFullDocumentDiagnosticReport(
        uri, list(report.diagnostics), version, result_id=report.id
    )
