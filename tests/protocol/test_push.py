"""Diagnostics that are sent: for which files, at which versions, when, and when no longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.registry import all_rules
from tests.protocol.client import STANDIN, RawClient, ServerError, span
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer, without
from tests.protocol.standin_server import kept

BAD = f"{COG_YAML}# bad-safe\n"


def test_what_is_sent_is_what_the_engine_finds(client: RawClient, write: Writer) -> None:
    """The same project through the engine and through the server: the same findings."""
    root = write(
        {
            "cog.yaml": "build:\n  gpu: true  # cog-lsp: ignore[no-such-rule]\n"
            'run: "predict.py:Predictor"\n',
            "predict.py": "import lib\n# 😀 cog-lsp: nonsense\nclass Predictor(:\n",
            "lib.py": "def broken(:\n",
        }
    )
    checked = engine.check(ProjectLoader(root).load())
    uri = client.open(root / "cog.yaml")
    client.settle(uri)
    sent = [
        (path.name, found["code"], found["message"], found["data"]["id"])
        for path in sorted(root.iterdir())
        for found in (client.published(path.as_uri()) or {"diagnostics": []})["diagnostics"]
    ]
    rules = {rule.slug for rule in all_rules() if kept(rule)}
    expected = [
        (found.path, found.rule, found.message, found.id)
        for found in checked.findings
        if found.rule in rules
    ]
    assert sent == expected
    assert {"cog.yaml", "lib.py", "predict.py"} == {name for name, *_ in sent}


def test_a_diagnostic_has_all_that_the_client_can_show(client: RawClient, project: Path) -> None:
    """Source, code, link, tags, a place in another file, and an id that means nothing to it."""
    client.open(project / "cog.yaml")
    uri = client.open(project / "predict.py", f"{PREDICT}# bad-related\n")
    (found,) = client.diagnostics(uri)
    assert found["data"].keys() == {"id"}
    assert found == {
        "range": span(6, 2, 13),
        "message": "bad-related stands here",
        "severity": 2,
        "source": "cog",
        "code": "bad-related",
        "codeDescription": {"href": found["codeDescription"]["href"]},
        "tags": [2],
        "relatedInformation": [
            {
                "location": {"uri": (project / "cog.yaml").as_uri(), "range": span(0, 0, 3)},
                "message": "said here",
            }
        ],
        "data": found["data"],
    }
    assert found["codeDescription"]["href"].endswith("/bad-related.md")


def test_a_diagnostic_has_nothing_that_the_client_cannot_show(start: Start, project: Path) -> None:
    """Links, tags and other places only where the client says that it shows them."""
    client = start(STANDIN)
    client.initialize(without(FULL, "textDocument.publishDiagnostics"))
    uri = client.open(project / "predict.py", f"{PREDICT}# bad-related\n")
    (found,) = client.diagnostics(uri)
    assert found.keys() == {"range", "message", "severity", "source", "code", "data"}


def test_versions_go_out_with_what_was_found_in_them(client: RawClient, project: Path) -> None:
    """Each publication names the version it is for; a file that is not open has none."""
    uri = client.open(project / "cog.yaml", f"{BAD}# {project.name}\n", version=7)
    client.settle(uri)
    told = client.published(uri)
    assert told is not None
    assert told["version"] == 7
    (project / "predict.py").write_text("def f(:\n")
    client.watched((project / "predict.py", 2))
    client.settle(uri)
    told = client.published((project / "predict.py").as_uri())
    assert told is not None
    assert "version" not in told


def test_stale_findings_are_never_sent(client: RawClient, project: Path) -> None:
    """Under a storm of edits, every publication fits the very version that it names."""
    uri = client.open(project / "cog.yaml", COG_YAML)
    lengths = {1: 0}
    for count in range(1, 60):
        version = client.change(uri, f"{COG_YAML}{'#' * count} bad-safe\n")
        lengths[version] = count + 1
        if count % 7 == 0:
            client.settle(uri)
    client.settle(uri)
    told = [one for one in client.sent("textDocument/publishDiagnostics") if one["uri"] == uri]
    assert [one["version"] for one in told] == sorted({one["version"] for one in told})
    assert told[-1]["version"] == 60
    for one in told:
        starts = [found["range"]["start"]["character"] for found in one["diagnostics"]]
        assert starts == ([lengths[one["version"]]] if lengths[one["version"]] else [])


def test_typing_is_waited_out(client: RawClient, project: Path) -> None:
    """A burst of keystrokes is analysed once it is over, not at each of them; by itself."""
    uri = client.open(project / "cog.yaml", COG_YAML)
    client.settle(uri)
    with client.at_once():
        for count in range(1, 40):
            client.change(uri, f"{COG_YAML}{'#' * count} bad-safe\n")
    client.wait(lambda sent: (client.published(uri) or {})["version"] == 40)
    sent = [one for one in client.sent("textDocument/publishDiagnostics") if one["uri"] == uri]
    # One for the opening and one for the burst, but for a machine that pauses in the midst of it.
    assert 2 <= len(sent) <= 5


def test_only_typing_is_waited_out(start: Start, project: Path) -> None:
    """What is opened, saved or watched is analysed at once, and so is what a request needs."""
    client = start(STANDIN, environment={"TYPING_PAUSE": "3600"})
    client.initialize(FULL, root=project)
    uri = client.open(project / "cog.yaml", BAD)
    client.wait_published(uri, bool)
    client.change(uri, COG_YAML)
    client.save(uri)
    assert client.wait_published(uri, lambda found: not found)["version"] == 2
    client.change(uri, f"{COG_YAML}# bad-unsafe\n")
    client.watched((project / "predict.py", 2))
    client.wait_published(uri, lambda found: [one["code"] for one in found] == ["bad-unsafe"])
    client.change(uri, BAD)
    assert client.actions(uri)[0]["title"] == "cog: Delete the word"
    told = client.published(uri)
    assert told is not None
    assert told["version"] == 4
    assert client.shut_down() == 0


def test_files_that_are_not_open_are_published(client: RawClient, project: Path) -> None:
    """An edit in one file changes what is wrong in another, open or not."""
    (project / "predict.py").write_text("import lib\n" + PREDICT)
    (project / "lib.py").write_text("def broken(:\n")
    lib = (project / "lib.py").as_uri()
    uri = client.open(project / "predict.py")
    assert client.codes(uri) == []
    assert client.codes(lib) == ["python-syntax"]
    client.change(uri, PREDICT)
    assert client.codes(lib) == []
    client.change(uri, "import lib\n" + PREDICT)
    assert client.codes(lib) == ["python-syntax"]


def test_closing_keeps_what_is_still_wrong_on_disk(client: RawClient, project: Path) -> None:
    """A closed file shows what is on disk while its project is watched, and then nothing."""
    other = client.open(project / "predict.py")
    uri = client.open(project / "cog.yaml", BAD)
    assert client.codes(uri) == ["bad-safe"]
    client.close(uri)
    client.settle(other)
    assert client.published(uri) == {"uri": uri, "diagnostics": []}
    (project / "cog.yaml").write_text(f"{COG_YAML}# bad-unsafe\n")
    client.watched((project / "cog.yaml", 2))
    assert client.codes(uri) == ["bad-unsafe"]
    # Then nobody has anything of this project open, and it lies in no workspace folder.
    mark = len(client.messages)
    client.close(other)
    client.wait_published(uri, lambda found: not found, mark)


def test_closing_in_a_workspace_keeps_findings(start: Start, project: Path) -> None:
    """A project in a workspace folder is watched whether or not anything of it is open."""
    (project / "cog.yaml").write_text(BAD)
    client = start(STANDIN)
    client.initialize(FULL, root=project)
    uri = (project / "cog.yaml").as_uri()
    client.wait_published(uri, bool)
    client.open(project / "cog.yaml", COG_YAML)
    assert client.codes(uri) == []
    client.close(uri)
    assert client.codes(uri) == ["bad-safe"]
    assert "version" not in (client.published(uri) or {})
    assert client.shut_down() == 0


def test_deleted_files_are_cleared(client: RawClient, project: Path) -> None:
    """A file, or a folder with files, that is deleted on disk has no findings any longer."""
    (project / "predict.py").write_text("import lib.net\n" + PREDICT)
    (project / "lib").mkdir()
    (project / "lib/net.py").write_text("def broken(:\n")
    net = (project / "lib/net.py").as_uri()
    client.open(project / "cog.yaml")
    assert client.codes(net) == ["python-syntax"]
    (project / "lib/net.py").unlink()
    (project / "lib").rmdir()
    client.watched((project / "lib", 3))
    assert client.codes(net) == []


def test_nothing_is_pulled_from_a_server_that_pushes(client: RawClient, project: Path) -> None:
    """Push or pull, never both: a client that did not offer to pull is refused when it does."""
    uri = client.open(project / "cog.yaml", BAD)
    with pytest.raises(ServerError) as refused:
        client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    assert refused.value.code == -32601
