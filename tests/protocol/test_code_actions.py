"""The lightbulb: what is offered, to whom, in what form, and what it does when it is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.protocol.client import STANDIN, RawClient, ServerError, place, span
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer
from tests.protocol.lightbulb import EVERY, RESOLVE, applied, changed, titled


def test_what_is_offered_for_each_kind_of_outcome(client: RawClient, project: Path) -> None:
    """Fixes, refusals, suggestions and the comment, each in its form; only safe is preferred."""
    uri = client.open(project / "cog.yaml", EVERY)
    for line, title, kind in (
        (3, "cog: Delete the word", "safe"),
        (4, "cog: Delete the word (may change behavior)", "unsafe"),
        (5, "cog: No fix", "refused"),
        (6, "cog: Show how to set gpu-l40s on Replicate", "suggest"),
    ):
        first, comment = client.actions(uri, at=span(line, 4, 4))
        assert first["title"] == title
        assert first["kind"] == "quickfix"
        assert first.get("isPreferred") == (True if kind == "safe" else None)
        assert ("disabled" in first) == (kind == "refused")
        assert ("command" in first) == (kind == "suggest")
        assert ("data" in first) == (kind in ("safe", "unsafe"))
        assert "edit" not in first
        assert [found["code"] for found in first["diagnostics"]] == [f"bad-{kind}"]
        assert comment["title"] == f"cog: Ignore bad-{kind} for this line"
        assert comment["kind"] == "quickfix"
    disabled = client.actions(uri, at=span(5, 4, 4))[0]["disabled"]
    assert disabled["reason"]


def test_choosing_a_fix(client: RawClient, project: Path) -> None:
    """The edit comes when it is asked for, carries the version, and mends the finding."""
    uri = client.open(project / "cog.yaml", EVERY, version=3)
    action = titled(client.actions(uri, at=span(3, 4, 4)), "Delete the word")
    resolved = client.request(RESOLVE, action)
    (document,) = resolved["edit"]["documentChanges"]
    assert document["textDocument"] == {"uri": uri, "version": 3}
    assert "changeAnnotations" not in resolved["edit"]
    text = applied(EVERY, document["edits"])
    assert text == EVERY.replace("bad-safe", "")
    client.change(uri, text)
    assert "bad-safe" not in client.codes(uri)


def test_an_unsafe_fix_is_annotated(client: RawClient, project: Path) -> None:
    """Edits that may change behavior say so in an annotation, where the client takes one."""
    uri = client.open(project / "cog.yaml", EVERY)
    action = titled(client.actions(uri, at=span(4, 4, 4)), "may change behavior")
    edit = client.request(RESOLVE, action)["edit"]
    (annotation,) = edit["changeAnnotations"].values()
    assert annotation["label"] == "Delete the word"
    assert annotation["needsConfirmation"] is False
    (one,) = changed(edit, uri)
    assert one["annotationId"] in edit["changeAnnotations"]


def test_the_ignore_comment(client: RawClient, project: Path) -> None:
    """ "Ignore for this line" adds a comment that silences the finding."""
    text = COG_YAML.replace("build:", "build:  # bad-safe")
    uri = client.open(project / "cog.yaml", text)
    action = titled(client.actions(uri), "Ignore bad-safe")
    text = applied(text, changed(client.request(RESOLVE, action)["edit"], uri))
    assert "cog-lsp: ignore[bad-safe]" in text
    client.change(uri, text)
    assert client.codes(uri) == []


def test_a_suggestion_shows_its_text(start: Start, project: Path) -> None:
    """A suggestion's command is advertised, shows the text, and claims to have changed nothing."""
    client = start(STANDIN)
    result = client.initialize(FULL)
    uri = client.open(project / "cog.yaml", EVERY)
    command = titled(client.actions(uri), "Show how")["command"]
    assert command["command"] in result["capabilities"]["executeCommandProvider"]["commands"]
    params = {"command": command["command"], "arguments": command["arguments"]}
    assert client.request("workspace/executeCommand", params) is None
    (shown,) = client.sent("window/showMessage")
    assert shown["type"] == 3
    assert "replicate model create" in shown["message"]
    assert client.sent("workspace/applyEdit") == []
    assert client.shut_down() == 0


def test_an_edit_is_made_for_the_text_as_it_is(client: RawClient, project: Path) -> None:
    """The text moved after the lightbulb was asked: the finding is found again where it is now."""
    uri = client.open(project / "cog.yaml", EVERY)
    action = titled(client.actions(uri, at=span(3, 4, 4)), "Delete the word")
    text = f"# above\n{EVERY}"
    version = client.change(uri, text)
    resolved = client.request(RESOLVE, action)
    (document,) = resolved["edit"]["documentChanges"]
    assert document["textDocument"]["version"] == version
    assert applied(text, document["edits"]) == text.replace("bad-safe", "")


def test_an_action_for_what_is_gone_is_refused(client: RawClient, project: Path) -> None:
    """The finding vanished, or its file, or it means another thing: ContentModified and no edit."""
    uri = client.open(project / "cog.yaml", EVERY)
    action = titled(client.actions(uri, at=span(3, 4, 4)), "Delete the word")
    whole = titled(client.actions(uri, only=["source.fixAll"]), "Fix all")
    other = {**action, "data": {**action["data"], "title": "cog: Delete something else"}}
    with pytest.raises(ServerError) as refused:
        client.request(RESOLVE, other)
    assert refused.value.code == -32801
    client.change(uri, COG_YAML)
    for stale in (action, whole):
        with pytest.raises(ServerError) as refused:
            client.request(RESOLVE, stale)
        assert refused.value.code == -32801
        assert "no longer" in refused.value.message
    client.close(uri)
    with pytest.raises(ServerError) as refused:
        client.request(RESOLVE, action)
    assert refused.value.code == -32801


