"""``textDocument/diagnostic`` and ``workspace/diagnostic``, for clients that pull."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from cog_lsp.server.language_server import CogServer
from cog_lsp.server.live import NOTHING, LiveProject, Report
from cog_lsp.server.workspace import DocId


async def of_document(
    ls: CogServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """The findings of one document as it is now."""
    found = ls.session.find(params.text_document.uri)
    report = NOTHING
    if found is not None:
        live, path = found
        await live.task.current()
        report = live.report(path)
    if params.previous_result_id == report.id:
        return types.RelatedUnchangedDocumentDiagnosticReport(report.id)
    return types.RelatedFullDocumentDiagnosticReport(list(report.diagnostics), result_id=report.id)


async def of_workspace(
    ls: CogServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """The findings of every file of every project that has some, had some, or is open."""
    projects = ls.session.projects
    # A project that breaks down must not take the others' findings with it.
    await asyncio.gather(*(live.task.current() for live in projects), return_exceptions=True)
    before = {DocId.of(known.uri): known for known in params.previous_result_ids}
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    for live in projects:
        for path in sorted(live.reports.keys() | live.open.keys()):
            known = before.pop(DocId.of(live.uri(path)), None)
            items.append(_item(live, path, known.value if known is not None else None))
    for known in before.values():
        if known.value != NOTHING.id:
            items.append(_full(known.uri, None, NOTHING))
    return types.WorkspaceDiagnosticReport(items)


def _item(
    live: LiveProject, path: str, known: str | None
) -> types.WorkspaceDocumentDiagnosticReport:
    report, uri, version = live.report(path), live.uri(path), live.version(path)
    if known == report.id:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri, report.id, version)
    return _full(uri, version, report)


def _full(
    uri: str, version: int | None, report: Report
) -> types.WorkspaceFullDocumentDiagnosticReport:
    return types.WorkspaceFullDocumentDiagnosticReport(
        uri, list(report.diagnostics), version, result_id=report.id
    )
