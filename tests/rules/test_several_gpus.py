"""COG508 and COG509: code for one GPU and tiers with several, and the other way about."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.result import Applicability
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware import multi_gpu_needed, single_gpu_code_on_multi_gpu
from tests.memory.support import predictor

from .support import found_by, load, mended, on, shown, the_finding


def test_weights_beyond_any_gpu() -> None:
    made = predictor(load("org/a-70b"))
    found = the_finding(multi_gpu_needed.check, made)
    assert found.severity is Severity.ERROR
    assert shown(made, found).startswith("AutoModel.from_pretrained(")
    assert found.message == (
        "The weights need about 140.0 GB: "
        "more than the 85.0 GB of the largest GPU (gpu-a100-large), but the code puts them on one. "
        'Spread them (`device_map="auto"`, `tensor_parallel_size`), quantize them, or choose a '
        "smaller model"
    )
    assert [note.message for note in found.related] == [
        "org/a-70b: about 140.0 GB (70B parameters x 2 bytes, read from the name org/a-70b)"
    ]


@pytest.mark.parametrize(
    "setup",
    [
        load("org/a-34b"),
        load("org/a-70b", "torch_dtype=torch.float16, device_map='auto'"),
        load("org/a-70b", "load_in_4bit=True"),
        load("org/a-70b", "**options"),
        load("org/a-70b") + "\nself.m.enable_model_cpu_offload()",
        load("org/unknown"),
        "self.m = vllm.LLM('org/a-70b', tensor_parallel_size=2)",
        "pass",
    ],
)
def test_one_gpu_may_do(setup: str) -> None:
    assert found_by(multi_gpu_needed.check, predictor(setup)) == []


@pytest.mark.parametrize(
    ("sku", "gpus", "words"),
    [
        (
            "gpu-a100-large",
            2,
            "has 1. gpu-l40s-2x (96 GB, $7.02/h) and gpu-a100-large-2x (160 GB, $10.08/h) "
            "have enough",
        ),
        (
            "gpu-l40s-2x",
            4,
            "has 2. With a committed-spend contract: gpu-l40s-4x (192 GB, $14.04/h), "
            "gpu-a100-large-4x (320 GB, $20.16/h) and gpu-h100-4x (320 GB, $21.96/h)",
        ),
        ("gpu-l40s-2x", 16, "has 2"),
    ],
)
def test_more_gpus_are_asked_for_than_there_are(sku: str, gpus: int, words: str) -> None:
    setup = f"self.m = vllm.LLM('org/a-7b', tensor_parallel_size={gpus})"
    found = the_finding(multi_gpu_needed.check, on(sku, setup))
    assert found.severity is Severity.ERROR
    assert found.message == (
        f"org/a-7b is loaded on {gpus} GPUs, but {sku}, declared by the comment in cog.yaml, "
        f"{words}"
    )


@pytest.mark.parametrize(
    ("sku", "degree"),
    [("gpu-l40s-2x", "2"), ("gpu-l40s", "1"), ("gpu-l40s", "torch.cuda.device_count()"),
     ("gpu-x", "4")],
)  # fmt: skip
def test_as_many_gpus_as_are_asked_for(sku: str, degree: str) -> None:
    setup = f"self.m = vllm.LLM('org/a-7b', tensor_parallel_size={degree})"
    assert found_by(multi_gpu_needed.check, on(sku, setup)) == []


def test_the_second_gpu_is_idle() -> None:
    made = on("gpu-l40s-2x", load("org/a-7b") + ".to('cuda')")
    found = the_finding(single_gpu_code_on_multi_gpu.check, made)
    assert found.severity is Severity.WARNING
    assert found.message == (
        "gpu-l40s-2x (96 GB, $7.02/h), declared by the comment in cog.yaml, has 2 GPUs, but the "
        "code loads everything on one of them. gpu-l40s (48 GB, $3.51/h) has one and saves $3.51 "
        "an hour (50%)"
    )
    cured, fix = mended(made, found)
    assert fix.applicability is Applicability.UNSAFE
    assert [declared.sku for declared in cured.hardware] == ["gpu-l40s"]


def test_a_smaller_tier_is_not_offered_when_it_does_not_hold_the_model() -> None:
    found = the_finding(single_gpu_code_on_multi_gpu.check, on("gpu-l40s-2x", load("org/a-34b")))
    assert found.plans == ()
    assert found.message.endswith("loads everything on one of them")


@pytest.mark.parametrize(
    ("sku", "setup"),
    [
        ("gpu-l40s", load("org/a-7b")),
        ("gpu-l40s-2x", load("org/a-7b", "device_map='auto'")),
        ("gpu-l40s-2x", load("org/a-7b", "load_in_8bit=True")),
        ("gpu-l40s-2x", load("org/a-7b") + "\nself.m = torch.nn.DataParallel(self.m)"),
        ("gpu-l40s-2x", load("org/a-7b") + ".to('cuda:1')"),
        ("gpu-l40s-2x", load("org/a-7b") + "\nimport subprocess\nsubprocess.run(['serve'])"),
        ("gpu-l40s-2x", "self.m = vllm.LLM('org/a-7b', tensor_parallel_size=2)"),
        ("gpu-l40s-2x", load("org/unknown")),
        ("gpu-l40s-2x", "pass"),
    ],
)
def test_both_gpus_may_be_used(sku: str, setup: str) -> None:
    assert found_by(single_gpu_code_on_multi_gpu.check, on(sku, setup)) == []
