"""Servers and projects for the tests of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import STANDIN, RawClient

COG_YAML = 'build:\n  python_version: "3.12"\nrun: "predict.py:Predictor"\n'
PREDICT = """\
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self) -> str:
        return ""
"""

FULL: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source"]}},
            "isPreferredSupport": True,
            "disabledSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
    "workspace": {
        "workspaceEdit": {
            "documentChanges": True,
            "changeAnnotationSupport": {"groupsOnLabel": True},
        },
        "didChangeWatchedFiles": {"dynamicRegistration": True, "relativePatternSupport": True},
        "didChangeConfiguration": {"dynamicRegistration": True},
        "diagnostics": {"refreshSupport": True},
    },
}


def without(capabilities: Mapping[str, Any], *paths: str) -> dict[str, Any]:
    """``capabilities`` less those at ``paths``, such as ``textDocument.codeAction``."""
    kept = dict(capabilities)
    for path in paths:
        name, _, rest = path.partition(".")
        if rest:
            kept[name] = without(kept[name], rest)
        else:
            kept.pop(name, None)
    return kept


def pulling(capabilities: Mapping[str, Any] = FULL) -> dict[str, Any]:
    """``capabilities`` of a client that pulls its diagnostics."""
    document = {**capabilities["textDocument"], "diagnostic": {"relatedDocumentSupport": True}}
    return {**capabilities, "textDocument": document}


Writer = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write files into a project folder of the test's own; the folder."""

    def write_files(files: Mapping[str, str | bytes]) -> Path:
        root = tmp_path / "project"
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return root

    return write_files


@pytest.fixture
def project(write: Writer) -> Path:
    """A healthy project."""
    return write({"cog.yaml": COG_YAML, "predict.py": PREDICT})


Start = Callable[..., RawClient]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start servers of the test's own; they are gone when it ends."""
    started: list[RawClient] = []

    def start_server(*args: Any, **kwargs: Any) -> RawClient:
        started.append(RawClient(*args, **kwargs))
        return started[-1]

    yield start_server
    for client in started:
        client.kill()


@pytest.fixture(scope="session")
def _shared() -> Iterator[RawClient]:
    client = RawClient(STANDIN)
    client.initialize(FULL)
    yield client
    code = client.shut_down()
    client.kill()
    assert code == 0


@pytest.fixture
def client(_shared: RawClient) -> Iterator[RawClient]:
    """A server with stand-in rules and a client with every ability, that pushes.

    It is shared by the tests, each of which has a project folder of its own.
    """
    shown = len(_shared.sent("window/showMessage"))
    yield _shared
    assert len(_shared.sent("window/showMessage")) == shown, "a pop-up that no test asked for"
