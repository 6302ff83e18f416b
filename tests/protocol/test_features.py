"""Every feature through a real session, with clients of different abilities.

What is answered comes from stand-in providers (standin_features.py): this is about the way there.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.protocol.client import STANDIN, RawClient, ServerError, gate, place, span
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer

LINE = "# 😀 say-this\n"
START, END = 5, 13

ABLE: dict[str, Any] = {
    **FULL,
    "textDocument": {
        **FULL["textDocument"],
        "completion": {
            "completionItem": {
                "snippetSupport": True,
                "documentationFormat": ["markdown"],
                "labelDetailsSupport": True,
                "tagSupport": {"valueSet": [1]},
                "insertTextModeSupport": {"valueSet": [1, 2]},
            }
        },
        "signatureHelp": {
            "signatureInformation": {
                "documentationFormat": ["markdown"],
                "parameterInformation": {"labelOffsetSupport": True},
            }
        },
        "definition": {"linkSupport": True},
        "documentSymbol": {
            "hierarchicalDocumentSymbolSupport": True,
            "tagSupport": {"valueSet": [1]},
        },
        "documentLink": {"tooltipSupport": True},
    },
    "workspace": {
        **FULL["workspace"],
        "applyEdit": True,
        "inlayHint": {"refreshSupport": True},
        "codeLens": {"refreshSupport": True},
    },
    "experimental": {"cogLsp": {"reopenCommand": "reopen"}},
}


@pytest.fixture(scope="module", params=["able", "bare"])
def session(request: pytest.FixtureRequest) -> Iterator[RawClient]:
    """A client with every ability, and one with none; each test has a project of its own."""
    client = RawClient(STANDIN)
    client.initialize(ABLE if request.param == "able" else {})
    client.able = request.param == "able"  # type: ignore[attr-defined]
    yield client
    code = client.shut_down()
    client.kill()
    assert code == 0


def is_able(client: RawClient) -> bool:
    return bool(getattr(client, "able", False))


def asked(client: RawClient, feature: str, uri: str, character: int = START, line: int = 0) -> Any:
    params = {"textDocument": {"uri": uri}, "position": place(line, character)}
    return client.request(f"textDocument/{feature}", params)


def test_completion(session: RawClient, project: Path) -> None:
    """In the order of ranks; snippets only for who knows them; documentation when asked for."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    listed = asked(session, "completion", uri, START + 3)
    assert not listed["isIncomplete"]
    first, schema, late = listed["items"]
    assert [item["label"] for item in (first, schema, late)] == ["first", "schema", "late"]
    assert first["sortText"] < schema["sortText"] < late["sortText"]
    assert (first["filterText"], late["filterText"]) == ("say-this", "late")
    assert first["preselect"]
    assert first["textEdit"]["range"] == span(0, START, END)
    assert "documentation" not in first
    resolved = session.request("completionItem/resolve", first)
    if is_able(session):
        assert first["textEdit"]["newText"] == "first: ${1:a\\$b}"
        assert first["insertTextFormat"] == 2
        assert first["insertTextMode"] == 1
        assert first["labelDetails"] == {"description": "a word"}
        assert first["command"]["command"] == "reopen"
        assert late["tags"] == [1]
        assert resolved["documentation"]["value"] == "Says [this](https://example.com)."
    else:
        assert first["textEdit"]["newText"] == "first: "
        assert first["detail"] == "a word"
        assert not {"insertTextFormat", "insertTextMode", "labelDetails", "command"} & first.keys()
        assert "tags" not in late
        assert resolved["documentation"]["kind"] == "plaintext"
        assert resolved["documentation"]["value"] == "Says this <https://example.com>."
    assert asked(session, "completion", uri, 0)["items"] == []