def test_resolving_what_is_not_ours(client: RawClient, project: Path) -> None:
    """Data that we never gave out is no reason to break down: the action comes back as it is."""
    uri = (project / "cog.yaml").as_uri()
    whole = {"kind": "fix", "path": "cog.yaml", "title": "x", "finding": "", "plan": 0}
    for data in (None, 3, {}, whole, {**whole, "uri": uri, "plan": "x"}, {**whole, "kind": "no"}):
        action = {"title": "x", "data": data}
        assert "edit" not in client.request(RESOLVE, action)


def test_without_a_word_only_quick_fixes(client: RawClient, project: Path) -> None:
    """No ``only`` means quick fixes; what is asked for is matched by its hierarchy."""
    uri = client.open(project / "cog.yaml", EVERY)

    def kinds(*only: str) -> set[str]:
        return {action["kind"] for action in client.actions(uri, only=list(only))}

    quick, whole = "quickfix", "source.fixAll.cog"
    assert kinds() == {quick}
    assert kinds("quickfix") == {quick}
    assert kinds("") == {quick, whole}
    for asked in ("source", "source.fixAll", "source.fixAll.cog"):
        assert kinds(asked) == {whole}
    for asked in ("refactor", "source.organizeImports", "source.fixAll.cog.more", "source.fix"):
        assert kinds(asked) == set()
    assert {action["kind"] for action in client.actions(uri)} == {quick}


def test_fix_all_makes_the_safe_fixes_of_the_document(client: RawClient, project: Path) -> None:
    """source.fixAll.cog: safe fixes only, of this document, as small edits that fit together."""
    text = f"{COG_YAML}# bad-safe one bad-safe\n# bad-unsafe two\n# three bad-safe\n"
    uri = client.open(project / "cog.yaml", text)
    other = client.open(project / "predict.py", f"{PREDICT}# bad-safe\n")
    (action,) = client.actions(uri, only=["source.fixAll.cog"])
    edit = client.request(RESOLVE, action)["edit"]
    assert [one["textDocument"]["uri"] for one in edit["documentChanges"]] == [uri]
    assert "changeAnnotations" not in edit
    edits = changed(edit, uri)
    assert len(edits) == 2
    assert applied(text, edits) == text.replace("bad-safe", "")
    client.change(uri, applied(text, edits))
    assert client.codes(uri) == ["bad-unsafe"]
    assert client.actions(uri, only=["source.fixAll.cog"]) == []
    assert client.codes(other) == ["bad-safe"]


@pytest.mark.parametrize("word", ["bad-safe", "bad-unsafe"])
def test_fix_all_of_one_rule(client: RawClient, project: Path, word: str) -> None:
    """All findings of a rule in the project, in every file, where there are two or more."""
    text = f"{COG_YAML}# {word}\n"
    uri = client.open(project / "cog.yaml", text)
    other = client.open(project / "predict.py", PREDICT)
    assert not [one for one in client.actions(uri) if "Fix all" in one["title"]]
    program = f"{PREDICT}# {word} and {word}\n"
    client.change(other, program)
    action = titled(client.actions(uri), f"Fix all 3 {word} problems in the project")
    assert action["kind"] == "quickfix"
    assert "isPreferred" not in action
    # Those of other files cannot be told from this one's by a client.
    assert [found["code"] for found in action["diagnostics"]] == [word]
    edit = client.request(RESOLVE, action)["edit"]
    assert applied(text, changed(edit, uri)) == text.replace(word, "")
    assert applied(program, changed(edit, other)) == program.replace(word, "")
    assert ("may change behavior" in action["title"]) == (word == "bad-unsafe")
    if word == "bad-unsafe":
        # It reaches into files that the user does not see, so it asks to be looked at.
        (annotation,) = edit["changeAnnotations"].values()
        assert annotation["needsConfirmation"] is True


def test_a_real_fix_before_libcst_is_warm(start: Start, write: Writer) -> None:
    """The first code action may come before the warm-up; it takes longer, and is right."""
    root = write(
        {
            "cog.yaml": COG_YAML,
            "predict.py": "import torch\n"
            "from cog import BasePredictor\n"
            "from transformers import AutoModel\n\n\n"
            "class Predictor(BasePredictor):\n"
            "    @torch.inference_mode()\n"
            "    def predict(self, prompt: str) -> str:\n"
            '        model = AutoModel.from_pretrained("org/model")\n'
            "        return model(prompt)\n",
        }
    )
    client = start()
    client.initialize(FULL)
    uri = client.open(root / "predict.py")
    actions = client.actions(uri, only=["source.fixAll"])
    assert client.codes(uri) == ["model-load-in-predict"]
    edit = client.request(RESOLVE, actions[0])["edit"]
    text = applied((root / "predict.py").read_text(), changed(edit, uri))
    assert "def setup(self)" in text
    client.change(uri, text)
    assert client.codes(uri) == []
    assert client.shut_down() == 0


def test_nothing_is_offered_where_nothing_is_wrong(client: RawClient, project: Path) -> None:
    """Beside a finding, in a healthy file, and in files that are nobody's."""
    uri = client.open(project / "cog.yaml", EVERY)
    assert client.actions(uri, at=span(0, 0, 3)) == []
    assert client.actions(uri, at={"start": place(1, 0), "end": place(2, 5)}) == []
    healthy = client.open(project / "predict.py")
    assert client.actions(healthy) == []
