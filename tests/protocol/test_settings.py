"""Settings from the editor: however they come, they count at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cog_lsp.server.settings import EditorSettings, own_section, parse_settings
from tests.protocol.client import STANDIN, RawClient
from tests.protocol.conftest import COG_YAML, FULL, Start, Writer

BAD = f"{COG_YAML}# bad-safe bad-unsafe\n"
CHANGED = "workspace/didChangeConfiguration"


def test_every_setting() -> None:
    """All keys, in camelCase; what is null is as good as missing."""
    settings, problems = parse_settings(
        {
            "select": ["COG1"],
            "ignore": None,
            "severity": {"yaml-syntax": "hint"},
            "hardware": "gpu-l40s",
            "predictionSeconds": 12,
            "baseline": "origin/main",
            "hfCache": False,
            "schemaFeatures": "off",
            "yamlServer": True,
            "trace": {"server": "verbose"},
        }
    )
    assert problems == ()
    assert settings == EditorSettings(
        select=("COG1",),
        severity={"yaml-syntax": "hint"},
        hardware="gpu-l40s",
        prediction_seconds=12.0,
        baseline="origin/main",
        hf_cache=False,
        schema_features="off",
        yaml_server=True,
    )
    assert settings.overrides() == {
        "select": ("COG1",),
        "ignore": (),
        "severity": {"yaml-syntax": "hint"},
        "hardware": "gpu-l40s",
        "predictionSeconds": 12.0,
        "baseline": "origin/main",
        "hfCache": False,
        "schemaFeatures": "off",
        "yamlServer": True,
    }


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        ({"select": "COG1"}, "select"),
        ({"ignore": [1]}, "ignore"),
        ({"severity": ["x"]}, "severity"),
        ({"predictionSeconds": 0}, "predictionSeconds"),
        ({"predictionSeconds": True}, "predictionSeconds"),
        ({"severity": {"x": 1}}, "severity"),
        ({"hardware": 3}, "hardware"),
        ({"baseline": 3}, "baseline"),
        ({"hfCache": "no"}, "hfCache"),
        ({"schemaFeatures": True}, "schemaFeatures"),
        ({"yamlServer": "yes"}, "yamlServer"),
        ("select", "cogLsp"),
    ],
)
def test_a_wrong_value_is_named_and_left_out(raw: object, word: str) -> None:
    """One sentence a mistake, and the default in its place."""
    settings, (problem,) = parse_settings(raw)
    assert settings == EditorSettings()
    assert word in problem


@pytest.mark.parametrize(
    ("raw", "section"),
    [
        (None, None),
        ({}, None),
        ({"python": {"path": "x"}}, None),
        ({"cogLsp": {}}, {}),
        ({"cogLsp": {"select": []}}, {"select": []}),
        ({"settings": {"cogLsp": {"ignore": []}}}, {"ignore": []}),
        ({"settings": {"ignore": []}}, {"ignore": []}),
        ({"ignore": ["x"], "cogLsp": None}, {"ignore": ["x"], "cogLsp": None}),
    ],
)
def test_finding_our_section(raw: object, section: object) -> None:
    """The section under its name, under "settings", or bare; none where nothing is ours."""
    assert own_section(raw) == section


def test_settings_at_the_start(start: Start, project: Path) -> None:
    """Initialization options count from the first finding on."""
    client = start(STANDIN)
    options = {"cogLsp": {"ignore": ["bad-safe"], "severity": {"bad-unsafe": "error"}}}
    client.initialize(FULL, options=options)
    uri = client.open(project / "cog.yaml", BAD)
    (found,) = client.diagnostics(uri)
    assert (found["code"], found["severity"]) == ("bad-unsafe", 1)
    # News without settings in it changes nothing.
    for payload in (None, {}, {"settings": None}, {"settings": {"other": 1}}):
        client.notify(CHANGED, payload)
        assert client.codes(uri) == ["bad-unsafe"]
    assert client.shut_down() == 0


def test_settings_that_are_sent(client: RawClient, project: Path) -> None:
    """didChangeConfiguration with the settings in it, for clients that cannot be asked."""
    uri = client.open(project / "cog.yaml", BAD)
    assert client.codes(uri) == ["bad-safe", "bad-unsafe"]
    client.notify(CHANGED, {"settings": {"cogLsp": {"select": ["bad-safe"]}}})
    assert client.codes(uri) == ["bad-safe"]
    client.notify(CHANGED, {"settings": {"cogLsp": {"severity": {"bad-safe": "off"}}}})
    assert client.codes(uri) == ["bad-unsafe"]
    client.notify(CHANGED, {"settings": {"cogLsp": {}}})
    assert client.codes(uri) == ["bad-safe", "bad-unsafe"]


def test_settings_that_are_asked_for(start: Start, write: Writer) -> None:
    """workspace/configuration: each folder has its own, and news makes us ask again."""
    root = write({"one/cog.yaml": BAD, "two/cog.yaml": BAD})
    ignored: dict[str | None, Any] = {
        None: {"ignore": ["bad-safe"]},
        (root / "two").as_uri(): {"ignore": ["bad-unsafe"]},
    }
    asked: list[Any] = []

    def answer(params: Any) -> list[Any]:
        asked.append(params["items"])
        return [ignored.get(item.get("scopeUri")) for item in params["items"]]

    asking = {**FULL, "workspace": {**FULL["workspace"], "configuration": True}}
    client = start(STANDIN, answers={"workspace/configuration": answer})
    folders = [{"uri": (root / name).as_uri(), "name": name} for name in ("one", "two")]
    client.initialize(asking, workspaceFolders=folders)
    one, two = ((root / name / "cog.yaml").as_uri() for name in ("one", "two"))
    assert [told["code"] for told in client.wait_published(one)["diagnostics"]] == ["bad-unsafe"]
    assert [told["code"] for told in client.wait_published(two)["diagnostics"]] == ["bad-safe"]
    assert {item["section"] for item in asked[0]} == {"cogLsp"}
    mark = len(client.messages)
    ignored[None] = {"ignore": []}
    ignored[(root / "two").as_uri()] = None
    client.notify(CHANGED, {"settings": None})
    for uri in (one, two):
        client.wait_published(uri, lambda found: len(found) == 2, mark)
    assert client.shut_down() == 0


def test_answers_of_any_shape(start: Start, project: Path) -> None:
    """What a client answers to workspace/configuration may be null, too short or nonsense."""
    answers: list[object] = [None, [], [3], {"a": 1}, [None, None], "x"]
    asked: list[object] = []

    def answer(params: object) -> object:
        asked.append(params)
        return answers[len(asked) % len(answers)]

    asking = {**FULL, "workspace": {**FULL["workspace"], "configuration": True}}
    client = start(STANDIN, answers={"workspace/configuration": answer})
    client.initialize(asking, options={"ignore": ["bad-safe"]})
    uri = client.open(project / "cog.yaml", BAD)
    for _ in answers:
        assert client.codes(uri) == ["bad-unsafe"]
        mark = len(client.messages)
        client.notify(CHANGED, {"settings": None})
        client.wait_method("workspace/configuration", mark)
    assert client.sent("window/showMessage") == []
    assert client.shut_down() == 0
