"""From the first message to the exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cog_lsp import __version__
from cog_lsp.server.stdio import is_alive, may_be_watched
from tests.protocol.client import SERVER, SILENT, STANDIN, RawClient, ServerError, gate
from tests.protocol.conftest import COG_YAML, FULL, Start, Writer

BROKEN = "build: [\n"


def test_nothing_is_required_to_start(start: Start, project: Path) -> None:
    """A client may leave out everything that is optional, or send null for it."""
    nulls = {"textDocument": None, "workspace": None, "general": None}
    for params in (
        {},
        {"processId": None, "rootUri": None, "capabilities": nulls, "workspaceFolders": None},
    ):
        client = start()
        result = client.request("initialize", params)
        client.notify("initialized", {})
        assert result["serverInfo"] == {"name": "cog-lsp", "version": __version__}
        assert result["capabilities"]["positionEncoding"] == "utf-16"
        assert "diagnosticProvider" not in result["capabilities"]
        uri = client.open(project / "cog.yaml", BROKEN)
        assert client.codes(uri) == ["yaml-syntax"]
        assert client.shut_down() == 0
        assert client.sent("window/showMessage") == []


def test_a_client_without_a_root_is_served(start: Start, project: Path) -> None:
    """A single file opened without a workspace: its project is found by walking up from it."""
    client = start()
    client.initialize(FULL, root=None, workspaceFolders=None, rootPath=None)
    uri = client.open(project / "predict.py", "def f(:\n")
    assert client.codes(uri) == ["python-syntax"]
    assert client.shut_down() == 0


@pytest.mark.parametrize(
    ("options", "warnings"), [(7, 1), ({"cogLsp": None}, 0), ({"select": 3, "severity": "high"}, 2)]
)
def test_initialization_options_of_any_type(
    start: Start, project: Path, options: object, warnings: int
) -> None:
    """Wrongly typed options: a logged warning for each, defaults, and no pop-up."""
    client = start()
    client.initialize(FULL, options=options)
    uri = client.open(project / "cog.yaml", BROKEN)
    assert client.codes(uri) == ["yaml-syntax"]
    assert client.sent("window/showMessage") == []
    logged = [told for told in client.sent("window/logMessage") if "takes" in told["message"]]
    assert len(logged) == warnings


def test_requests_at_the_wrong_time_are_refused(start: Start, project: Path) -> None:
    """Before initialize, again after it, and after shutdown: an error each time, not silence."""

    def refusal(method: str, params: object = None) -> int:
        with pytest.raises(ServerError) as refused:
            client.request(method, params)
        return refused.value.code

    client = start()
    assert refusal("textDocument/hover", {}) == -32002
    assert refusal("shutdown") == -32002
    client.open("file:///x/cog.yaml", "")
    client.initialize(FULL)
    assert refusal("initialize", {"capabilities": {}}) == -32600
    assert client.request("shutdown") is None
    assert refusal("textDocument/hover", {}) == -32600
    before = len(client.messages)
    client.open(project / "cog.yaml", BROKEN)
    client.notify("exit")
    assert client.wait_end() == 0
    assert len(client.messages) == before


def test_exit_codes(start: Start) -> None:
    """Exit without shutdown gives 1; the end of the input counts as exit."""
    for ending, code in ((("exit",), 1), ((), 1), (("shutdown",), 0)):
        client = start()
        client.initialize()
        for method in ending:
            if method == "shutdown":
                client.request(method)
            else:
                client.notify(method)
        assert client.process.stdin is not None
        client.process.stdin.close()
        assert client.wait_end() == code
        assert "Traceback" not in client.stderr


def test_exit_does_not_wait_for_a_stuck_analysis(start: Start, write: Writer) -> None:
    """An analysis that cannot be given up keeps neither shutdown nor exit from happening."""
    root = write({"cog.yaml": COG_YAML})
    client = start(STANDIN)
    client.initialize(FULL)
    with gate(root / "gate") as held:
        client.open(root / "cog.yaml", f"{COG_YAML}# do-wait:{held}\n")
        client.wait_stderr(f"waits at {held}")
        assert client.shut_down() == 0


def test_the_server_ends_with_its_client(start: Start) -> None:
    """The client dies while a wrapper keeps the pipe open: the server notices and ends."""
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    client = start(STANDIN, environment={"PARENT_POLL_SECONDS": "0.05"})
    client.initialize(processId=parent.pid)
    assert client.request("workspace/executeCommand", show("still here")) is None
    parent.kill()
    parent.wait()
    assert client.wait_end() == 1
    assert parent.stdin is not None
    parent.stdin.close()


def test_which_processes_are_watched() -> None:
    """No process id, our own, or one that is not to be seen (another container's) ends nothing."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert not is_alive(gone.pid)
    assert not may_be_watched(gone.pid)
    assert not may_be_watched(None)
    assert not may_be_watched(0)
    assert not may_be_watched(os.getpid())
    assert may_be_watched(os.getppid())


def test_stdout_belongs_to_the_protocol(start: Start, project: Path) -> None:
    """What a library prints, in Python or in C or from a child, ends up on stderr."""
    client = start(STANDIN)
    client.initialize(FULL)
    uri = client.open(project / "cog.yaml", f"{COG_YAML}# do-print bad-safe\n")
    assert client.codes(uri) == ["bad-safe"]
    assert client.shut_down() == 0
    assert client.stray == b""
    for source in ("Python", "C", "a child"):
        assert f"noise from {source}" in client.stderr


def test_a_server_without_stderr_starts(project: Path) -> None:
    """Some clients give the server no stderr; what is printed then goes nowhere."""
    hidden = ["sh", "-c", 'exec "$@" 2>&-', "sh", *SERVER]
    client = RawClient(hidden)
    try:
        client.initialize(FULL)
        uri = client.open(project / "cog.yaml", BROKEN)
        assert client.codes(uri) == ["yaml-syntax"]
        assert client.shut_down() == 0
        assert client.stray == b""
    finally:
        client.kill()


def test_a_client_that_never_answers(start: Start, project: Path) -> None:
    """Questions to the client have a deadline; without answers, defaults count."""
    asking = {**FULL, "workspace": {**FULL["workspace"], "configuration": True}}
    client = start(STANDIN, answers=SILENT, environment={"ANSWER_SECONDS": "0.05"})
    client.initialize(asking)
    uri = client.open(project / "cog.yaml", BROKEN)
    client.wait_published(uri, lambda found: [one["code"] for one in found] == ["yaml-syntax"])
    assert client.shut_down() == 0


def test_initialize_is_answered_before_the_engine_is_imported(start: Start) -> None:
    """What takes long to import is imported after the answer: LibCST, the parsers, the rules."""
    report = (
        "import sys\n"
        "from cog_lsp.server.protocol import CogProtocol\n"
        "send = CogProtocol._send_response\n"
        "def spy(self, msg_id, result=None, error=None):\n"
        "    loaded = {'libcst', 'yaml', 'tree_sitter', 'cog_lsp.engine'} & sys.modules.keys()\n"
        "    print('loaded at answer:', sorted(loaded), file=sys.stderr)\n"
        "    send(self, msg_id, result, error)\n"
        "CogProtocol._send_response = spy\n"
        "from cog_lsp.server.main import serve\n"
        "raise SystemExit(serve())\n"
    )
    client = start((sys.executable, "-c", report))
    client.initialize()
    assert client.shut_down() == 0
    assert client.stderr.splitlines()[0] == "loaded at answer: []"


def show(text: str) -> dict[str, Any]:
    return {"command": "cog-lsp.showText", "arguments": [text]}
