"""One file, many spellings; and what is no file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cog_lsp.server.workspace import DocId, child_uri, parent_uri
from tests.protocol.client import RawClient
from tests.protocol.conftest import COG_YAML, PREDICT, Writer


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file:///c%3A/a/b.py", "file:///C:/a/b.py"),
        ("file:///c:/a%20b.py", "file:///C%3a/a b.py"),
        ("file:///a/%7Eb.py", "file:///a/~b.py"),
        ("file://localhost/a/b.py", "file:///a/b.py"),
        ("FILE:///a/./b.py", "file:///a/c/../b.py"),
    ],
)
def test_spellings_of_one_file(one: str, other: str) -> None:
    """Percent-encoding, the case of a drive and dots make no difference."""
    assert DocId.of(one).key == DocId.of(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file:///a/100%2525.py", "file:///a/100%25.py"),
        ("file:///a/b%3Fc.py", "file:///a/b"),
        ("file:///a/B.py", "file:///a/b.py"),
        ("file://server/a/b.py", "file:///a/b.py"),
        ("untitled:a", "untitled:b"),
    ],
)
def test_different_files(one: str, other: str) -> None:
    """A percent sign in a name, a host, or the case of a name does."""
    assert DocId.of(one).key != DocId.of(other).key


def test_paths() -> None:
    """Where a URI is on disk, if it is: spaces, UNC hosts, bytes that are no UTF-8."""
    assert DocId.of("file:///a%20b/c%23.py").path == Path("/a b/c#.py")
    assert DocId.of("file:///a;b/c.py").path == Path("/a;b/c.py")
    assert DocId.of("file://server/share/c.py").path == Path("//server/share/c.py")
    assert DocId.of("file:///a/%FF.py").path == Path(os.fsdecode(b"/a/\xff.py"))
    for uri in ("untitled:Untitled-1", "vscode-remote://ssh/a.py", "file:", "file:///a%00b", ""):
        assert DocId.of(uri).path is None


def test_uris_of_other_files_are_spelled_as_the_client_spells() -> None:
    """The folder's part of a URI is kept as it came; only what is added is encoded."""
    base = parent_uri("file:///c%3A/my%20model/lib/net.py", "lib/net.py")
    assert base == "file:///c%3A/my%20model"
    assert child_uri(base, "a b/ü.py") == "file:///c%3A/my%20model/a%20b/%C3%BC.py"


def test_answers_use_the_clients_own_spelling(client: RawClient, write: Writer) -> None:
    """A document opened under an unusual URI is published under that URI, and its folder's too."""
    root = write({"my model/cog.yaml": COG_YAML, "my model/predict.py": f"{PREDICT}# bad-safe\n"})
    base = f"file://localhost{root.as_posix()}/my%20model"
    text = f"{COG_YAML}# bad-safe\n"
    client.open(f"{base}/%63og.yaml", text)
    assert client.codes(f"{base}/%63og.yaml") == ["bad-safe"]
    assert client.published((root / "my model/cog.yaml").as_uri()) is None
    assert client.codes(f"{base}/predict.py") == ["bad-safe"]
    # Under another spelling it is the same document.
    client.change((root / "my model/cog.yaml").as_uri(), COG_YAML, version=2)
    assert client.codes(f"{base}/%63og.yaml") == []


def test_a_file_that_changes_its_spelling(client: RawClient, project: Path) -> None:
    """Published while closed under one URI and then opened under another: the first is cleared."""
    (project / "predict.py").write_text(f"{PREDICT}# bad-safe\n")
    uri = client.open(project / "cog.yaml")
    closed = (project / "predict.py").as_uri()
    assert client.codes(closed) == ["bad-safe"]
    opened = client.open(
        f"file://localhost{project.as_posix()}/predict.py", f"# bad-safe\n{PREDICT}"
    )
    assert client.codes(opened) == ["bad-safe"]
    assert client.published(closed) == {"uri": closed, "diagnostics": []}
    client.settle(uri)


def test_two_ways_to_a_project_are_one_project(client: RawClient, write: Writer) -> None:
    """Through a symbolic link or not, it is one project, and one set of findings."""
    root = write({"real/cog.yaml": COG_YAML, "real/predict.py": PREDICT})
    (root / "link").symlink_to(root / "real", target_is_directory=True)
    linked = client.open(root / "link/cog.yaml", f"{COG_YAML}# bad-safe\n")
    assert client.codes(linked) == ["bad-safe"]
    client.watched((root / "real/predict.py", 2))
    (root / "real/predict.py").write_text(f"{PREDICT}# bad-unsafe\n")
    client.watched((root / "real/predict.py", 2))
    assert client.codes(linked) == ["bad-safe"]
    told = client.published((root / "link/predict.py").as_uri())
    assert told is not None
    assert [one["code"] for one in told["diagnostics"]] == ["bad-unsafe"]
    assert client.published((root / "real/predict.py").as_uri()) is None


def test_documents_that_are_not_on_disk_are_nobodys(client: RawClient) -> None:
    """Untitled and remote documents, and files without a project, are left alone, quietly."""
    for uri in ("untitled:Untitled-1", "vscode-remote://host/x/predict.py", "file:///no/where.py"):
        client.open(uri, "def f(:\n")
        client.change(uri, "def g(:\n")
        client.settle(uri)
        assert client.actions(uri) == []
        assert client.published(uri) is None
        client.save(uri)
        client.close(uri)
