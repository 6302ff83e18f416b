"""COG511 to 514 and COG517: what the code asks of the GPU, and what the declared one can do."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.result import Applicability
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware import (
    bf16_on_t4,
    compute_capability,
    flash_attention_on_t4,
    fp8_unsupported,
    gpu_index_out_of_range,
)
from cog_lsp.rules.plan import Plan, ReplaceHardware
from cog_lsp.rules.rule import Rule
from tests.projects import project

from .support import found_by, load, mended, on, shown, the_finding

BF16 = "torch.bfloat16"
FLASH = "attn_implementation='flash_attention_2'"


def tiers_in(plans: tuple[Plan, ...]) -> list[str]:
    return [plan.sku for plan in plans if isinstance(plan, ReplaceHardware)]


@pytest.mark.parametrize(
    ("made", "check", "skus"),
    [
        (
            on("gpu-t4", load("org/a-34b", f"torch_dtype={BF16}")),
            bf16_on_t4.check,
            ["gpu-a100-large", "gpu-h100"],
        ),
        (on("gpu-a100-large", "torch._scaled_mm(1, 2)"), fp8_unsupported.check,
         ["gpu-l40s", "gpu-h100"]),
        (on("gpu-h100", "pass", packages="torch==1.13.1"), compute_capability.check,
         ["gpu-t4", "gpu-l40s", "gpu-a100-large"]),
        (on("gpu-t4", "torch.cuda.set_device(1)"), gpu_index_out_of_range.check,
         ["gpu-l40s-2x", "gpu-a100-large-2x"]),
        (on("gpu-t4", "torch.cuda.set_device(7)"), gpu_index_out_of_range.check, []),
    ],
)  # fmt: skip
def test_the_tiers_that_would_do_are_offered_and_never_taken(
    made: Project, check: Rule, skus: list[str]
) -> None:
    found = the_finding(check, made)
    assert tiers_in(found.plans) == skus
    for number, plan in enumerate(found.plans):
        if isinstance(plan, ReplaceHardware):
            after, fix = mended(made, found, number)
            assert fix.applicability is Applicability.SUGGESTION
            assert found_by(check, after) == []


@pytest.mark.parametrize(
    ("setup", "place"),
    [
        (load("org/a-1b", f"torch_dtype={BF16}"), BF16),
        (load("org/a-1b", f"dtype={BF16}"), BF16),
        (load("org/a-1b", "torch_dtype='bfloat16'"), "'bfloat16'"),
        (load("org/a-1b") + f"\nself.m.to({BF16})", BF16),
        (load("org/a-1b") + f"\nself.m.to('cuda', {BF16})", BF16),
        (load("org/a-1b") + "\nself.m.bfloat16()", "self.m.bfloat16()"),
        (f"with torch.autocast('cuda', dtype={BF16}):\n    pass", BF16),
        (f"with torch.autocast('cuda', {BF16}):\n    pass", BF16),
        (f"self.c = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_compute_dtype={BF16})", BF16),
        (f"self.p = pipeline('t', 'a/b', model_kwargs={{'torch_dtype': {BF16}}})", BF16),
        (f"kind = {BF16}\n" + load("org/a-1b", "torch_dtype=kind"), "kind"),
    ],
)
def test_bfloat16_on_a_t4(setup: str, place: str) -> None:
    found = the_finding(bf16_on_t4.check, on("gpu-t4", setup))
    assert found.severity is Severity.WARNING
    assert shown(on("gpu-t4", setup), found) == place
    assert found.message.startswith(
        "bfloat16 needs compute capability 8.0, but gpu-t4 (T4), declared by the comment in "
        "cog.yaml, has 7.5: bfloat16 is emulated there"
    )


def test_what_an_input_chooses_happens_for_some_request() -> None:
    predict = f"if size == 'a':\n    {load('org/a-1b', f'torch_dtype={BF16}')}\nreturn ''"
    assert found_by(bf16_on_t4.check, on("gpu-t4", "pass", predict))


def test_vllm_refuses_bfloat16() -> None:
    made = on("gpu-t4", "self.m = vllm.LLM('org/a-1b', dtype='bfloat16')")
    found = the_finding(bf16_on_t4.check, made)
    assert found.severity is Severity.ERROR
    assert "vLLM refuses bfloat16" in found.message


@pytest.mark.parametrize(
    ("sku", "setup"),
    [
        ("gpu-l40s", load("org/a-1b", f"torch_dtype={BF16}")),
        ("cpu", load("org/a-1b", f"torch_dtype={BF16}")),
        ("gpu-x", load("org/a-1b", f"torch_dtype={BF16}")),
        ("gpu-t4", load("org/a-1b")),
        ("gpu-t4", load("org/a-1b", "torch_dtype='auto'")),
        ("gpu-t4", load("org/a-1b", "torch_dtype=choose()")),
        (
            "gpu-t4",
            f"kind = {BF16} if torch.cuda.is_bf16_supported() else torch.float16\n"
            + load("org/a-1b", "torch_dtype=kind"),
        ),
        (
            "gpu-t4",
            "if torch.cuda.get_device_capability()[0] >= 8:\n    "
            + load("org/a-1b", f"torch_dtype={BF16}"),
        ),
        ("gpu-t4", f"self.kind = {BF16}"),
        (
            "gpu-t4",
            "if os.environ.get('NEW'):\n    " + load("org/a-1b", f"torch_dtype={BF16}"),
        ),
        (
            "gpu-t4",
            "try:\n    "
            + load("org/a-1b")
            + "\nexcept OSError:\n    "
            + load("org/a-1b", f"torch_dtype={BF16}"),
        ),
    ],
)
def test_no_word_of_bfloat16(sku: str, setup: str) -> None:
    assert found_by(bf16_on_t4.check, on(sku, setup)) == []


@pytest.mark.parametrize(("given", "after"), [(BF16, "torch.float16"), ("'bfloat16'", "'float16'")])
def test_float16_is_written_instead(given: str, after: str) -> None:
    made = on("gpu-t4", load("org/a-1b", f"torch_dtype={given}"))
    cured, fix = mended(made, the_finding(bf16_on_t4.check, made))
    assert fix.applicability is Applicability.UNSAFE
    assert f"torch_dtype={after})" in cured.documents["predict.py"].text
    assert found_by(bf16_on_t4.check, cured) == []


def test_what_is_not_written_out_is_not_rewritten() -> None:
    made = on("gpu-t4", f"kind = {BF16}\n" + load("org/a-1b", "torch_dtype=kind"))
    plans = the_finding(bf16_on_t4.check, made).plans
    assert tiers_in(plans) == ["gpu-l40s", "gpu-a100-large", "gpu-h100"]
    assert len(plans) == 3


@pytest.mark.parametrize(
    ("setup", "place"),
    [
        (load("org/a-1b", FLASH), "'flash_attention_2'"),
        (load("org/a-1b", "use_flash_attention_2=True"), "True"),
        (
            "self.p = pipeline('t', 'a/b', model_kwargs={'attn_implementation': "
            "'flash_attention_2'})",
            "'flash_attention_2'",
        ),
        ("from flash_attn import flash_attn_func\nflash_attn_func(1, 2, 3)",
         "flash_attn_func(1, 2, 3)"),
    ],
)  # fmt: skip
def test_flash_attention_on_a_t4(setup: str, place: str) -> None:
    made = on("gpu-t4", setup)
    found = the_finding(flash_attention_on_t4.check, made)
    assert found.severity is Severity.ERROR
    assert shown(made, found) == place
    if found.plans:
        cured, _ = mended(made, found)
        assert found_by(flash_attention_on_t4.check, cured) == []


@pytest.mark.parametrize(
    ("sku", "options"),
    [
        ("gpu-l40s", FLASH),
        ("gpu-t4", "attn_implementation='sdpa'"),
        ("gpu-t4", "use_flash_attention_2=False"),
        ("gpu-t4", "attn_implementation=os.environ['ATTENTION']"),
    ],
)
def test_no_word_of_flash_attention(sku: str, options: str) -> None:
    assert found_by(flash_attention_on_t4.check, on(sku, load("org/a-1b", options))) == []


FP8 = {
    "torch": "torch._scaled_mm(1, 2)",
    "torchao": (
        "from torchao.quantization import Float8DynamicActivationFloat8WeightConfig\n"
        "Float8DynamicActivationFloat8WeightConfig()"
    ),
    "transformers": "from transformers import FineGrainedFP8Config\nFineGrainedFP8Config()",
}  # fmt: skip
FBGEMM = "from transformers import FbgemmFp8Config\nFbgemmFp8Config()"


@pytest.mark.parametrize("setup", FP8.values(), ids=list(FP8))
def test_fp8(setup: str) -> None:
    for sku in ("gpu-t4", "gpu-a100-large", "gpu-a40-large"):
        assert the_finding(fp8_unsupported.check, on(sku, setup)).severity is Severity.ERROR
    for sku in ("gpu-l40s", "gpu-h100", "cpu"):
        assert found_by(fp8_unsupported.check, on(sku, setup)) == []


def test_some_fp8_needs_a_hopper() -> None:
    found = the_finding(fp8_unsupported.check, on("gpu-l40s", FBGEMM))
    assert found.message == (
        "fp8 needs compute capability 9.0, but gpu-l40s (L40S), declared by the comment in "
        "cog.yaml, has 8.9: transformers refuses these weights below that"
    )
    assert found_by(fp8_unsupported.check, on("gpu-h100", FBGEMM)) == []


def test_fp8_behind_a_question_or_in_storage_only() -> None:
    asked = "if torch.cuda.get_device_capability() >= (8, 9):\n    torch._scaled_mm(1, 2)"
    stored = load("org/a-1b", "torch_dtype=torch.float8_e4m3fn")
    for setup in (asked, stored):
        assert found_by(fp8_unsupported.check, on("gpu-a100-large", setup)) == []


CONFIG = """\
build:
  # cog-lsp: hardware={sku}
  gpu: true
{cuda}  python_version: "3.10"
  python_packages: [{packages}]
