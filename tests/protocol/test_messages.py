"""Every request is answered once, whatever is in it and whatever happens meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import STANDIN, RawClient, ServerError, Withheld, gate, place, span
from tests.protocol.conftest import COG_YAML, FULL, Start, Writer, pulling

BAD = f"{COG_YAML}# bad-safe\n"


def test_an_unreadable_request_is_answered(client: RawClient) -> None:
    """A request that does not fit its type gets InvalidParams under its own number."""
    for method, params in (
        ("textDocument/hover", {"textDocument": 3}),
        ("textDocument/hover", None),
        ("textDocument/codeAction", {"textDocument": {"uri": 1}, "context": None}),
        ("workspace/executeCommand", {"command": "cog-lsp.showText", "arguments": [1, 2]}),
        ("workspace/executeCommand", {"command": "no-such-command"}),
    ):
        with pytest.raises(ServerError) as refused:
            client.request(method, params)
        assert refused.value.code == -32602
        assert "Traceback" not in str(refused.value.data)


def test_an_unknown_request_is_answered(client: RawClient) -> None:
    """A method that we do not have gets MethodNotFound, with parameters or without."""
    for message in ({"params": {"a": 1}}, {}):
        number = 90_000 + len(message)
        client.send({"jsonrpc": "2.0", "id": number, "method": "cog/unknown", **message})
        with pytest.raises(ServerError) as refused:
            client.answer(number)
        assert refused.value.code == -32601


def test_what_is_no_message_is_refused_or_ignored(start: Start) -> None:
    """Text that is no JSON, or no JSON-RPC, neither ends the server nor shows a pop-up."""
    client = start()
    client.initialize(FULL)
    client.send_bytes(b"Content-Length: 9\r\n\r\n{not json")
    parse_error = client.wait(lambda sent: "error" in sent)
    assert parse_error["error"]["code"] == -32700
    client.send([])
    client.send({"id": 5000, "method": "shutdown"})
    with pytest.raises(ServerError) as refused:
        client.answer(5000)
    assert refused.value.code == -32600
    client.notify("$/unheardOf", {})
    client.notify("textDocument/didChange", {"oops": 1})
    client.notify("textDocument/didOpen", None)
    assert client.shut_down() == 0
    assert client.sent("window/showMessage") == []


def test_foreign_diagnostics_do_not_break_code_actions(client: RawClient, project: Path) -> None:
    """Other servers' diagnostics come along with a code action request, well-formed or not."""
    uri = client.open(project / "cog.yaml", BAD)
    foreign = [
        {"range": "nowhere", "message": 3, "source": "other"},
        {"range": span(0, 0, 1), "severity": 99, "message": "x", "source": "other"},
        {"source": "cog", "message": "ours, but broken"},
        "not even an object",
    ]
    titles = [action["title"] for action in client.actions(uri, diagnostics=foreign)]
    assert "cog: Delete the word" in titles


def test_unknown_values_in_initialize(start: Start, project: Path) -> None:
    """Values that no version of the protocol has cost their own capability and no other."""
    client = start(STANDIN)
    odd = {
        **pulling(),
        "experimental": {"jsonrpc": "2.0", "id": 1, "method": "x"},
        "notebookDocument": "yes",
        "workspace": {**FULL["workspace"], "symbol": {"symbolKind": {"valueSet": ["?", 999]}}},
    }
    odd["textDocument"]["completion"] = {"completionItemKind": {"valueSet": [{}, -3]}}
    odd["textDocument"]["publishDiagnostics"] = {
        "relatedInformation": True,
        "tagSupport": {"valueSet": [1, 2, 99]},
    }
    result = client.initialize(odd, trace="compact", clientInfo=7, locale=3)
    assert "diagnosticProvider" in result["capabilities"]
    uri = client.open(project / "cog.yaml", "build: [\n")
    params = {"textDocument": {"uri": uri}}
    (found,) = client.request("textDocument/diagnostic", params)["items"]
    assert found["code"] == "yaml-syntax"
    client.change(uri, f"{COG_YAML}# cog-lsp: ignore[nothing] bad-related\n")
    unused, related = client.request("textDocument/diagnostic", params)["items"]
    assert unused["tags"] == [1]
    assert related["relatedInformation"][0]["message"] == "said here"
    assert client.shut_down() == 0


def test_cancelling_answers_at_once(client: RawClient, write: Writer) -> None:
    """A cancelled request is answered while the work for it still runs in its thread."""
    root = write({"cog.yaml": COG_YAML})
    uri = (root / "cog.yaml").as_uri()
    lenses = {"textDocument": {"uri": uri}}
    actions = {"textDocument": {"uri": uri}, "range": span(0, 0, 1), "context": {"diagnostics": []}}
    with gate(root / "gate") as held:
        client.open(root / "cog.yaml", f"{BAD}# do-wait:{held}\n")
        client.wait_stderr(f"waits at {held}")
        for method, params in (
            ("textDocument/codeLens", lenses),
            ("textDocument/codeAction", actions),
        ):
            number = client.ask(method, params)
            client.notify("$/cancelRequest", {"id": number})
            with pytest.raises(ServerError) as cancelled:
                client.answer(number)
            assert cancelled.value.code == -32800
        client.notify("$/cancelRequest", {"id": "never sent"})
    assert client.codes(uri) == ["bad-safe"]
    answered = [sent for sent in client.messages if sent.get("id") == number]
    assert len(answered) == 1


