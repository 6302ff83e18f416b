"""What uses a GPU, what needs one, and what is there for the CPU."""

from __future__ import annotations

import pytest

from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, ReplaceRequirement, SetScalar

from .support import filed, found, listing, marked

ERROR, WARNING, INFORMATION = Severity.ERROR, Severity.WARNING, Severity.INFORMATION
HEAD = "import torch\nfrom cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n"


def predictor(setup: str, predict: str = "return prompt", top: str = "") -> dict[str, str]:
    """A predict.py with these lines in its methods."""

    def method(name: str, parameters: str, body: str) -> str:
        lines = "".join(f"        {line}\n" for line in body.splitlines())
        return f"    def {name}({parameters}):\n{lines}\n"

    text = HEAD.replace("\n\n\n", f"\n{top}\n\n", 1)
    text += method("setup", "self", setup)
    return {"predict.py": text + method("predict", "self, prompt: str", predict)}


@pytest.mark.parametrize(
    ("setup", "mark"),
    [
        ("self.m = load().cuda()", "load().cuda()"),
        ('self.m = load().to("cuda")', 'load().to("cuda")'),
        ('self.m = load().to("cuda:0")', 'load().to("cuda:0")'),
        ('self.device = "cuda"\nself.m = load().to(self.device)', "load().to(self.device)"),
        ('self.m = load().to(torch.device("cuda"))', 'load().to(torch.device("cuda"))'),
        ('self.m = load(device="cuda")', 'load(device="cuda")'),
        ('self.m = torch.load(X, map_location="cuda")', 'torch.load(X, map_location="cuda")'),
    ],
)  # fmt: skip
def test_code_that_is_sure_to_need_a_gpu(setup: str, mark: str) -> None:
    files = {**listing(["torch==2.5.1"], gpu=False), **predictor(setup)}
    assert marked(files, "gpu-code-without-gpu") == [("gpu-code-without-gpu", mark, ERROR)]
    assert not found({**listing(["torch==2.5.1"]), **predictor(setup)}, "gpu-code-without-gpu")


@pytest.mark.parametrize(
    "setup",
    [
        "if torch.cuda.is_available():\n    self.m = load().cuda()",
        'device = "cuda" if torch.cuda.is_available() else "cpu"\nself.m = load().to(device)',
        'd = torch.device("cuda" if torch.cuda.is_available() else "cpu")\nself.m = load().to(d)',
        'd = "cpu"\nif torch.cuda.is_available():\n    d = "cuda"\nself.m = load().to(d)',
        'try:\n    self.m = load().to("cuda")\nexcept RuntimeError:\n    self.m = load()',
        'self.m = load().to("cpu")',
        'self.device = torch.device("cuda")',
        "torch.cuda.empty_cache()",
        'print("cuda")',
        "self.m = load().to(torch.float16)",
        'if FAST:\n    self.m = load().to("cuda")',
    ],
)  # fmt: skip
def test_code_that_may_do_without(setup: str) -> None:
    files = {**listing(["torch==2.5.1"], gpu=False), **predictor(setup)}
    assert not found(files, "gpu-code-without-gpu")


def test_a_package_that_needs_a_gpu_is_a_warning() -> None:
    files = listing(["numpy==2.1.3", "vllm==0.6.3"], gpu=False)
    assert marked(files, "gpu-code-without-gpu") == [
        ("gpu-code-without-gpu", "vllm==0.6.3", WARNING)
    ]


def test_gpu_is_set_or_added() -> None:
    off = {**listing(gpu=False), **predictor("self.m = load().cuda()")}
    missing = {**off, "cog.yaml": off["cog.yaml"].replace("  gpu: false\n", "")}
    plans = [found(files, "gpu-code-without-gpu")[0].plans[0] for files in (off, missing)]
    assert [type(plan) for plan in plans] == [SetScalar, InsertKey]


QUIET = "from PIL import Image\nimport json\nfrom cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n    def predict(self, prompt: str) -> str:\n        return prompt\n"  # noqa: E501


