"""Rename, moved files, references, highlights and symbols, with clients of different abilities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import RawClient, ServerError, place, span
from tests.protocol.conftest import FULL, Start, Writer
from tests.protocol.lightbulb import applied, changed

ABLE: dict[str, Any] = {
    **FULL,
    "textDocument": {**FULL["textDocument"], "rename": {"prepareSupport": True}},
    "workspace": {
        **FULL["workspace"],
        "fileOperations": {"willRename": True},
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create", "rename", "delete"],
        },
    },
}
CONFIG = "# 😀\nrun: 'run.py:Runner'\n"
RUN = """\
class Runner:
    def run(self, a: str) -> str:
        '😀'; self.run(a)
        return a
"""
TEST = "from run import Runner\nRunner().run('x')\n"
FILES = {"cog.yaml": CONFIG, "run.py": RUN, "tests/test_run.py": TEST}


@pytest.fixture(scope="module", params=["able", "bare"])
def session(request: pytest.FixtureRequest) -> Iterator[RawClient]:
    """A client with every ability, and one with none; each test has a project of its own."""
    client = RawClient()
    result = client.initialize(ABLE if request.param == "able" else {})
    offered = result["capabilities"]
    able = client.able = request.param == "able"  # type: ignore[attr-defined]
    assert offered["renameProvider"] == ({"prepareProvider": True} if able else True)
    if able:
        files, folders = offered["workspace"]["fileOperations"]["willRename"]["filters"]
        assert files["pattern"]["glob"] == "**/*.{py,txt}"
        assert folders["pattern"]["matches"] == "folder"
    yield client
    assert client.shut_down() == 0
    client.kill()


def is_able(client: RawClient) -> bool:
    return bool(getattr(client, "able", False))


def asked(client: RawClient, feature: str, uri: str, line: int, character: int, **more: Any) -> Any:
    at = {"textDocument": {"uri": uri}, "position": place(line, character)}
    return client.request(f"textDocument/{feature}", {**at, **more})


def made(client: RawClient, edit: Any, root: Path) -> dict[str, str]:
    """The texts of ``FILES`` after an edit, those that it changes."""
    if is_able(client):
        edits = {one["textDocument"]["uri"]: one["edits"] for one in edit["documentChanges"]}
    else:
        edits = edit["changes"]
    by_uri = {(root / name).as_uri(): name for name in FILES}
    return {by_uri[uri]: applied(FILES[by_uri[uri]], found) for uri, found in edits.items()}


def test_a_class_is_renamed_in_all_files(session: RawClient, write: Writer) -> None:
    """Those that nobody opened as well, and a test that cog.yaml does not lead to."""
    root = write(FILES)
    uri = session.open(root / "cog.yaml")
    prepared = asked(session, "prepareRename", uri, 1, 15)
    assert prepared == {"range": span(1, 13, 19), "placeholder": "Runner"}
    edit = asked(session, "rename", uri, 1, 15, newName="Model")
    assert made(session, edit, root) == {
        name: text.replace("Runner", "Model") for name, text in FILES.items()
    }
    if is_able(session):
        (opened,) = [
            one["textDocument"]
            for one in edit["documentChanges"]
            if one["textDocument"]["uri"] == uri
        ]
        assert opened["version"] == 1


def test_a_method_is_renamed_behind_what_utf_16_counts_twice(
    session: RawClient, write: Writer
) -> None:
    root = write(FILES)
    uri = session.open(root / "run.py")
    assert asked(session, "prepareRename", uri, 2, 21)["range"] == span(2, 19, 22)
    edit = asked(session, "rename", uri, 2, 21, newName="predict")
    assert made(session, edit, root) == {
        "run.py": RUN.replace("def run", "def predict").replace("self.run", "self.predict"),
        "tests/test_run.py": TEST.replace("().run", "().predict"),
    }


def test_a_name_that_cannot_be_is_refused_with_the_reason(
    session: RawClient, write: Writer
) -> None:
    root = write(FILES)
    uri = session.open(root / "run.py")
    with pytest.raises(ServerError, match=r"already has a `a`") as refused:
        asked(session, "rename", uri, 0, 8, newName="a")
    assert refused.value.code == -32803
    assert asked(session, "prepareRename", uri, 1, 19) is None
    assert asked(session, "rename", uri, 1, 19, newName="b") is None


def test_nothing_is_renamed_by_a_cog_yaml_that_does_not_parse(
    session: RawClient, write: Writer
) -> None:
    """Where its reference stands now is not known."""
    root = write(FILES)
    config = session.open(root / "cog.yaml")
    uri = session.open(root / "run.py")
    session.change(config, f"x: [\n{CONFIG}")
    with pytest.raises(ServerError, match=r"cog\.yaml does not parse"):
        asked(session, "rename", uri, 0, 8, newName="Model")
    assert asked(session, "prepareRename", config, 2, 15) is None


def test_a_file_is_renamed_through_cog_yaml(session: RawClient, write: Writer) -> None:
    root = write(FILES)
    uri = session.open(root / "cog.yaml")
    if not is_able(session):
        with pytest.raises(ServerError, match="this editor does not let a server do"):
            asked(session, "rename", uri, 1, 7, newName="model.py")
        return
    edit = asked(session, "rename", uri, 1, 7, newName="model.py")
    *_, moved = edit["documentChanges"]
    assert (moved["kind"], moved["newUri"]) == ("rename", (root / "model.py").as_uri())
    assert applied(CONFIG, changed({"documentChanges": edit["documentChanges"][:-1]}, uri)) == (
        CONFIG.replace("run.py", "model.py")
    )


def test_what_names_a_file_follows_when_the_editor_renames_it(
    session: RawClient, write: Writer
) -> None:
    root = write(FILES)
    session.open(root / "cog.yaml")

    def rename(old: str, new: str) -> Any:
        file = {"oldUri": (root / old).as_uri(), "newUri": (root / new).as_uri()}
        return session.request("workspace/willRenameFiles", {"files": [file]})

    assert made(session, rename("run.py", "src/model.py"), root) == {
        "cog.yaml": CONFIG.replace("run.py", "src/model.py"),
        "tests/test_run.py": TEST.replace("from run", "from src.model"),
    }
    assert rename("tests", "checks") is None
    assert rename("run.py", "../run.py") is None


def test_references_and_highlights(session: RawClient, write: Writer) -> None:
    root = write(FILES)
    uri = session.open(root / "cog.yaml")

    def found(declaration: bool) -> list[tuple[str, int]]:
        context = {"includeDeclaration": declaration}
        places = asked(session, "references", uri, 1, 15, context=context)
        return sorted((one["uri"], one["range"]["start"]["line"]) for one in places)

    uses = [(uri, 1), *(((root / "tests/test_run.py").as_uri(), line) for line in (0, 1))]
    assert found(False) == uses
    assert found(True) == sorted([*uses, ((root / "run.py").as_uri(), 0)])
    code = session.open(root / "run.py")
    assert asked(session, "documentHighlight", code, 1, 9) == [
        {"range": span(1, 8, 11), "kind": 3},
        {"range": span(2, 19, 22), "kind": 2},
    ]
    assert asked(session, "documentHighlight", uri, 0, 0) is None


def test_symbols_of_all_projects(start: Start, tmp_path: Path) -> None:
    client = start()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "cog.yaml").write_text(f"run: {name}.py:Runner\n", encoding="utf-8")
        source = f"class Runner:\n    def run(self, {name}: str) -> str: ...\n"
        (tmp_path / name / f"{name}.py").write_text(source, encoding="utf-8")
    client.initialize({})
    for name in ("one", "two"):
        client.open(tmp_path / name / "cog.yaml")
    found = client.request("workspace/symbol", {"query": "run"})
    assert sorted({(one["name"], one["kind"]) for one in found}) == [
        ("Runner", 5),
        ("run", 6),
        ("run: one.py:Runner", 15),
        ("run: two.py:Runner", 15),
    ]
    (two,) = client.request("workspace/symbol", {"query": "two"})[1:]
    assert two["location"]["uri"] == (tmp_path / "two" / "two.py").as_uri()
    assert two["containerName"] == "predict input"
    assert client.request("workspace/symbol", {"query": "nonsense"}) is None
