"""Completion in cog.yaml, as an editor would apply it."""

from __future__ import annotations

import pytest

from cog_lsp.knowledge.cog import config_keys
from tests.features.cursor import labels, offered, taken

REQUIREMENTS = {"requirements.txt": "torch==2.4.0\n"}
TORCH = "  python_requirements: requirements.txt\n"
CODE = {
    "predict.py": (
        "class Predictor:\n    def predict(self): ...\n"
        "class Other:\n    class Inner: ...\n"
        "def helper(): ...\ndef _hidden(): ...\n"
    ),
    "train.py": "def train(): ...\n",
}


def test_the_keys_of_each_level() -> None:
    """Every key that Cog reads, in the order of the table, deprecated ones last."""
    for marked, parent in (
        ("|", ""),
        ("build:\n  |", "build"),
        ("weights:\n  - |", "weights"),
        ("weights:\n  - source:\n      |", "weights.source"),
        ("weights:\n  - source:\n      - |", "weights.source"),
        ("build:\n  run:\n    - command: x\n      |", "build.run"),
        ("build:\n  run:\n    - mounts:\n        - |", "build.run.mounts"),
        ("concurrency:\n  |", "concurrency"),
    ):
        keys = [key for key in config_keys() if key.parent == parent]
        typed = marked.count("command")
        current = [key.name for key in keys if key.status == "current"][typed:]
        deprecated = [key.name for key in keys if key.status == "deprecated"]
        assert labels(marked) == current + deprecated, marked
        assert [item.deprecated for item in offered(marked)] == (
            [False] * len(current) + [True] * len(deprecated)
        )


def test_what_is_there_is_not_offered() -> None:
    """Nor what Cog does not take together with it; of what is being typed the list is full."""
    there = labels("image: x\nrun: x\n|\nbuild:\n  gpu: true\n")
    assert not {"image", "model", "run", "predict", "build"} & set(there)
    assert "train" in there
    assert "run" in labels("ru|n: x\n")
    assert "gpu" not in labels("build: {gpu: true, |}")
    assert labels("nonsense:\n  |") == []
    assert labels("build:\n  gpu:\n    |") == []


@pytest.mark.parametrize(
    ("marked", "label", "text"),
    [
        ("|", "build", "build:\n  "),
        ("build:\n    gpu: true\n    |", "system_packages", None),
        ("bui|", "build", "build:\n  "),
        ("build:\n  py|\nrun: x\n", "python_version", "build:\n  python_version: \nrun: x\n"),
        ("build:\n  py|: '3'\n", "python_version", "build:\n  python_version: '3'\n"),
        ("build:\n  gpu: true\n    |", "cuda", "build:\n  gpu: true\n  cuda: "),
        ("build:\n  run:\n  - x\n  |", "system_packages", None),
        ("weights:\n  - |", "source", "weights:\n  - source:\n      "),
        ("weights:\n-|", "name", "weights:\n- name: "),
        ("build: {gp|}", "gpu", "build: {gpu: }"),
        ("build: {sys|}", "system_packages", "build: {system_packages: []}"),
        ("build:\r\n  gpu: true\r\n  c|\r\n", "cuda", "build:\r\n  gpu: true\r\n  cuda: \r\n"),
        ("# 😀\nimage: '😀'  # 😀\nru|", "run", "# 😀\nimage: '😀'  # 😀\nrun: "),
    ],
)
def test_a_key_is_put_where_it_belongs(marked: str, label: str, text: str | None) -> None:
    """At the column of its siblings, with the beginning of a value in the text's own style."""
    wanted = {
        "build:\n    gpu: true\n    |": "build:\n    gpu: true\n    system_packages:\n        - ",
        "build:\n  run:\n  - x\n  |": "build:\n  run:\n  - x\n  system_packages:\n  - ",
    }
    assert taken(marked, label) == (text if text is not None else wanted[marked])


def test_stubs() -> None:
    """A place to fill in, a list to choose from, or the newest version that fits."""
    items = {item.label: item for item in offered(f"build:\n{TORCH}  |", REQUIREMENTS)}
    assert items["gpu"].snippet == "gpu: ${1|true,false|}"
    assert items["python_version"].snippet == 'python_version: "${1:3.12}"'
    assert items["cuda"].snippet == 'cuda: "${1:12.4}"'
    assert items["system_packages"].snippet == "system_packages:\n    - $0"
    code = {item.label: item for item in offered("|", CODE)}
    assert code["run"].snippet == 'run: "${1:predict.py:Predictor}"'
    assert code["train"].snippet == 'train: "${1:train.py:train}"'
    assert code["image"].snippet == "image: ${1:r8.im/owner/name}"
    old = {"requirements.txt": "tensorflow==2.1.0\n"}
    assert "python_version" in labels(f"build:\n{TORCH}  |", old)
    (flow,) = [item for item in offered("build: {|}") if item.label == "run"]
    assert flow.snippet == "run: [$0]"
    assert all(item.plain and item.documentation for item in items.values())


@pytest.mark.parametrize("value", ["|", '"|"', "'|'", '"3.|"', "3.|"])
def test_python_versions(value: str) -> None:
    """Those first that the required torch has wheels for, in the quotes that are there."""
    marked = f"build:\n{TORCH}  python_version: {value}"
    assert labels(marked, REQUIREMENTS) == ["3.12", "3.11", "3.10", "3.13"]
    quote = "'" if "'" in value else '"'
    text = f"build:\n{TORCH}  python_version: {quote}3.11{quote}"
    assert taken(marked, "3.11", REQUIREMENTS) == text
    details = [item.detail for item in offered(marked, REQUIREMENTS)]
    assert details[0] == "fits torch 2.4.0"
    assert details[-1] == "not for torch 2.4.0"
    for item in offered(marked, REQUIREMENTS):
        typed = value.replace("|", "").rstrip("\"'") if value[0] in "\"'" else value[:-1]
        assert item.filter.startswith(typed)