@pytest.mark.parametrize(
    ("packages", "build", "code", "fires"),
    [
        (["pillow==11.0.0"], "", QUIET, True),
        ([], "", QUIET, True),
        (["pillow==11.0.0", "torch==2.5.1"], "", QUIET, False),
        (["something-new==1.0"], "", QUIET, False),
        (["git+https://x.y/z"], "", QUIET, False),
        (["pillow==11.0.0"], "run:\n  - echo", QUIET, False),
        (["pillow==11.0.0"], 'cuda: "12.4"', QUIET, False),
        (["pillow==11.0.0"], "", "import subprocess\n" + QUIET, False),
        (["pillow==11.0.0"], "", "import torch\n" + QUIET, False),
        (["pillow==11.0.0"], "", QUIET + "import onnxruntime\n", False),
        (["pillow==11.0.0"], "", QUIET + "os.system('x')\n", False),
        (["pillow==11.0.0"], "", QUIET + "x = (\n", False),
    ],
)
def test_a_gpu_that_nothing_uses(packages: list[str], build: str, code: str, fires: bool) -> None:
    files = {**listing(packages, build=build), "predict.py": code}
    assert [f.severity for f in found(files, "gpu-unused")] == [INFORMATION] * fires


def test_a_project_whose_code_is_not_found_is_left_alone() -> None:
    files = {**listing([]), "predict.py": "x = 1\n"}
    assert not found(files, "gpu-unused")


@pytest.mark.parametrize(
    ("packages", "expected"),
    [
        (["onnxruntime==1.20.1"], [("onnxruntime==1.20.1", WARNING, ["onnxruntime-gpu==1.20.1"])]),
        (["onnxruntime==1.20.1", "torch==2.5.1"],
         [("onnxruntime==1.20.1", INFORMATION, ["onnxruntime-gpu==1.20.1"])]),
        (["onnxruntime==1.2", "onnxruntime-gpu==1.20.1"], [("onnxruntime==1.2", WARNING, [])]),
        (["faiss-cpu==1.9.0"], [("faiss-cpu==1.9.0", WARNING, [])]),
        (["tensorflow-cpu==2.15.0"],
         [("tensorflow-cpu==2.15.0", WARNING, ["tensorflow==2.15.0"])]),
        (['"jax[cpu]==0.4.35"'], [("jax[cpu]==0.4.35", INFORMATION, [])]),
        (["onnxruntime-gpu==1.20.1"], []),
        (["onnxruntime; sys_platform == 'darwin'", "onnxruntime-gpu"], []),
        (["onnxruntime; sys_platform == 'linux'", "onnxruntime-gpu"],
         [("onnxruntime; sys_platform == 'linux'", WARNING, [])]),
        (["numpy==2.1.3"], []),
    ],
)  # fmt: skip
def test_builds_for_the_cpu(
    packages: list[str], expected: list[tuple[str, Severity, list[str]]]
) -> None:
    files = listing(packages)
    findings = found(files, "cpu-package-on-gpu")
    assert [
        (
            finding.span.text(files["cog.yaml"]),
            finding.severity,
            [plan.text for plan in finding.plans if isinstance(plan, ReplaceRequirement)],
        )
        for finding in findings
    ] == expected
    assert not found(listing(packages, gpu=False), "cpu-package-on-gpu")


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("--index-url https://download.pytorch.org/whl/cpu\ntorchaudio==2.5.1\n", True),
        ("--extra-index-url https://download.pytorch.org/whl/cpu\ntorch==99.0\n", True),
        # Cog's own index is beside it, and its build comes first.
        ("--extra-index-url https://download.pytorch.org/whl/cpu\ntorch==2.5.1\n", False),
        ("--extra-index-url https://download.pytorch.org/whl/cu121\n", False),
    ],
)
def test_an_index_for_the_cpu(text: str, fires: bool) -> None:
    assert len(found(filed(text), "cpu-package-on-gpu")) == fires


@pytest.mark.parametrize(
    ("build", "requirements", "fires"),
    [
        ("", "torch==2.5.1\n", True),
        ("", "numpy==2.1.3\n", False),
        ("python_packages:\n  - numpy", "torch==2.5.1\n", False),
        ("run:\n  - pip install -r x", "torch==2.5.1\n", False),
        ("python_requirements: requirements.txt", "torch==2.5.1\n", False),
    ],
)
def test_a_requirements_file_that_nothing_names(build: str, requirements: str, fires: bool) -> None:
    files = {
        **listing(gpu=False, build=build),
        **predictor("pass"),
        "requirements.txt": requirements,
    }
    assert len(found(files, "requirements-unused")) == fires
