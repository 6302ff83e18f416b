"""Which projects there are, while files and folders come and go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import STANDIN, RawClient
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer, without

FILES = "workspace/didChangeWatchedFiles"
BAD = f"{COG_YAML}# bad-safe\n"


def folder(path: Path) -> dict[str, str]:
    return {"uri": path.as_uri(), "name": path.name}


def registered(client: RawClient) -> dict[str, Any]:
    """What the server has asked the client to report, the newest last."""
    return {
        one["method"]: one["registerOptions"]
        for told in client.sent("client/registerCapability")
        for one in told["registrations"]
    }


def watched_folders(client: RawClient) -> set[str]:
    """The folders whose files the client reports."""
    return {one["globPattern"]["baseUri"]["uri"] for one in registered(client)[FILES]["watchers"]}


def folders_changed(client: RawClient, **event: Any) -> None:
    event = {"added": [], "removed": [], **event}
    client.notify("workspace/didChangeWorkspaceFolders", {"event": event})


def test_several_projects_in_several_folders(start: Start, write: Writer) -> None:
    """Every project of every workspace folder is checked, on its own, without being opened."""
    root = write(
        {
            "one/a/cog.yaml": BAD,
            "one/b/cog.yaml": f"{COG_YAML}# bad-unsafe\n",
            "one/b/predict.py": PREDICT,
            "one/node_modules/x/cog.yaml": BAD,
            "two/cog.yaml": COG_YAML,
            "two/inner/cog.yaml": BAD,
            "two/inner/predict.py": "def f(:\n",
        }
    )
    client = start(STANDIN)
    client.initialize(FULL, workspaceFolders=[folder(root / "one"), folder(root / "two")])
    for path, codes in (
        ("one/a/cog.yaml", ["bad-safe"]),
        ("one/b/cog.yaml", ["bad-unsafe"]),
        ("two/inner/cog.yaml", ["bad-safe"]),
        ("two/inner/predict.py", ["python-syntax"]),
    ):
        uri = (root / path).as_uri()
        client.wait_published(uri, bool)
        assert client.codes(uri) == codes
    # A file of the inner project is none of the outer one.
    client.open(root / "two/inner/predict.py", PREDICT)
    assert client.codes((root / "two/inner/predict.py").as_uri()) == []
    assert client.published((root / "one/node_modules/x/cog.yaml").as_uri()) is None

    folders_changed(client, removed=[folder(root / "one")])
    gone = (root / "one/a/cog.yaml").as_uri()
    client.wait_published(gone, lambda found: not found)
    # What is watched follows the folders.
    unregistered = client.wait_method("client/unregisterCapability")["params"]["unregisterations"]
    assert [one["method"] for one in unregistered] == [FILES]
    client.wait(lambda sent: watched_folders(client) == {(root / "two").as_uri()})
    mark = len(client.messages)
    folders_changed(client, added=[folder(root / "one")])
    client.wait_published(gone, bool, mark)
    assert client.shut_down() == 0


def test_a_project_is_born_and_dies_on_disk(start: Start, write: Writer) -> None:
    """cog.yaml is made, deleted and made again while its predictor is open."""
    root = write({"model/predict.py": PREDICT})
    client = start(STANDIN)
    client.initialize(FULL, root=root)
    uri = client.open(root / "model/predict.py", f"{PREDICT}# bad-safe\n")
    assert client.codes(uri) == []
    config = root / "model/cog.yaml"
    for _ in range(2):
        config.write_text(COG_YAML)
        client.watched((config, 1))
        assert client.codes(uri) == ["bad-safe"]
        config.unlink()
        client.watched((config, 3))
        assert client.codes(uri) == []
    (root / "other").mkdir()
    (root / "other/cog.yaml").write_text(BAD)
    client.watched((root / "other/cog.yaml", 1))
    client.wait_published((root / "other/cog.yaml").as_uri(), bool)
    assert client.shut_down() == 0


def test_a_project_is_born_in_an_editor(client: RawClient, write: Writer) -> None:
    """A cog.yaml that is typed but not saved makes a project, and closing it ends that."""
    root = write({"predict.py": PREDICT})
    uri = client.open(root / "predict.py", f"{PREDICT}# bad-safe\n")
    assert client.codes(uri) == []
    config = client.open(root / "cog.yaml", BAD)
    assert client.codes(uri) == ["bad-safe"]
    assert client.codes(config) == ["bad-safe"]
    client.close(config)
    client.settle(uri)
    assert client.codes(uri) == []
    assert client.codes(config) == []


def test_a_file_of_two_projects(client: RawClient, write: Writer) -> None:
    """An outer project imports from an inner one: each finding once, and none lost by the other."""
    root = write(
        {
            "cog.yaml": COG_YAML,
            "predict.py": f"import inner.net\n{PREDICT}",
            "inner/cog.yaml": COG_YAML.replace("predict.py", "net.py"),
            "inner/net.py": "# bad-safe\n",
        }
    )
    net = (root / "inner/net.py").as_uri()
    outer = client.open(root / "predict.py")
    inner = client.open(root / "inner/cog.yaml")
    assert client.codes(outer) == []
    client.settle(inner)
    assert client.codes(net) == ["bad-safe"]
    for text in (PREDICT, f"import inner.net\n{PREDICT}", PREDICT, f"import inner.net\n{PREDICT}"):
        client.change(outer, text)
        client.settle(outer)
        assert client.codes(net) == ["bad-safe"]
    client.close(inner)
    client.settle(outer)
    assert client.codes(net) == ["bad-safe"]
    client.change(outer, PREDICT)
    client.settle(outer)
    assert client.codes(net) == []


def test_whatever_a_project_reads_is_watched(client: RawClient, project: Path) -> None:
    """Settings, requirements, local modules and ignore files count, on disk and in a buffer."""
    (project / "cog.yaml").write_text(
        'build:\n  python_requirements: reqs.txt\nrun: "predict.py:Predictor"\n# bad-safe\n'
    )
    (project / "predict.py").write_text("import lib\n" + PREDICT)
    uri = client.open(project / "cog.yaml")
    assert client.codes(uri) == ["bad-safe"]
    for name in ("reqs.txt", ".dockerignore", "lib.py"):
        path = project / name
        for kind, text, codes in ((1, "# bad-unsafe\n", ["bad-unsafe"]), (2, "#\n", [])):
            path.write_text(text)
            client.watched((path, kind))
            assert client.codes(path.as_uri()) == codes
        buffer = client.open(path, "# bad-refused\n")
        assert client.codes(buffer) == ["bad-refused"]
        client.close(buffer)
        client.settle(uri)
        assert client.codes(buffer) == []
    settings = project / "cog-lsp.toml"
    settings.write_text('ignore = ["bad-safe"]\n')
    client.watched((settings, 1))
    assert client.codes(uri) == []
    buffer = client.open(settings, "")
    assert client.codes(uri) == ["bad-safe"]
    client.change(buffer, 'severity = { bad-safe = "off" }\n')
    assert client.codes(uri) == []


@pytest.mark.parametrize("relative", [True, False])
def test_what_is_asked_of_the_client(start: Start, project: Path, relative: bool) -> None:
    """Watchers are registered where the client takes them, relative to its folders if it can."""
    plain = without(FULL, "workspace.didChangeWatchedFiles.relativePatternSupport")
    client = start()
    result = client.initialize(FULL if relative else plain, workspaceFolders=[folder(project)])
    assert result["capabilities"]["textDocumentSync"]["save"] == {"includeText": False}
    client.wait(lambda sent: FILES in registered(client))
    assert "workspace/didChangeConfiguration" in registered(client)
    patterns = [watcher["globPattern"] for watcher in registered(client)[FILES]["watchers"]]
    if relative:
        assert {one["baseUri"]["uri"] for one in patterns} == {project.as_uri()}
        patterns = [one["pattern"] for one in patterns]
    assert "**/.dockerignore" in patterns
    assert any("yaml" in pattern and "py" in pattern for pattern in patterns)
    assert client.shut_down() == 0


def test_without_watchers_the_disk_is_looked_at_on_save(start: Start, project: Path) -> None:
    """A client that reports no changes on disk: what changed there is seen at the next save."""
    client = start(STANDIN)
    client.initialize(without(FULL, "workspace.didChangeWatchedFiles"))
    uri = client.open(project / "cog.yaml")
    assert client.codes(uri) == []
    (project / "predict.py").write_text(f"{PREDICT}# bad-safe\n")
    client.save(uri)
    assert client.codes((project / "predict.py").as_uri()) == ["bad-safe"]
    client.wait_method("client/registerCapability")
    assert registered(client).keys() == {"workspace/didChangeConfiguration"}
    assert client.shut_down() == 0
