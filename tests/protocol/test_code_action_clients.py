"""The lightbulb of clients that can do less, or forget what they were told."""

from __future__ import annotations

from pathlib import Path

from tests.protocol.client import STANDIN, RawClient, span
from tests.protocol.conftest import FULL, PREDICT, Start, without
from tests.protocol.lightbulb import EVERY, applied, titled


def test_a_client_that_drops_the_data_of_diagnostics(client: RawClient, project: Path) -> None:
    """Findings are found by rule and range too; and those named are offered off the cursor."""
    uri = client.open(project / "cog.yaml", EVERY)
    (safe,) = [found for found in client.diagnostics(uri) if found["code"] == "bad-safe"]
    bare = {key: safe[key] for key in ("range", "code", "message", "source")}
    for diagnostic in (safe, bare):
        actions = client.actions(uri, at=span(0, 0, 0), diagnostics=[diagnostic])
        assert actions[0]["title"] == "cog: Delete the word"
        assert actions[0]["diagnostics"] == [diagnostic]
    moved = {**bare, "range": span(0, 0, 1)}
    assert client.actions(uri, at=span(0, 0, 0), diagnostics=[moved]) == []


def test_a_client_with_the_least_abilities(start: Start, project: Path) -> None:
    """No resolving, versions, annotations, disabled or preferred actions: plain edits at once."""
    client = start(STANDIN)
    literals = FULL["textDocument"]["codeAction"]["codeActionLiteralSupport"]
    least = without(FULL, "workspace.workspaceEdit", "textDocument.codeAction")
    least["textDocument"]["codeAction"] = {"codeActionLiteralSupport": literals}
    client.initialize(least)
    uri = client.open(project / "cog.yaml", EVERY)
    client.open(project / "predict.py", f"{PREDICT}# bad-safe\n")
    actions = client.actions(uri)
    assert not [
        one for one in actions if "disabled" in one or "data" in one or "isPreferred" in one
    ]
    edit = titled(actions, "Delete the word (")["edit"]
    assert edit == {"changes": {uri: [{"range": span(4, 2, 12), "newText": ""}]}}
    whole = titled(actions, "Fix all 2 bad-safe")["edit"]
    assert len(whole["changes"]) == 2
    (action,) = client.actions(uri, only=["source.fixAll"])
    assert applied(EVERY, action["edit"]["changes"][uri]) == EVERY.replace("bad-safe", "")
    assert client.shut_down() == 0


def test_a_client_that_knows_commands_only(start: Start, project: Path) -> None:
    """Before code actions there were commands: what is one goes out, the rest is left out."""
    client = start(STANDIN)
    result = client.initialize(without(FULL, "textDocument.codeAction"))
    assert result["capabilities"]["codeActionProvider"] is True
    uri = client.open(project / "cog.yaml", EVERY)
    (command,) = client.actions(uri)
    assert command["command"] == "cog-lsp.showText"
    assert client.shut_down() == 0
