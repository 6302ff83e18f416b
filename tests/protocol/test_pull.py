"""Diagnostics that are pulled: never pushed as well, unchanged where nothing changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import STANDIN, RawClient, ServerError
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer, pulling, without

BAD = f"{COG_YAML}# bad-safe\n"
REFRESH = "workspace/diagnostic/refresh"


@pytest.fixture(scope="module")
def _pulling() -> Iterator[RawClient]:
    client = RawClient(STANDIN)
    result = client.initialize(pulling())
    assert result["capabilities"]["diagnosticProvider"] == {
        "identifier": "cog",
        "interFileDependencies": True,
        "workspaceDiagnostics": True,
    }
    yield client
    code = client.shut_down()
    pushed = client.sent("textDocument/publishDiagnostics")
    client.kill()
    assert code == 0
    assert pushed == [], "pulled and pushed"


@pytest.fixture
def client(_pulling: RawClient) -> RawClient:
    """A server and a client that pulls, shared by the tests of this file."""
    return _pulling


def pull(client: RawClient, uri: str, known: str | None = None) -> Any:
    params = {"textDocument": {"uri": uri}, "previousResultId": known}
    return client.request("textDocument/diagnostic", params)


def codes(report: Any) -> list[str]:
    return [found["code"] for found in report["items"]]


def pull_workspace(client: RawClient, *known: tuple[str, str]) -> dict[str, Any]:
    before = [{"uri": uri, "value": value} for uri, value in known]
    result = client.request("workspace/diagnostic", {"previousResultIds": before})
    return {item["uri"]: item for item in result["items"]}


def test_a_pull_is_answered_for_the_text_as_it_is(client: RawClient, project: Path) -> None:
    """Each pull sees the edits before it, without the pause for typing."""
    uri = client.open(project / "cog.yaml", BAD)
    assert codes(pull(client, uri)) == ["bad-safe"]
    client.change(uri, f"{COG_YAML}# bad-unsafe\n")
    assert codes(pull(client, uri)) == ["bad-unsafe"]
    client.change(uri, COG_YAML)
    assert codes(pull(client, uri)) == []


def test_what_has_not_changed_is_not_sent_again(client: RawClient, project: Path) -> None:
    """The same findings have the same result id, and are reported as unchanged."""
    uri = client.open(project / "cog.yaml", BAD)
    first = pull(client, uri)
    assert first["kind"] == "full"
    client.change(uri, f"{BAD}# more\n")
    assert pull(client, uri, first["resultId"]) == {
        "kind": "unchanged",
        "resultId": first["resultId"],
    }
    client.change(uri, f"# above\n{BAD}")
    again = pull(client, uri, first["resultId"])
    assert again["kind"] == "full"
    assert again["resultId"] != first["resultId"]


def test_documents_of_no_project_have_no_findings(client: RawClient) -> None:
    """A pull for a document outside of any project is answered with an empty report."""
    uri = client.open("untitled:Untitled-1", "def f(:\n")
    report = pull(client, uri)
    assert report["items"] == []
    assert pull(client, uri, report["resultId"])["kind"] == "unchanged"


def test_the_workspace_is_pulled_as_a_whole(client: RawClient, write: Writer) -> None:
    """Files that are not open are in the report of the workspace, open ones with their version."""
    root = write({"cog.yaml": COG_YAML, "predict.py": "def f(:\n"})
    uri = client.open(root / "cog.yaml", BAD, version=4)
    predict = (root / "predict.py").as_uri()
    items = pull_workspace(client)
    assert codes(items[uri]) == ["bad-safe"]
    assert items[uri]["version"] == 4
    assert codes(items[predict]) == ["python-syntax"]
    assert items[predict]["version"] is None
    known = [(item, items[item]["resultId"]) for item in (uri, predict)]
    client.change(uri, COG_YAML)
    again = pull_workspace(client, *known)
    assert again[predict]["kind"] == "unchanged"
    assert again[uri]["items"] == []
    (root / "predict.py").unlink()
    client.watched((root / "predict.py", 3))
    last = pull_workspace(client, *known)
    assert last[predict]["kind"] == "full"
    assert last[predict]["items"] == []


def test_the_client_is_told_of_what_it_cannot_know(client: RawClient, project: Path) -> None:
    """Other files' findings change by an edit, the disk or a setting: the client is to pull."""
    (project / "lib.py").write_text("def broken(:\n")
    uri = client.open(project / "predict.py")
    pull(client, uri)
    before = len(client.sent(REFRESH))
    # Wrong in the file that is edited: the client pulls that by itself.
    client.change(uri, f"{PREDICT}# bad-safe\n")
    assert codes(pull(client, uri)) == ["bad-safe"]
    assert len(client.sent(REFRESH)) == before
    mark = len(client.messages)
    client.change(uri, f"import lib\n{PREDICT}")
    client.wait_method(REFRESH, mark)
    mark = len(client.messages)
    (project / "lib.py").write_text("")
    client.watched((project / "lib.py", 2))
    client.wait_method(REFRESH, mark)
    mark = len(client.messages)
    (project / "cog.yaml").write_text(f"{COG_YAML}# bad-unsafe\n")
    client.watched((project / "cog.yaml", 2))
    client.wait_method(REFRESH, mark)
    mark = len(client.messages)
    (project / "cog-lsp.toml").write_text('ignore = ["bad-unsafe"]\n')
    client.watched((project / "cog-lsp.toml", 1))
    client.wait_method(REFRESH, mark)


def test_a_client_that_cannot_refresh_is_not_asked_to(start: Start, project: Path) -> None:
    """The refresh request goes out only to clients that offer it."""
    client = start(STANDIN)
    client.initialize(without(pulling(), "workspace.diagnostics"), root=project)
    uri = client.open(project / "cog.yaml", BAD)
    assert codes(pull(client, uri)) == ["bad-safe"]
    client.watched((project / "predict.py", 2))
    pull(client, uri)
    assert client.sent(REFRESH) == []
    assert client.shut_down() == 0


def test_a_pull_of_a_project_that_breaks_down(start: Start, project: Path) -> None:
    """When a project cannot be read for a fault of ours, pulls are answered and it is said once."""
    broken = (
        "from cog_lsp.project.discover import ProjectLoader\n"
        "def fail(*args, **kwargs): raise ZeroDivisionError('oops')\n"
        "ProjectLoader.load = fail\n"
        "from cog_lsp.server.main import serve\n"
        "raise SystemExit(serve())\n"
    )
    client = start((STANDIN[0], "-c", broken))
    client.initialize(pulling(FULL))
    uri = client.open(project / "cog.yaml", BAD)
    assert pull_workspace(client) == {}
    for text in (COG_YAML, BAD, COG_YAML):
        client.change(uri, text)
        with pytest.raises(ServerError) as failed:
            pull(client, uri)
        assert failed.value.code == -32603
    assert len(client.sent("window/showMessage")) == 1
    assert client.shut_down() == 0