def test_python_versions_without_a_framework() -> None:
    """All that Cog documents, the newest first."""
    items = offered("build:\n  python_version: |")
    assert [item.label for item in items] == ["3.13", "3.12", "3.11", "3.10"]
    assert {item.detail for item in items} == {""}
    assert taken("build:\n  python_version: '3.|", "3.10") == "build:\n  python_version: '3.10'"


def test_cuda_fits_torch() -> None:
    """Only what the pinned torch was built for; without one, all that there is."""
    assert labels(f"build:\n{TORCH}  cuda: |", REQUIREMENTS) == ["12.4", "12.1", "11.8"]
    free = labels("build:\n  cuda: |")
    assert free[0] == "13.2"
    assert "11.0" in free


def test_cudnn_fits_cuda() -> None:
    assert labels('build:\n  cuda: "12.4"\n  cudnn: |') == ["9"]
    assert labels('build:\n  cuda: "11.8"\n  cudnn: "|"') == ["8"]
    assert labels("build:\n  cudnn: |") == ["9", "8"]


def test_words() -> None:
    """True or false, the kind of a mount, the files that may hold requirements."""
    assert labels("build:\n  gpu: |") == ["true", "false"]
    assert taken("build:\n  gpu:|", "true") == "build:\n  gpu: true"
    assert labels("build: {gpu: |}") == ["true", "false"]
    assert labels("build:\n  run:\n    - mounts:\n        - type: |") == ["secret"]
    assert labels("build:\n  system_packages:\n    - |") == []
    assert labels("image: |") == []


def test_environment() -> None:
    """Stubs of variables, none of which Cog refuses."""
    reserved = ("R8_", "REPLICATE_", "CUDA_", "NVIDIA_", "NV_", "PGET_", "KUBERNETES_")
    items = offered("environment:\n  - |")
    assert "HF_HOME" in [item.label for item in items]
    for item in items:
        assert not item.label.startswith(reserved)
        assert item.insert.startswith(f"{item.label}=")
    assert taken("environment:\n  - 'HF_O|'", "HF_HUB_OFFLINE") == (
        "environment:\n  - 'HF_HUB_OFFLINE=1'"
    )


@pytest.mark.parametrize(
    ("marked", "label", "text"),
    [
        ("predict: |", "predict.py:Predictor", 'predict: "predict.py:Predictor"'),
        ("predict:|", "predict.py:Predictor", 'predict: "predict.py:Predictor"'),
        ("predict: pred|", "predict.py:Predictor", 'predict: "predict.py:Predictor"'),
        ("predict: 'pred|'", "predict.py:Predictor", "predict: 'predict.py:Predictor'"),
        ("predict: |", "predict.py", 'predict: "predict.py:"'),
        ("predict: pr|ed.py:Predictor", "predict.py", "predict: predict.py:Predictor"),
        ("predict: predict.py:|", "Predictor", "predict: predict.py:Predictor"),
        ("predict: predict.py:Oth|", "Other", "predict: predict.py:Other"),
        ('predict: "predict.py:|"', "helper", 'predict: "predict.py:helper"'),
        ('predict: "predict.py:|', "Predictor", 'predict: "predict.py:Predictor'),
        ("train: |", "train.py:train", 'train: "train.py:train"'),
    ],
)
def test_references(marked: str, label: str, text: str) -> None:
    """Files, what is in them, or both at once; also while the text is no YAML."""
    assert taken(marked, label, CODE) == text


def test_what_can_answer_comes_first() -> None:
    """A class with the method, or a function of that name; nothing hidden or nested."""
    assert labels("predict: predict.py:|", CODE) == ["Predictor", "Other", "helper"]
    assert labels("train: train.py:|", CODE) == ["train"]
    assert labels("predict: elsewhere.py:|", CODE) == []


def test_directives() -> None:
    """What can be said, tiers with their price, rules that are not named yet."""
    assert labels("# cog-lsp: |") == [
        "ignore", "ignore-file", "hardware", "prediction-seconds",
    ]  # fmt: skip
    assert labels("# cog-lsp: ig|", {}, "predict.py") == ["ignore", "ignore-file"]
    tiers = {item.label: item for item in offered("# cog-lsp: hardware=gpu-|l40s")}
    assert tiers["gpu-l40s"].detail == "48 GB, $3.51/h"
    assert "44.3 GiB" in tiers["gpu-l40s"].documentation
    assert "gpu-a40-large" not in tiers
    assert taken("# cog-lsp: hardware=gpu-|l40s", "gpu-h100") == "# cog-lsp: hardware=gpu-h100"
    assert labels("# cog-lsp: hardware=|", {}, "predict.py") == []
    for path in ("cog.yaml", "predict.py"):
        marked = "x = 1  # cog-lsp: ignore[yaml-syntax, py|] why"
        rules = labels(marked, {}, path)
        assert "python-syntax" in rules
        assert "yaml-syntax" not in rules
        assert taken(marked, "python-syntax", {}, path) == (
            "x = 1  # cog-lsp: ignore[yaml-syntax, python-syntax] why"
        )
    assert labels("# cog-lsp: ignore[yaml-syntax] |", {}, "predict.py") == []
    assert labels("# elsewhere |", {}, "predict.py") == []
