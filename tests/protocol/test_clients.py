"""Sessions as real editors hold them: their recorded abilities, checked by pytest-lsp.

pytest-lsp warns when the server sends what the client did not say it can take; here that fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pytest_lsp import (
    ClientServerConfig,
    LanguageClient,
    LspSpecificationWarning,
    client_capabilities,
    make_test_lsp_client,
)

from tests.protocol.client import DEADLINE, REPOSITORY, SERVER
from tests.protocol.conftest import COG_YAML, PREDICT, Writer

pytestmark = pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning")

EDITORS = {
    "neovim@v0.11": True,
    "visual-studio-code": False,
    "emacs": False,
}
BROKEN = f"{COG_YAML}# cog-lsp: ignore[yaml-syntax]\n"


@pytest.fixture(params=sorted(EDITORS))
async def editor(
    request: pytest.FixtureRequest, write: Writer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[str, LanguageClient, Path]]:
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    root = write({"cog.yaml": BROKEN, "predict.py": PREDICT})
    config = ClientServerConfig(list(SERVER), client_factory=make_test_lsp_client)
    client: Any = await config.start()
    await client.initialize_session(
        types.InitializeParams(
            capabilities=client_capabilities(request.param),
            workspace_folders=[types.WorkspaceFolder(root.as_uri(), "project")],
            root_uri=root.as_uri(),
        )
    )
    yield request.param, client, root
    await client.shutdown_session()
    assert client.error is None
    await client.stop()


async def test_from_opening_to_the_clean_result(
    editor: tuple[str, LanguageClient, Path],
) -> None:
    """Open, see the finding, take the lightbulb's fix, see it gone: as each editor does it."""
    name, client, root = editor
    uri = (root / "cog.yaml").as_uri()
    item = types.TextDocumentItem(uri, "yaml", 1, BROKEN)
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    (found,) = await findings(name, client, uri)
    assert found.code == "unused-suppression"
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri), found.range, types.CodeActionContext([found])
        )
    )
    action = (actions or [])[0]
    assert isinstance(action, types.CodeAction)
    if action.edit is None:
        action = await client.code_action_resolve_async(action)
    edit = action.edit
    assert edit is not None
    if edit.document_changes is not None:
        (document,) = edit.document_changes
        assert isinstance(document, types.TextDocumentEdit)
        assert document.text_document.version == 1
        (change,) = document.edits
    else:
        (change,) = (edit.changes or {})[uri]
    assert isinstance(change, types.TextEdit)
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(uri=uri, version=2),
            [types.TextDocumentContentChangePartial(change.range, change.new_text)],
        )
    )
    assert await findings(name, client, uri, lambda found: not found) == []
    assert client.messages == []


async def findings(
    name: str,
    client: LanguageClient,
    uri: str,
    wanted: Any = bool,
) -> list[types.Diagnostic]:
    """What the editor shows for a document, by the way that it takes."""
    if EDITORS[name]:
        report = await client.text_document_diagnostic_async(
            types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        )
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert client.diagnostics == {}
        return list(report.items)
    while uri not in client.diagnostics or not wanted(client.diagnostics[uri]):
        news = client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        await asyncio.wait_for(news, DEADLINE)
    return list(client.diagnostics[uri])


def test_the_recorded_editors_differ() -> None:
    """The recordings cover both ways of diagnostics."""
    pulls = {
        name: getattr(client_capabilities(name).text_document, "diagnostic", None) is not None
        for name in EDITORS
    }
    assert pulls == EDITORS
    assert issubclass(LspSpecificationWarning, UserWarning)
