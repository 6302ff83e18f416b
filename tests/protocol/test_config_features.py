"""cog.yaml as an editor asks about it: half typed, in the client's units, beside a YAML server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.protocol.client import SERVER, RawClient, place, span
from tests.protocol.conftest import FULL, PREDICT, Start, Writer

CODE = {"predict.py": PREDICT, "requirements.txt": "torch==2.4.0\n"}


def completed(client: RawClient, uri: str, line: int, character: int) -> dict[str, Any]:
    params = {"textDocument": {"uri": uri}, "position": place(line, character)}
    listed = client.request("textDocument/completion", params)
    return {item["label"]: item for item in listed["items"]}


@pytest.fixture
def real(start: Start) -> RawClient:
    client = start(SERVER)
    client.initialize(FULL)
    return client


def test_typing_a_configuration(real: RawClient, write: Writer) -> None:
    """From nothing to a project, a key and a value at a time, while it mostly does not parse."""
    root = write(CODE)
    uri = real.open(root / "cog.yaml", "")
    assert completed(real, uri, 0, 0)["build"]["textEdit"]["newText"] == "build:\n  "
    real.change(uri, "build:\n  # 😀 x\n  pyth")
    key = completed(real, uri, 2, 6)["python_requirements"]
    assert key["textEdit"]["range"] == span(2, 2, 6)
    real.change(uri, "build:\n  python_requirements: requirements.txt\n  python_version: ")
    assert list(completed(real, uri, 2, 18)) == ["3.12", "3.11", "3.10", "3.13"]
    # What is required is known from before, though now it is no YAML.
    for value in ("cuda: ", 'cuda: "', "cuda: '12.", 'cuda: "\nrun: "'):
        real.change(uri, f"build:\n  python_requirements: requirements.txt\n  {value}")
        listed = completed(real, uri, 2, min(len(value), 9) + 2)
        assert list(listed) == ["12.4", "12.1", "11.8"], value
    real.change(uri, "build:\n  python_requirements: requirements.txt\n  cud")
    assert completed(real, uri, 2, 5)["cuda"]["textEdit"]["newText"] == "cuda: "
    real.change(uri, "run: predict.py:")
    assert completed(real, uri, 0, 16)["Predictor"]["textEdit"]["range"] == span(0, 16, 16)
    real.change(uri, "image: '😀'  # cog-lsp: ignore[]")
    assert completed(real, uri, 0, 31)["yaml-syntax"]["textEdit"]["range"] == span(0, 31, 31)
    assert real.shut_down() == 0


def test_what_is_in_a_folder(real: RawClient, write: Writer) -> None:
    """Files in a folder are offered once its name and a slash are there."""
    root = write({**CODE, "src/app.py": PREDICT, "src/notes.txt": "", "cog.yaml": ""})
    uri = real.open(root / "cog.yaml", "run: src/")
    listed = completed(real, uri, 0, 9)
    assert {"predict.py", "src/app.py"} <= listed.keys()
    assert "src/notes.txt" not in listed
    real.change(uri, "run: src/app.py:")
    assert "Predictor" in completed(real, uri, 0, 16)


def test_beside_a_yaml_server(start: Start, write: Writer) -> None:
    """Plain keys are its own; what no schema knows stays ours. A change counts at once."""
    client = start(SERVER)
    client.initialize(FULL, options={"yamlServer": True})
    root = write(CODE)
    text = "build:\n  gpu: \n  python_requirements: requirements.txt\n  cuda: \nrun: \n"
    uri = client.open(root / "cog.yaml", f"{text}# cog-lsp: hardware=gpu-t4")
    hover = {"textDocument": {"uri": uri}, "position": place(1, 3)}
    assert completed(client, uri, 5, 0) == {}
    assert completed(client, uri, 1, 7) == {}
    assert client.request("textDocument/hover", hover) is None
    assert "12.4" in completed(client, uri, 3, 8)
    assert "predict.py" in completed(client, uri, 4, 5)
    assert "gpu-l40s" in completed(client, uri, 5, 20)
    settings = {"cogLsp": {"yamlServer": False}}
    client.notify("workspace/didChangeConfiguration", {"settings": settings})
    assert "true" in completed(client, uri, 1, 7)
    assert client.request("textDocument/hover", hover) is not None
    assert client.shut_down() == 0


def test_a_setting_of_the_project(real: RawClient, write: Writer) -> None:
    """schema-features in cog-lsp.toml; a value that there is not is a finding."""
    root = write({**CODE, "cog.yaml": "build:\n", "cog-lsp.toml": 'schema-features = "off"\n'})
    uri = real.open(root / "cog.yaml")
    assert completed(real, uri, 1, 0) == {}
    settings = real.open(root / "cog-lsp.toml", 'schema-features = "maybe"\n')
    assert real.codes(settings) == ["unknown-setting"]
    assert "run" in completed(real, uri, 1, 0)


def test_navigation(real: RawClient, write: Writer) -> None:
    """To the class and back; while cog.yaml is broken nothing leads into the text that is gone."""
    text = "# 😀\npredict: 'predict.py:Predictor'\n"
    root = write({**CODE, "cog.yaml": text})
    config, predict = real.open(root / "cog.yaml"), real.open(root / "predict.py")
    there = {"textDocument": {"uri": config}, "position": place(1, 25)}
    (found,) = real.request("textDocument/definition", there)
    line = PREDICT.splitlines().index("class Predictor(BasePredictor):")
    assert found == {"uri": predict, "range": span(line, 6, 15)}
    back = {"textDocument": {"uri": predict}, "position": found["range"]["start"]}
    for method in ("definition", "references"):
        (reference,) = real.request(
            f"textDocument/{method}", {**back, "context": {"includeDeclaration": False}}
        )
        assert reference == {"uri": config, "range": span(1, 21, 30)}
    (link,) = real.request("textDocument/documentLink", {"textDocument": {"uri": config}})
    assert link == {"range": span(1, 10, 20), "target": predict}
    (symbol,) = real.request("textDocument/documentSymbol", {"textDocument": {"uri": config}})
    assert symbol["name"] == "predict"
    real.change(config, f"x: [\n{text}")
    assert real.request("textDocument/definition", back) is None
