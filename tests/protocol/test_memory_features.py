"""The memory of a model through a real session: seen, chosen, and declared."""

from __future__ import annotations

from typing import Any

from tests.protocol.client import SERVER, place
from tests.protocol.conftest import FULL, Start, Writer

COG = """\
build:
  gpu: true
  python_packages: [transformers==4.46.3]
predict: predict.py:Predictor
"""
CODE = """\
# 😀
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.m = AutoModel.from_pretrained("org/a-13b", torch_dtype=torch.float16).to("cuda")

    def predict(self, prompt: str) -> str:
        return prompt
"""


def test_from_the_lens_to_the_declared_tier(start: Start, write: Writer) -> None:
    root = write({"cog.yaml": COG, "predict.py": CODE})
    client = start(SERVER)
    capabilities: dict[str, Any] = {
        **FULL,
        "experimental": {"cogLsp": {"outcomes": True}},
        "workspace": {**FULL["workspace"], "applyEdit": True},
    }
    client.initialize(capabilities)
    uri = client.open(root / "predict.py")
    client.settle(uri)
    document = {"textDocument": {"uri": uri}}

    lenses = {
        lens["command"]["command"]: lens
        for lens in client.request("textDocument/codeLens", document)
    }
    seen, choose = lenses["cog-lsp.showMemory"], lenses["cog-lsp.chooseHardware"]
    assert seen["range"]["start"]["line"] == 6
    assert seen["command"]["title"] == "≈ 26.0 GB · no hardware declared"

    whole = {"start": place(0, 0), "end": place(12, 0)}
    (hint,) = client.request("textDocument/inlayHint", {**document, "range": whole})
    assert (hint["label"], hint["position"]["line"]) == ("26.0 GB", 8)
    hover = client.request("textDocument/hover", {**document, "position": place(8, 20)})
    assert hover["contents"]["value"].startswith("**org/a-13b**: 26.0 GB")

    report = client.request("workspace/executeCommand", _call(seen["command"]))
    assert (report["kind"], report["language"]) == ("document", "markdown")
    (part,), data = report["data"]["components"], report["data"]
    assert (data["folder"], part["filename"]) == (root.as_uri(), "predict.py")
    assert (part["bytes"]["low"], part["location"]["row"]) == (26_000_000_000, 9)
    choice = client.request("workspace/executeCommand", _call(choose["command"]))
    first = choice["options"][0]
    assert first["command"]["title"] == "gpu-l40s (48 GB, $3.51/h): fits"
    client.request("workspace/executeCommand", _call(first["command"]))
    edits = client.wait_method("workspace/applyEdit")["params"]["edit"]
    assert "# cog-lsp: hardware=gpu-l40s" in str(edits)
    assert client.shut_down() == 0


def _call(command: dict[str, Any]) -> dict[str, Any]:
    return {"command": command["command"], "arguments": command["arguments"]}


def test_a_tier_in_a_file_beside_cog_yaml(start: Start, write: Writer) -> None:
    """Found, explained, completed and mended where it stands."""
    safe_push = "model: a/b\ntest_hardware: gpu-2x-l40s\n"
    root = write({"cog.yaml": COG, "predict.py": CODE, "cog-safe-push.yaml": safe_push})
    client = start(SERVER)
    client.initialize(FULL)
    uri = client.open(root / "cog-safe-push.yaml")
    client.settle(uri)
    assert client.codes(uri) == ["hardware-alias", "single-gpu-code-on-multi-gpu"]
    at = {"textDocument": {"uri": uri}, "position": place(1, 20)}
    assert "This model: fits." in client.request("textDocument/hover", at)["contents"]["value"]
    listed = client.request("textDocument/completion", at)
    assert "gpu-l40s-2x" in [item["label"] for item in listed["items"]]
    titles = [action["title"] for action in client.actions(uri)]
    assert "cog: Use gpu-l40s-2x (2x L40S, 96 GB, $7.02/h)" in titles
    assert client.shut_down() == 0