def test_a_slow_analysis_does_not_stop_the_reading(client: RawClient, write: Writer) -> None:
    """While the worker is busy, messages are read, documents change, and others are answered."""
    root = write({"slow/cog.yaml": COG_YAML, "other.py": ""})
    with gate(root / "gate") as held:
        slow = client.open(root / "slow/cog.yaml", f"{COG_YAML}# do-wait:{held}\n")
        client.wait_stderr(f"waits at {held}")
        for version in range(2, 40):
            client.change(slow, f"{COG_YAML}# bad-safe {version}\n")
        other = client.open(root / "other.py")
        position = {"textDocument": {"uri": other}, "position": place(0, 0)}
        assert client.request("textDocument/hover", position) is None
        with pytest.raises(ServerError) as refused:
            client.request("cog/unknown")
        assert refused.value.code == -32601
    assert client.codes(slow) == ["bad-safe"]


def test_the_newest_of_many_changes_is_what_is_analysed(client: RawClient, project: Path) -> None:
    """Requests between two edits are answered for the first or refused, never for a mixture."""
    uri = client.open(project / "cog.yaml", BAD)
    lines = [f"{'#' * count} bad-safe\n" for count in range(1, 30)]
    numbers: list[int] = []
    for line in lines:
        client.change(uri, COG_YAML + line)
        position = {"textDocument": {"uri": uri}, "position": place(3, 0)}
        numbers.append(client.ask("textDocument/hover", position))
    for number in numbers:
        try:
            assert client.answer(number) is None
        except ServerError as error:
            assert error.code == -32801
    (found,) = client.diagnostics(uri)
    assert found["range"] == span(3, 30, 38)


def test_an_answer_that_comes_too_late_is_dropped(start: Start, project: Path) -> None:
    """The client answers a question after we stopped waiting: no error, no pop-up."""
    asking = {**FULL, "workspace": {**FULL["workspace"], "configuration": True}}
    silent = {"workspace/configuration": lambda params: Withheld()}
    client = start(STANDIN, answers=silent, environment={"ANSWER_SECONDS": "0.05"})
    client.initialize(asking)
    uri = client.open(project / "cog.yaml", BAD)
    client.wait_published(uri, lambda found: len(found) == 1)
    question = client.wait_method("workspace/configuration")
    late: tuple[dict[str, Any], ...] = (
        {"result": [{}]},
        {"result": "again"},
        {"error": {"code": 1, "message": "no"}},
    )
    for answer in late:
        client.send({"jsonrpc": "2.0", "id": question["id"], **answer})
    assert client.codes(uri) == ["bad-safe"]
    assert client.shut_down() == 0
    assert client.sent("window/showMessage") == []
    assert "InvalidStateError" not in client.stderr


def test_a_broken_rule_is_told_once(start: Start, project: Path) -> None:
    """A fault at each keystroke: one pop-up, a traceback on stderr, the other findings intact."""
    client = start(STANDIN)
    client.initialize(FULL)
    uri = client.open(project / "cog.yaml", f"{BAD}# do-crash\n")
    for blanks in range(5):
        client.change(uri, f"{BAD}# do-crash{' ' * blanks}\n")
        assert client.codes(uri) == ["bad-safe"]
    (shown,) = client.sent("window/showMessage")
    assert "misbehave" in shown["message"]
    assert "Traceback" not in shown["message"]
    assert client.shut_down() == 0
    assert "the stand-in breaks down" in client.stderr
    assert "Traceback" in client.stderr


def test_a_broken_handler_is_told_once_and_answered(start: Start, project: Path) -> None:
    """Handlers that break down: one pop-up for a fault, InternalError without a traceback."""
    broken = (
        "from cog_lsp.server.session import Session\n"
        "def fail(*args): raise ZeroDivisionError('oops')\n"
        "Session.saved = Session.find = fail\n"
        "from cog_lsp.server.main import serve\n"
        "raise SystemExit(serve())\n"
    )
    client = start((STANDIN[0], "-c", broken))
    client.initialize(FULL)
    uri = (project / "cog.yaml").as_uri()
    for _ in range(4):
        client.save(uri)
        with pytest.raises(ServerError) as failed:
            client.settle(uri)
        assert failed.value.code == -32603
        assert "Traceback" not in f"{failed.value.message} {failed.value.data}"
    assert len(client.sent("window/showMessage")) == 1
    assert client.shut_down() == 0
