"""COG502: which declared tiers cannot hold the model, wherever they are declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.hardware.hardware_too_small import check
from cog_lsp.rules.plan import DeclareHardware, ReplaceHardware
from tests.memory.support import predictor
from tests.projects import project


def load(name: str, options: str = "torch_dtype=torch.float16") -> str:
    return f"self.m = AutoModel.from_pretrained('{name}', {options})"


def on(sku: str, setup: str, predict: str = "return ''", **options: str) -> Project:
    """A project that declares ``sku`` in cog.yaml."""
    return predictor(setup, predict, cog=f"# cog-lsp: hardware={sku}", **options)


def the_finding(made: Project) -> Finding:
    (found,) = check.run(made)
    return found


TOO_SMALL = [
    ("gpu-t4", "13b"),
    ("gpu-t4", "34b"),
    ("gpu-l40s", "34b"),
    ("gpu-a100-small", "34b"),
    ("gpu-a40-large", "34b"),
    ("gpu-a100-large", "70b"),
    ("gpu-h100", "70b"),
    ("gpu-l40s-2x", "70b"),
    ("gpu-2x-l40s", "70b"),
]
LARGE_ENOUGH = [
    ("gpu-t4", "3b"),
    ("gpu-t4", "7b"),
    ("gpu-a40-small", "13b"),
    ("gpu-l40s", "13b"),
    ("gpu-a100-small", "13b"),
    ("gpu-a100-large", "34b"),
    ("gpu-h100-2x", "70b"),
    ("gpu-l40s-4x", "70b"),
    ("gpu-no-such", "405b"),
]


@pytest.mark.parametrize(("sku", "size"), TOO_SMALL)
def test_found_at_the_declaration(sku: str, size: str) -> None:
    made = on(sku, load(f"org/a-{size}"))
    found = the_finding(made)
    assert (found.code, found.severity) == ("COG502", Severity.ERROR)
    assert made.documents[found.path].slice(found.span) == sku


@pytest.mark.parametrize(("sku", "size"), LARGE_ENOUGH)
def test_silent_when_it_may_fit(sku: str, size: str) -> None:
    assert list(check.run(on(sku, load(f"org/a-{size}")))) == []


def test_message_and_plans() -> None:
    found = the_finding(on("gpu-t4", load("org/a-13b")))
    assert found.message == (
        "gpu-t4 has 15.6 GB of usable GPU memory (16 GB nominal). The weights need about 26.0 GB: "
        "setup runs out of memory. gpu-l40s (48 GB, $3.51/h) is the cheapest that holds them"
    )
    assert found.plans == tuple(
        DeclareHardware("cog.yaml", sku) for sku in ("gpu-l40s", "gpu-a100-large", "gpu-h100")
    )
    assert [place.path for place in found.related] == ["predict.py"]


@pytest.mark.parametrize(
    ("sku", "size", "text"),
    [
        ("gpu-a40-large", "34b", "(48 GB nominal) and is retired, succeeded by gpu-l40s. "),
        ("gpu-a100-small", "34b", "(40 GB nominal) and is retired, succeeded by gpu-a100-large. "),
    ],
)
def test_retired_tier_is_explained_and_not_proposed(sku: str, size: str, text: str) -> None:
    found = the_finding(on(sku, load(f"org/a-{size}")))
    assert text in found.message
    assert [plan.sku for plan in found.plans if isinstance(plan, DeclareHardware)] == [
        "gpu-a100-large",
        "gpu-h100",
    ]


def with_tokens(tokens: int) -> Project:
    """Llama 2 7B on a T4, with room for the weights and for some tokens."""
    made = on("gpu-t4", load("meta-llama/Llama-2-7b-hf"))
    files = {path: document.text for path, document in made.documents.items()}
    files["predict.py"] = files["predict.py"].replace(
        "prompt: str,", f"prompt: str, max_new_tokens: int = Input(default={tokens}),"
    )
    return project(files)


def test_weights_that_leave_no_room_to_run() -> None:
    found = the_finding(with_tokens(8000))
    assert found.severity is Severity.WARNING
    assert found.message == (
        "gpu-t4 has 15.6 GB of usable GPU memory (16 GB nominal). The weights need about 13.5 GB, "
        "and at least 17.3 GB together with what running needs: predictions run out of memory. "
        "gpu-l40s (48 GB, $3.51/h) is the cheapest that holds them"
    )
    assert found.related[0].message == (
        "Running also needs 0.3 to 1.0 GB for the CUDA context, 4.2 GB for the keys and "
        "values of 8,000 tokens, and more for activations"
    )
    assert list(check.run(with_tokens(2000))) == []


def test_one_of_several_gpus_is_too_small_for_code_that_uses_one() -> None:
    found = the_finding(on("gpu-l40s-2x", load("org/a-34b")))
    assert found.severity is Severity.ERROR
    assert found.message.startswith(
        "gpu-l40s-2x has 2 GPUs with 47.6 GB of usable memory each, but the code uses only one. "
        "The weights need about 68.0 GB: "
    )
    assert found.message.endswith(
        "setup runs out of memory. gpu-a100-large (80 GB, $5.04/h) is the cheapest that holds them"
    )


@pytest.mark.parametrize(
    "setup",
    [
        load("org/a-34b", "torch_dtype=torch.float16, device_map='auto'"),
        load("org/a-34b") + "\nself.m = torch.nn.DataParallel(self.m)",
        load("org/a-34b") + ".to(f'cuda:{os.environ[\"RANK\"]}')",
    ],
)
def test_code_that_may_use_all_gpus_is_left_alone(setup: str) -> None:
    assert list(check.run(on("gpu-l40s-2x", setup))) == []


def test_alias_is_understood() -> None:
    assert the_finding(on("gpu-2x-l40s", load("org/a-70b"))).message.startswith(
        "gpu-l40s-2x has 95.1"
    )


def test_loads_of_predict_fail_there() -> None:
    made = on("gpu-t4", "pass", f"{load('org/a-13b')}\nreturn ''")
    assert "every prediction runs out of memory" in the_finding(made).message


def test_what_spills_to_the_cpu_is_slow_and_no_failure() -> None:
    made = on("gpu-t4", load("org/a-13b", "torch_dtype=torch.float16, device_map='auto'"))
    found = the_finding(made)
    assert found.severity is Severity.WARNING
    assert "moved to CPU memory" in found.message


def test_what_is_put_on_the_gpu_beside_a_model_that_spills_has_to_fit_there() -> None:
    auto = "torch_dtype=torch.float16, device_map='auto'"
    made = on("gpu-t4", f"{load('org/a-3b', auto)}\nself.other = {load('org/a-13b')[9:]}")
    found = the_finding(made)
    assert found.severity is Severity.ERROR
    assert "setup runs out of memory" in found.message


SILENT = {
    "half the precision may be stored": load("org/a-6b", "torch_dtype='auto'"),
    "quantized": load("org/a-13b", "load_in_4bit=True"),
    "unknown arguments": load("org/a-13b", "**options()"),
    "unknown dtype": load("org/a-13b", "torch_dtype=choose()"),
    "offloaded": load("org/a-13b") + "\nself.m.enable_model_cpu_offload()",
    "chosen by the environment": (
        "import os\nif os.environ.get('BIG'):\n    "
        + load("org/a-13b")
        + "\nelse:\n    "
        + load("org/a-3b")
    ),
    "a fallback": "try:\n    " + load("org/a-3b") + "\nexcept OSError:\n    " + load("org/a-13b"),
    "one after the other": (
        load("org/a-7b").replace("self.m", "a")
        + "\ndel a\n"
        + load("org/b-7b").replace("self.m", "b")
    ),
    "unknown size": load("org/unknown"),
    "nothing loaded": "pass",
}


@pytest.mark.parametrize("setup", SILENT.values(), ids=list(SILENT))
def test_silent_on_a_t4(setup: str) -> None:
    assert list(check.run(on("gpu-t4", setup))) == []


@pytest.mark.parametrize(
    ("packages", "fires"),
    [("transformers==4.46.3", True), ("transformers==5.0.0", False), ("transformers", False)],
)
def test_version_that_decides_the_default_must_be_known(packages: str, fires: bool) -> None:
    made = on("gpu-t4", "self.m = AutoModel.from_pretrained('org/a-6b')", packages=packages)
    assert bool(list(check.run(made))) is fires


def test_largest_of_what_an_input_chooses_counts() -> None:
    predict = f"if size == 'a':\n    {load('org/a-3b')}\nelse:\n    {load('org/a-13b')}\nreturn ''"
    assert "26.0 GB" in the_finding(on("gpu-t4", "pass", predict)).message


@pytest.mark.parametrize("sku", ["cpu", "cpu-small"])
def test_tier_without_a_gpu(sku: str) -> None:
    found = the_finding(on(sku, load("org/a-13b")))
    assert found.severity is Severity.WARNING
    assert found.message.startswith(
        f"{sku} has no GPU, but `gpu: true` asks for one. The weights need about 26.0 GB. "
    )
    assert isinstance(found.plans[0], DeclareHardware)


def test_tier_without_a_gpu_is_right_without_gpu_true() -> None:
    made = on("cpu", load("org/a-13b"))
    files = {path: document.text for path, document in made.documents.items()}
    files["cog.yaml"] = files["cog.yaml"].replace("gpu: true", "gpu: false")
    assert list(check.run(project(files))) == []


OTHER_FILES = {
    "cog-safe-push.yaml": "model: a/b\ndeployment:\n  hardware: gpu-t4\n",
    "cog-safe-push-configs/a.yaml": "model: a/b\ntest_hardware: gpu-t4\n",
    "main.tf": 'resource "replicate_deployment" "x" {\n  hardware = "gpu-t4"\n}\n',
    ".github/workflows/push.yaml": (
        "jobs:\n  a:\n    steps:\n      - run: replicate model create a/b --hardware gpu-t4\n"
    ),
}


@pytest.mark.parametrize("path", OTHER_FILES)
def test_found_and_mended_in_the_file_that_declares_it(tmp_path: Path, path: str) -> None:
    made = predictor(load("org/a-13b"))
    files = {name: document.text for name, document in made.documents.items()}
    for name, text in {**files, path: OTHER_FILES[path]}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = ProjectLoader(tmp_path).load()
    found = the_finding(loaded)
    assert found.path == path
    assert loaded.documents[path].slice(found.span) == "gpu-t4"
    assert found.plans == tuple(
        ReplaceHardware(path, sku, ((path, found.span),))
        for sku in ("gpu-l40s", "gpu-a100-large", "gpu-h100")
    )
    assert "gpu-l40s (48 GB" in found.message


def test_only_the_declaration_that_counts_is_judged(tmp_path: Path) -> None:
    made = on("gpu-l40s", load("org/a-13b"))
    files = {name: document.text for name, document in made.documents.items()}
    for name, text in {**files, **OTHER_FILES}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(check.run(ProjectLoader(tmp_path).load())) == []


def test_which_of_several_models_this_is_nobody_knows(tmp_path: Path) -> None:
    made = predictor(load("org/a-13b"))
    files = {name: document.text for name, document in made.documents.items()}
    for name, sku in (("large", "gpu-h100"), ("small", "gpu-t4")):
        path = f"cog-safe-push-configs/{name}.yaml"
        files[path] = f"model: acme/{name}\ndeployment:\n  hardware: {sku}\n"
    assert list(check.run(project(files))) == []