def test_an_entry_of_an_earlier_list_stays_as_it_is(client: RawClient, project: Path) -> None:
    """Who asks late, or for what was never given, gets their item back."""
    uri = client.open(project / "predict.py", LINE + PREDICT)
    old = asked(client, "completion", uri)["items"][0]
    asked(client, "completion", uri)
    for item in (old, {"label": "x"}, {"label": "x", "data": {"list": "1", "item": None}}):
        assert client.request("completionItem/resolve", item) == item


def test_completion_waits_for_no_rule(client: RawClient, write: Writer) -> None:
    """It is of the text as it is now, while the rules still work on an older one."""
    root = write({"cog.yaml": COG_YAML})
    uri = (root / "cog.yaml").as_uri()
    with gate(root / "gate") as held:
        client.open(root / "cog.yaml", f"{COG_YAML}# do-wait:{held}\n")
        client.wait_stderr(f"waits at {held}")
        client.change(uri, LINE + COG_YAML)
        assert len(asked(client, "completion", uri)["items"]) == 3
        assert asked(client, "hover", uri) is not None


SETTINGS: tuple[tuple[dict[str, object], int], ...] = (
    ({"yamlServer": True}, 2),
    ({"yamlServer": False}, 3),
    ({"yamlServer": True, "schemaFeatures": "on"}, 3),
    ({"schemaFeatures": "off"}, 2),
    ({"schemaFeatures": "auto"}, 3),
)


def test_plain_entries_are_left_to_a_yaml_server(start: Start, project: Path) -> None:
    """In auto when the client has one, never with "on", always with "off"; at once."""
    client = start(STANDIN)
    client.initialize(ABLE, options={"settings": {"cogLsp": SETTINGS[0][0]}})
    uri = client.open(project / "cog.yaml", LINE + COG_YAML)
    for settings, count in SETTINGS:
        assert len(asked(client, "completion", uri)["items"]) == count, settings
        assert asked(client, "hover", uri)["contents"]["value"].count("---") == count - 1
        following = SETTINGS[(SETTINGS.index((settings, count)) + 1) % len(SETTINGS)][0]
        changed = {"settings": {"cogLsp": following}}
        client.notify("workspace/didChangeConfiguration", changed)


def test_hover(session: RawClient, project: Path) -> None:
    """Each provider's section, the first one's place."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    shown = asked(session, "hover", uri)
    assert shown["range"] == span(0, START, END)
    kind = "markdown" if is_able(session) else "plaintext"
    wanted = ("**one**", "`two`") if is_able(session) else ("one", "two")
    text = "\n\n---\n\n".join((*wanted, "three"))
    assert shown["contents"] == {"kind": kind, "value": text}
    assert asked(session, "hover", uri, 1) is None


def test_signature_help(session: RawClient, project: Path) -> None:
    """Labels as offsets in UTF-16 or as words; behind the last parameter none is active."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    shown = asked(session, "signatureHelp", uri)
    (signature,) = shown["signatures"]
    assert (shown["activeSignature"], shown["activeParameter"]) == (0, 1)
    labels = [parameter["label"] for parameter in signature["parameters"]]
    assert labels == ([[2, 4], [6, 7]] if is_able(session) else ["😀", "b"])
    assert signature["documentation"]["value"] == (
        "Does **that**." if is_able(session) else "Does that."
    )
    assert asked(session, "signatureHelp", uri, END)["activeParameter"] == 2
    assert asked(session, "signatureHelp", uri, 0) is None


def test_definition_and_back(session: RawClient, project: Path) -> None:
    """A link where the client takes one, else a place; references lead back."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    config = (project / "cog.yaml").as_uri()
    (found,) = asked(session, "definition", uri)
    if is_able(session):
        assert found == {
            "originSelectionRange": span(0, START, END),
            "targetUri": config,
            "targetRange": span(0, 0, 6),
            "targetSelectionRange": span(0, 0, 5),
        }
    else:
        assert found == {"uri": config, "range": span(0, 0, 5)}
    assert asked(session, "definition", uri, 1) is None
    params = {
        "textDocument": {"uri": config},
        "position": place(0, 2),
        "context": {"includeDeclaration": False},
    }
    assert session.request("textDocument/references", params) == [
        {"uri": uri, "range": span(0, START, END)}
    ]


def test_document_links(session: RawClient, project: Path) -> None:
    """To pages and to files of the project; a tooltip where it is shown."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    out, inside, *_ = session.request("textDocument/documentLink", {"textDocument": {"uri": uri}})
    tooltip = {"tooltip": "out"} if is_able(session) else {}
    assert out == {"range": span(0, START, END), "target": "https://example.com/", **tooltip}
    assert inside["target"] == (project / "cog.yaml").as_uri()


