"""Fixes that make or rename files, as the client is told of them, and clients that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from cog_lsp.fixes.result import Applicability, FileEdit, Fix
from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.convert import Outward
from cog_lsp.text import Span, TextEdit
from tests.projects import project as project_of
from tests.protocol.client import STANDIN, span
from tests.protocol.conftest import COG_YAML, FULL, Start, without
from tests.protocol.lightbulb import RESOLVE, titled

TEXT = f"{COG_YAML}# bad-create and bad-safe\n"
ABLE = {
    **FULL,
    "workspace": {
        **FULL["workspace"],
        "workspaceEdit": {
            **FULL["workspace"]["workspaceEdit"],
            "resourceOperations": ["create", "rename"],
        },
    },
}


def test_a_file_is_made_before_it_is_filled(start: Start, project: Path) -> None:
    client = start(STANDIN)
    client.initialize(ABLE)
    uri = client.open(project / "cog.yaml", TEXT)
    action = titled(client.actions(uri, at=span(3, 4, 4)), "Make the file")
    made = (project / "made.txt").as_uri()
    create, edit = client.request(RESOLVE, action)["edit"]["documentChanges"]
    assert create == {"kind": "create", "uri": made}
    assert edit["textDocument"] == {"uri": made, "version": None}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
    assert edit["edits"] == [{"range": whole, "newText": "made\n"}]
    assert client.shut_down() == 0


def test_fix_all_makes_no_files_because_it_may_run_on_save(start: Start, project: Path) -> None:
    client = start(STANDIN)
    client.initialize(ABLE)
    uri = client.open(project / "cog.yaml", TEXT)
    (action,) = client.actions(uri, only=["source.fixAll"])
    (change,) = client.request(RESOLVE, action)["edit"]["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    assert client.shut_down() == 0


@pytest.mark.parametrize("takes_disabled", [True, False])
def test_a_client_that_makes_no_files(start: Start, project: Path, takes_disabled: bool) -> None:
    """The fix is refused with the reason, or left out; fix-all makes the rest."""
    client = start(STANDIN)
    path = "textDocument.codeAction.disabledSupport"
    client.initialize(FULL if takes_disabled else without(FULL, path))
    uri = client.open(project / "cog.yaml", TEXT)
    actions = [one for one in client.actions(uri, at=span(3, 4, 4)) if "Make" in one["title"]]
    assert [one["disabled"]["reason"] for one in actions] == (
        ["it creates a file, which this editor does not let a server do"] if takes_disabled else []
    )
    (whole,) = client.actions(uri, only=["source.fixAll"])
    (change,) = client.request(RESOLVE, whole)["edit"]["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    assert client.shut_down() == 0


def caps(**edit: object) -> ClientCaps:
    workspace = types.WorkspaceClientCapabilities(
        workspace_edit=types.WorkspaceEditClientCapabilities(**edit)  # type: ignore[arg-type]
    )
    return ClientCaps.of(types.ClientCapabilities(workspace=workspace))


RENAMING = Fix(
    "Rename",
    Applicability.UNSAFE,
    (FileEdit("predict.py", (TextEdit(Span(0, 1), "#"),), renamed_to="run.py"),),
    "why",
)


@pytest.mark.parametrize("document_changes", [True, None])
def test_a_file_is_renamed_after_its_edits(document_changes: bool | None) -> None:
    able = caps(
        document_changes=document_changes,
        resource_operations=[types.ResourceOperationKind.Rename],
        change_annotation_support=types.ChangeAnnotationsSupportOptions(),
    )
    assert able.obstacle(RENAMING) == ""
    made = project_of({"cog.yaml": COG_YAML, "predict.py": "x = 1\n"})
    edit = Outward(made.documents, able, lambda path: f"file:///m/{path}").workspace_edit(RENAMING)
    change, rename = edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.uri == "file:///m/predict.py"
    assert isinstance(rename, types.RenameFile)
    assert (rename.old_uri, rename.new_uri) == ("file:///m/predict.py", "file:///m/run.py")
    # Neither overwrites nor ignores a file that is there.
    assert rename.options is None
    assert rename.annotation_id in (edit.change_annotations or {})


@pytest.mark.parametrize(
    "edit",
    [
        {},
        {"document_changes": True},
        {"resource_operations": [types.ResourceOperationKind.Create]},
        {"document_changes": True, "resource_operations": [types.ResourceOperationKind.Create]},
    ],
)
def test_who_cannot_rename_files(edit: dict[str, object]) -> None:
    assert "renames a file" in caps(**edit).obstacle(RENAMING)
