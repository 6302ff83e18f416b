"""``cog-lsp memory``."""

from __future__ import annotations

import json

from cog_lsp.knowledge.hardware import proposable

from .conftest import HEALTHY, Lay, Run

COG = """\
build:
  # cog-lsp: hardware={sku}
  gpu: true
  python_packages: [transformers==4.46.3]
predict: predict.py:Predictor
"""
PREDICT = """\
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.one = AutoModel.from_pretrained("org/a-13b", torch_dtype=torch.float16).to("cuda")
        self.two = AutoModel.from_pretrained("org/secret").to("cuda")

    def predict(self, prompt: str) -> str:
        return prompt
"""


def files(sku: str = "gpu-l40s", predict: str = PREDICT) -> dict[str, str | bytes]:
    return {"cog.yaml": COG.format(sku=sku), "predict.py": predict}


ONE = PREDICT.replace('        self.two = AutoModel.from_pretrained("org/secret").to("cuda")\n', "")


def test_the_report_reads_well(run: Run, lay: Lay) -> None:
    lay(files(predict=ONE))
    ran = run("memory")
    assert ran.code == 0
    assert (
        ran.out
        == """\
cog.yaml: gpu-l40s (the comment in cog.yaml)

WHAT          SIZE  PRECISION  WHERE  WHEN
org/a-13b  26.0 GB  2 bytes    GPU    setup
    predict.py:8: 13B parameters x 2 bytes, read from the name org/a-13b

On the GPU at once: 26.0 GB

Running also needs 0.3 to 1.0 GB for the CUDA context, and more for activations.

    TIER            GPU         USABLE  FILLED  FIT             $/S   $/H
    gpu-t4          T4         15.6 GB    166%  too small  0.000225  0.81
=>  gpu-l40s        L40S       47.6 GB     55%  fits       0.000975  3.51
    gpu-a100-large  A100-80GB  85.0 GB     31%  fits       0.001400  5.04
    gpu-h100        H100       84.9 GB     31%  fits       0.001525  5.49

gpu-l40s (48 GB, $3.51/h), gpu-a100-large (80 GB, $5.04/h) and gpu-h100 (80 GB, $5.49/h) hold them.
"""
    )


def test_what_is_unknown_is_said_to_be(run: Run, lay: Lay) -> None:
    lay(files())
    out = run("memory").out
    assert "org/secret  unknown" in out
    assert "predict.py:9: the size is unknown" in out
    assert "On the GPU at once: 26.0 GB or more" in out
    assert "gpu-l40s        L40S       47.6 GB     55%  unknown" in out


def test_a_retired_tier_is_listed_when_it_is_declared(run: Run, lay: Lay) -> None:
    lay(files("gpu-a40-large"))
    assert "=>  gpu-a40-large (retired)  A40" in run("memory").out


def test_no_declaration_no_load_and_no_tier(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    out = run("memory").out
    assert out.startswith(
        "cog.yaml: no hardware is declared\n\nNo code that loads weights was found"
    )
    lay(files("gpu-x"))
    assert run("memory").out.startswith(
        "cog.yaml: gpu-x (the comment in cog.yaml), which is not a Replicate tier\n"
    )


def test_several_projects(run: Run, lay: Lay) -> None:
    lay({f"{name}/{path}": text for name in "ab" for path, text in files().items()})
    out = run("memory", ".").out
    assert [line for line in out.splitlines() if line.endswith("in cog.yaml)")] == [
        "a/cog.yaml: gpu-l40s (the comment in cog.yaml)",
        "b/cog.yaml: gpu-l40s (the comment in cog.yaml)",
    ]


def test_json(run: Run, lay: Lay) -> None:
    root = lay(files())
    (found,) = json.loads(run("memory", "--output-format", "json").out)
    assert found["filename"] == str(root / "cog.yaml")
    assert found["declared"]["hardware"] == "gpu-l40s"
    one, two = found["components"]
    assert (one["name"], one["location"]["row"], one["phase"]) == ("org/a-13b", 8, "setup")
    assert one["bytes"]["low"] == 26_000_000_000
    assert (two["bytes"], two["how"]) == (None, "the size is unknown")
    assert found["weights"]["most"] is None
    assert [tier["sku"] for tier in found["tiers"]] == [
        tier.sku for tier in proposable() if tier.gpu_count == 1
    ]
    assert [tier["sku"] for tier in found["tiers"] if tier["declared"]] == ["gpu-l40s"]


def test_with_a_duration_a_thousand_predictions_have_a_price(run: Run, lay: Lay) -> None:
    lay({**files(predict=ONE), "cog-lsp.toml": "prediction-seconds = 12\n"})
    out = run("memory").out
    assert "FIT             $/S   $/H  $/1,000" in out
    assert (
        "=>  gpu-l40s        L40S       47.6 GB     55%  fits       0.000975  3.51    11.70" in out
    )
    (found,) = json.loads(run("memory", "--output-format", "json").out)
    assert found["prediction_seconds"] == 12
    prices = {tier["sku"]: tier["price_per_1000_predictions"] for tier in found["tiers"]}
    assert round(prices["gpu-l40s"], 2) == 11.70


def test_no_project_is_a_usage_error(run: Run, lay: Lay) -> None:
    lay({"a.txt": "x"})
    ran = run("memory")
    assert (ran.code, ran.out) == (2, "")
