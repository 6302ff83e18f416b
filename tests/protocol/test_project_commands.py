"""Commands about a whole project: what it is, what a rule means, everything mended at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.protocol.client import SERVER, RawClient
from tests.protocol.conftest import FULL, Start, Writer

COG = """\
# cog-lsp: hardware=gpu-l40s
build:
  gpu: true
  python_version: 3.10
predict: predict.py:Predictor
"""
CODE = """\
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str, steps: int = None) -> str:
        return prompt
"""


def session(
    start: Start, write: Writer, *, outcomes: bool = True, cog: str = COG
) -> tuple[RawClient, Path]:
    root = write({"cog.yaml": cog, "predict.py": CODE})
    client = start(SERVER)
    workspace = {**FULL["workspace"], "applyEdit": True}
    experimental = {"cogLsp": {"outcomes": outcomes}}
    client.initialize({**FULL, "workspace": workspace, "experimental": experimental})
    client.settle(client.open(root / "cog.yaml"))
    return client, root


def call(client: RawClient, name: str, *arguments: str) -> Any:
    given = {"command": f"cog-lsp.{name}", "arguments": list(arguments)}
    return client.request("workspace/executeCommand", given)


def test_a_project_is_described(start: Start, write: Writer) -> None:
    client, root = session(start, write)
    told = call(client, "describeProject", (root / "predict.py").as_uri())
    data = told["data"]
    assert (told["kind"], data["folder"], data["filename"]) == ("facts", root.as_uri(), "cog.yaml")
    assert (data["hardware"]["sku"], data["hardware"]["filename"]) == ("gpu-l40s", "cog.yaml")
    assert data["memory"].startswith("size unknown of 47.6 GB on L40S")
    assert call(client, "describeProject", (root.parent / "other.py").as_uri()) is None
    assert client.shut_down() == 0


def test_an_editor_that_draws_nothing_is_told_in_a_sentence(start: Start, write: Writer) -> None:
    cog = COG.partition("\n")[2].replace("gpu: true", "gpu: false")
    client, root = session(start, write, outcomes=False, cog=cog)
    call(client, "describeProject", (root / "cog.yaml").as_uri())
    shown = client.wait_method("window/showMessage")["params"]["message"]
    assert shown == ("cog.yaml: no hardware is declared. It builds without a GPU.")
    assert client.shut_down() == 0


def test_a_rule_is_explained_by_name_by_code_and_from_what_was_found(
    start: Start, write: Writer
) -> None:
    client, root = session(start, write)
    uri = (root / "cog.yaml").as_uri()
    page = call(client, "explainRule", uri, "python-version-unquoted")
    assert (page["kind"], page["name"]) == ("document", "python-version-unquoted.md")
    assert page["text"].startswith("# python-version-unquoted\n")
    assert "data" not in page
    (code,) = {
        option["command"]["title"].split()[0]
        for option in call(client, "explainRule", uri, "all")["options"]
        if option["command"]["title"].endswith(" python-version-unquoted")
    }
    assert call(client, "explainRule", uri, code.lower())["text"] == page["text"]

    found = call(client, "explainRule", uri)["options"]
    titles = [option["command"]["title"] for option in found]
    assert f"{code} python-version-unquoted" in titles
    assert titles[-1] == "All rules"
    assert found[0]["command"]["arguments"][0] == uri
    assert "no rule `nonsense`" in call(client, "explainRule", uri, "nonsense")["message"]
    assert client.shut_down() == 0


def test_all_files_of_a_project_are_mended_at_once(start: Start, write: Writer) -> None:
    client, root = session(start, write)
    outcome = call(client, "fixProject", (root / "cog.yaml").as_uri())
    assert outcome == {"kind": "edit", "title": "Fix all safely fixable problems in the project"}
    edit = client.wait_method("workspace/applyEdit")["params"]["edit"]
    changed = {change["textDocument"]["uri"] for change in edit["documentChanges"]}
    assert changed == {(root / name).as_uri() for name in ("cog.yaml", "predict.py")}
    assert client.shut_down() == 0


def test_where_nothing_can_be_mended_that_is_said(start: Start, write: Writer) -> None:
    root = write({"cog.yaml": "build: {gpu: false}\n"})
    client = start(SERVER)
    client.initialize({**FULL, "experimental": {"cogLsp": {"outcomes": True}}})
    client.settle(client.open(root / "cog.yaml"))
    outcome = call(client, "fixProject", (root / "cog.yaml").as_uri())
    assert outcome["message"] == "No problem in the project has a safe fix."
    assert client.shut_down() == 0