def test_document_symbols(session: RawClient, project: Path) -> None:
    """A tree, or for a client that knows none a list."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    found = session.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
    if is_able(session):
        (symbol,) = found
        assert symbol["detail"] == "said"
        assert symbol["range"] == span(0, START, END)
        assert symbol["selectionRange"] == span(0, START, START + 3)
        assert symbol["children"][0]["tags"] == [1]
    else:
        outer, inner = found
        assert outer["location"] == {"uri": uri, "range": span(0, START, END)}
        assert inner["containerName"] == "say-this"


def test_inlay_hints(session: RawClient, project: Path) -> None:
    """Those in the range that is asked about."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    params = {"textDocument": {"uri": uri}, "range": span(0, 0, END)}
    (hint,) = session.request("textDocument/inlayHint", params)
    assert hint["position"] == place(0, END)
    assert (hint["label"], hint["kind"]) == ("so", 1)
    assert (hint["paddingLeft"], hint["paddingRight"]) == (True, True)
    assert hint["tooltip"]["value"] == ("**why**" if is_able(session) else "why")
    nowhere = {"textDocument": {"uri": uri}, "range": span(0, 0, 2)}
    assert session.request("textDocument/inlayHint", nowhere) is None


def test_code_lenses(session: RawClient, project: Path) -> None:
    """A lens that runs a command hands it the file; one that only says something runs none."""
    uri = session.open(project / "predict.py", LINE + PREDICT)
    # The real ones come behind the stand-ins.
    runs, says, *_ = session.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert runs["command"]["arguments"] == [uri, 1]
    assert says["command"] == {"title": "Only said", "command": ""}
    result = session.request(
        "workspace/executeCommand",
        {"command": runs["command"]["command"], "arguments": runs["command"]["arguments"]},
    )
    assert result == {"kind": "message", "message": "predict.py: [1]"}


def test_others_are_asked_for_anew(start: Start, project: Path) -> None:
    """An edit of one document refreshes what is shown of another; alone it needs no refresh."""
    client = start(STANDIN)
    client.initialize(ABLE)
    uri = client.open(project / "predict.py")
    client.settle(uri)
    assert client.sent("workspace/codeLens/refresh") == []
    config = client.open(project / "cog.yaml")
    client.settle(config)
    client.change(config, LINE + COG_YAML)
    client.settle(config)
    client.wait_method("workspace/inlayHint/refresh")
    client.wait_method("workspace/codeLens/refresh")


FEATURES = (
    "completion",
    "hover",
    "signatureHelp",
    "definition",
    "documentLink",
    "documentSymbol",
    "codeLens",
)


@pytest.mark.parametrize("feature", [*FEATURES, "references", "inlayHint"])
def test_outside_of_cog_projects_there_is_nothing(
    client: RawClient, tmp_path: Path, feature: str
) -> None:
    """Null for a file in no project, for one that was never read, and for one of no disk."""
    away = tmp_path / "away.py"
    away.write_text(LINE)
    for uri in (client.open(away), client.open("untitled:1", LINE)):
        params: dict[str, object] = {
            "textDocument": {"uri": uri},
            "position": place(0, START),
            "range": span(0, 0, 20),
        }
        if feature == "references":
            params["context"] = {"includeDeclaration": True}
        assert client.request(f"textDocument/{feature}", params) is None


