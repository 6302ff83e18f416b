"""The search of a large folder: shown where it takes a while, given up when its user says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import STANDIN, RawClient, gate
from tests.protocol.conftest import FULL, Start

SHOWING: dict[str, Any] = {**FULL, "window": {"workDoneProgress": True}}
CREATE, PROGRESS = "window/workDoneProgress/create", "$/progress"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace folder with a project in it."""
    inner = tmp_path / "workspace" / "inner"
    inner.mkdir(parents=True)
    (inner / "cog.yaml").write_text("# bad-safe\n", encoding="utf-8")
    return tmp_path / "workspace"


def begin(start: Start, folder: Path, pipe: Path, capabilities: Any, pause: str = "0") -> RawClient:
    client = start(STANDIN, environment={"SCAN_GATE": str(pipe), "PROGRESS_PAUSE": pause})
    client.initialize(capabilities, folder)
    return client


def values(client: RawClient) -> list[Any]:
    return [told["value"] for told in client.sent(PROGRESS)]


def wait_kind(client: RawClient, kind: str) -> Any:
    return client.wait(
        lambda sent: sent.get("method") == PROGRESS and sent["params"]["value"]["kind"] == kind
    )["params"]


def test_a_long_search_is_shown(start: Start, folder: Path, tmp_path: Path) -> None:
    with gate(tmp_path / "gate") as pipe:
        client = begin(start, folder, pipe, SHOWING)
        begun = wait_kind(client, "begin")
        assert begun["token"] == client.sent(CREATE)[0]["token"]
        assert begun["value"]["title"] == "Looking for Cog projects"
        assert begun["value"]["cancellable"]
    ended = wait_kind(client, "end")
    assert ended["token"] == begun["token"]
    # The stand-in names the folder itself, which has none, before it searches.
    assert ended["value"]["message"] == "2 found"
    assert client.shut_down() == 0


def test_a_search_is_given_up(start: Start, folder: Path, tmp_path: Path) -> None:
    with gate(tmp_path / "gate") as pipe:
        client = begin(start, folder, pipe, SHOWING)
        token = wait_kind(client, "begin")["token"]
        client.notify("window/workDoneProgress/cancel", {"token": token})
        client.notify("window/workDoneProgress/cancel", {"token": "unknown"})
        assert client.request("workspace/symbol", {"query": ""}) is None
    assert wait_kind(client, "end")["value"]["message"] == "1 found"
    assert client.sent("window/showMessage") == []


def test_nothing_is_shown_of_a_short_search(start: Start, folder: Path, tmp_path: Path) -> None:
    with gate(tmp_path / "gate") as pipe:
        client = begin(start, folder, pipe, SHOWING, pause="60")
        client.request("workspace/symbol", {"query": ""})
    client.wait_published((folder / "inner" / "cog.yaml").as_uri())
    assert values(client) == []
    assert client.sent(CREATE) == []
    assert client.shut_down() == 0


def test_nothing_is_shown_to_who_cannot(start: Start, folder: Path, tmp_path: Path) -> None:
    with gate(tmp_path / "gate") as pipe:
        client = begin(start, folder, pipe, FULL)
        client.request("workspace/symbol", {"query": ""})
    client.wait_published((folder / "inner" / "cog.yaml").as_uri())
    assert values(client) == []
    assert client.sent(CREATE) == []