"""


@pytest.mark.parametrize(
    ("sku", "packages", "cuda", "old"),
    [
        ("gpu-h100", "torch==1.13.1", "", "torch 1.13.1 is"),
        ("gpu-h100", "torch==2.0.0", "", "torch 2.0.0 is"),
        ("gpu-h100", "torch<2", "", "torch as required is"),
        ("gpu-h100", "torch==2.0.1+cu117", "", "torch 2.0.1+cu117 is"),
        ("gpu-h100", "torch==2.0.1", "11.7", "CUDA 11.7 is"),
        ("gpu-l40s", "torch==1.12.1+cu102", "", "torch 1.12.1+cu102 is"),
        ("gpu-a100-large", "torch==1.8.1", "10.2", "CUDA 10.2 is"),
        ("gpu-a100-large", "torch==1.5.0", "10.2", "torch 1.5.0 is"),
        ("gpu-h100", "torch==2.0.1", "", None),
        ("gpu-h100", "torch==2.4.1", "12.1", None),
        ("gpu-h100", "torch", "", None),
        ("gpu-h100", "torch>=1.0", "", None),
        ("gpu-h100", "numpy==1.0", "", None),
        ("gpu-h100", "torch==2.0.1+cu118", "11.7", None),
        ("gpu-l40s", "torch==1.12.1", "11.6", None),
        ("gpu-t4", "torch==1.4.0", "10.1", None),
        ("cpu", "torch==1.4.0", "10.1", None),
        ("gpu-a100-large", "torch==1.8.1", "11", None),
    ],
)
def test_floors(sku: str, packages: str, cuda: str, old: str | None) -> None:
    line = f'  cuda: "{cuda}"\n' if cuda else ""
    text = CONFIG.format(sku=sku, packages=packages, cuda=line)
    found = found_by(compute_capability.check, project({"cog.yaml": text}))
    assert [finding.message.partition(" too old")[0] for finding in found] == (
        [old] if old is not None else []
    )


@pytest.mark.parametrize(
    ("sku", "setup", "place"),
    [
        ("gpu-l40s", load("a/b-1b") + ".to('cuda:1')", "'cuda:1'"),
        ("gpu-l40s", load("a/b-1b") + ".cuda(1)", "1"),
        ("gpu-l40s", load("a/b-1b", "device_map='cuda:3'"), "'cuda:3'"),
        ("gpu-l40s", "self.d = torch.device('cuda:1')", "'cuda:1'"),
        ("gpu-l40s", "self.d = torch.device('cuda', 1)", "1"),
        ("gpu-l40s", "torch.cuda.set_device(2)", "2"),
        ("gpu-l40s", "self.p = pipeline('t', 'a/b-1b', device=1)", "1"),
        ("gpu-l40s-2x", load("a/b-1b") + ".to('cuda:2')", "'cuda:2'"),
        (
            "gpu-l40s",
            "if torch.cuda.is_available():\n    " + load("a/b-1b") + ".to('cuda:1')",
            "'cuda:1'",
        ),
    ],
)
def test_a_gpu_that_is_not_there(sku: str, setup: str, place: str) -> None:
    made = on(sku, setup)
    found = the_finding(gpu_index_out_of_range.check, made)
    assert found.severity is Severity.ERROR
    assert shown(made, found) == place
    if sku == "gpu-l40s":
        cured, fix = mended(made, found)
        assert fix.applicability is Applicability.UNSAFE
        assert found_by(gpu_index_out_of_range.check, cured) == []
    else:
        assert found.plans == ()  # no tier that anyone can have has three


@pytest.mark.parametrize(
    ("sku", "setup"),
    [
        ("gpu-l40s", load("a/b-1b") + ".to('cuda:0')"),
        ("gpu-l40s-2x", load("a/b-1b") + ".to('cuda:1')"),
        ("gpu-l40s", "self.p = pipeline('t', 'a/b-1b', device=True)"),
        ("gpu-l40s", "if torch.cuda.device_count() > 1:\n    torch.cuda.set_device(1)"),
        ("gpu-l40s", "self.d = torch.device('cuda', int(os.environ['RANK']))"),
        ("gpu-l40s", "print('cuda:1')\nself.d = range(1, 2)"),
        (
            "gpu-l40s",
            "import argparse\nargparse.ArgumentParser().add_argument('-d', default='cuda:1')",
        ),
        ("cpu", load("a/b-1b") + ".to('cuda:1')"),
        ("gpu-x", load("a/b-1b") + ".to('cuda:1')"),
    ],
)
def test_gpus_that_are_there(sku: str, setup: str) -> None:
    assert found_by(gpu_index_out_of_range.check, on(sku, setup)) == []


def test_a_device_that_is_handed_on_is_found_where_it_is_used() -> None:
    top = """
    class Model:
        def __init__(self, device: str) -> None:
            self.m = AutoModel.from_pretrained('a/b-1b').to(device)
    """
    made = on("gpu-l40s", "self.m = Model(device='cuda:1')", top=top)
    found = the_finding(gpu_index_out_of_range.check, made)
    assert shown(made, found) == "device"
    assert tiers_in(found.plans) == ["gpu-l40s-2x", "gpu-a100-large-2x"]
    assert len(found.plans) == 2


def test_the_message_says_which_gpus_there_are() -> None:
    one = the_finding(gpu_index_out_of_range.check, on("gpu-t4", "torch.cuda.set_device(1)"))
    two = the_finding(gpu_index_out_of_range.check, on("gpu-l40s-2x", "torch.cuda.set_device(2)"))
    assert one.message == (
        "there is no GPU 1: gpu-t4, declared by the comment in cog.yaml, has one GPU, cuda:0"
    )
    assert two.message.endswith("has 2 GPUs, cuda:0 to cuda:1")


@pytest.mark.parametrize(
    "check",
    [
        bf16_on_t4.check, flash_attention_on_t4.check, fp8_unsupported.check,
        compute_capability.check, gpu_index_out_of_range.check,
    ],
)  # fmt: skip
def test_nothing_is_said_where_no_tier_is_declared(check: Rule) -> None:
    setup = f"torch.cuda.set_device(1)\n{FP8['torch']}\n" + load(
        "a/b", f"torch_dtype={BF16}, {FLASH}"
    )
    declared = on("gpu-t4", setup)
    texts = {path: document.text for path, document in declared.documents.items()}
    texts["cog.yaml"] = texts["cog.yaml"].replace("# cog-lsp: hardware=gpu-t4", "")
    assert found_by(check, project(texts)) == []