def test_a_provider_that_breaks_down_takes_nothing_from_the_others(
    start: Start, project: Path
) -> None:
    """The others' answers come; the user is told once."""
    client = start(STANDIN)
    client.initialize(ABLE)
    uri = client.open(project / "predict.py", f"{LINE}# say-break\n")
    for feature in FEATURES * 2:
        assert asked(client, feature, uri), feature
    client.settle(uri)
    (shown,) = client.sent("window/showMessage")
    assert "ZeroDivisionError" in shown["message"]
    assert client.shut_down() == 0


def run(client: RawClient, kind: str, *arguments: object) -> Any:
    params = {"command": f"cog-lsp.test.{kind}", "arguments": list(arguments)}
    return client.request("workspace/executeCommand", params)


OUTCOMES = {
    "message": ({"kind": "message", "message": "cog.yaml: []"}, "cog.yaml: []"),
    "document": (
        {
            "kind": "document",
            "name": "schema.json",
            "language": "json",
            "text": "{}",
            "message": "the gist",
        },
        "the gist",
    ),
    "copy": (
        {"kind": "copy", "text": "cog push", "message": "Run this: cog push"},
        "Run this: cog push",
    ),
}


def test_what_a_command_has_to_show_is_shown_once(start: Start, project: Path) -> None:
    """By the server as a message, or by a client that takes it from the answer."""
    client = start(STANDIN)
    client.initialize(ABLE)
    uri = client.open(project / "cog.yaml")
    for kind, (result, message) in OUTCOMES.items():
        seen = len(client.messages)
        assert run(client, kind, uri) == result
        assert client.wait_method("window/showMessage", seen)["params"]["message"] == message
    client = start(STANDIN)
    client.initialize({**ABLE, "experimental": {"cogLsp": {"outcomes": True}}})
    client.open(project / "cog.yaml")
    for kind, (result, _) in OUTCOMES.items():
        assert run(client, kind, uri) == result
    client.settle(uri)
    assert client.sent("window/showMessage") == []


def test_a_choice_is_put_to_the_user(start: Start, project: Path) -> None:
    """The command of what they choose runs next; choosing nothing runs nothing."""
    answers = [None, {"title": "That"}]
    client = start(STANDIN, answers={"window/showMessageRequest": lambda params: answers.pop(0)})
    client.initialize(ABLE)
    uri = client.open(project / "cog.yaml")
    result = run(client, "choose", uri)
    assert result["prompt"] == "Which?"
    assert [option["command"]["title"] for option in result["options"]] == ["This", "That"]
    assert result["options"][0]["command"]["arguments"] == [uri, "this"]
    run(client, "choose", uri)
    shown = client.wait_method("window/showMessage")["params"]["message"]
    assert shown == "cog.yaml: ['that']"
    assert answers == []


def test_an_edit_is_made_by_the_client(start: Start, project: Path) -> None:
    """Through workspace/applyEdit; a client that has none is told so."""
    client = start(STANDIN)
    client.initialize(ABLE)
    uri = client.open(project / "cog.yaml")
    assert run(client, "apply", uri) == {"kind": "edit", "title": "Write it"}
    asked_for = client.wait_method("workspace/applyEdit")["params"]
    (change,) = asked_for["edit"]["documentChanges"]
    assert change["edits"][0]["newText"] == "# new\n"
    client = start(STANDIN)
    client.initialize({})
    client.open(project / "cog.yaml")
    run(client, "apply", uri)
    assert "Write it" in client.wait_method("window/showMessage")["params"]["message"]


def test_a_command_for_nothing(client: RawClient, tmp_path: Path) -> None:
    """Without a file it is refused, outside of a project there is nothing to say."""
    for arguments in ((), (3,)):
        with pytest.raises(ServerError) as refused:
            run(client, "message", *arguments)
        assert refused.value.code == -32602
    assert run(client, "message", (tmp_path / "x.py").as_uri()) is None
