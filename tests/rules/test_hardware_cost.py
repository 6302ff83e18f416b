"""COG507, COG510 and COG515: a tier that is larger, or smaller, than it need be."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.result import Applicability
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.hardware import cpu_ram_too_small, hardware_oversized, precision_halves_memory
from tests.memory.support import predictor
from tests.projects import project

from .support import found_by, load, mended, on, the_finding


def test_a_cheaper_tier_has_room() -> None:
    made = on("gpu-a100-large", load("org/a-7b"))
    found = the_finding(hardware_oversized.check, made)
    assert found.severity is Severity.INFORMATION
    assert found.message == (
        "The weights need about 14.0 GB: 16% of what gpu-a100-large (80 GB, $5.04/h) can use. "
        "gpu-l40s (48 GB, $3.51/h) holds them with room to spare and saves $1.53 an hour (30%), "
        "if it is as fast: measure it"
    )
    cured, fix = mended(made, found)
    assert fix.applicability is Applicability.SUGGESTION
    assert [declared.sku for declared in cured.hardware] == ["gpu-l40s"]
    assert found_by(hardware_oversized.check, cured) == []


@pytest.mark.parametrize("place", ["comment", "setting"])
def test_with_a_duration_it_says_what_a_thousand_predictions_save(place: str) -> None:
    made = on("gpu-a100-large", load("org/a-7b"))
    texts = {path: document.text for path, document in made.documents.items()}
    if place == "comment":
        texts["cog.yaml"] += "# cog-lsp: prediction-seconds=12\n"
    else:
        texts["cog-lsp.toml"] = "prediction-seconds = 12\n"
    found = the_finding(hardware_oversized.check, project(texts))
    assert "30%), $5.10 for 1,000 predictions of 12 s, if it is as fast" in found.message


@pytest.mark.parametrize(
    ("sku", "setup", "proposed"),
    [
        ("gpu-l40s", load("org/a-1b"), "gpu-t4"),
        ("gpu-l40s", load("org/a-3b"), None),
        ("gpu-l40s", load("org/a-1b", "torch_dtype=torch.bfloat16"), None),
        ("gpu-a100-large", load("org/a-1b", "torch_dtype=torch.bfloat16"), "gpu-l40s"),
        ("gpu-l40s", load("org/a-7b"), None),
        ("gpu-h100", load("org/a-20b"), None),
        ("gpu-t4", load("org/a-1b"), None),
        ("gpu-l40s-2x", load("org/a-7b"), None),
        (
            "gpu-l40s-2x",
            load("org/a-7b", "torch_dtype=torch.float16, device_map='auto'"),
            "gpu-l40s",
        ),
        ("gpu-h100", load("org/unknown"), None),
        ("gpu-h100", load("org/a-7b") + "\n" + load("org/unknown").replace(".m", ".n"), None),
        ("gpu-h100", load("org/a-7b", "torch_dtype=choose()"), None),
        ("gpu-h100", "pass", None),
        ("gpu-x", load("org/a-7b"), None),
        ("cpu", load("org/a-1b"), None),
    ],
)
def test_which_tier_would_do(sku: str, setup: str, proposed: str | None) -> None:
    found = found_by(hardware_oversized.check, on(sku, setup))
    skus = [mended(on(sku, setup), finding)[0].hardware[0].sku for finding in found]
    assert skus == ([proposed] if proposed is not None else [])


def test_the_tier_that_may_be_refused_is_proposed_with_that_word() -> None:
    found = the_finding(hardware_oversized.check, on("gpu-l40s", load("org/a-1b")))
    assert "the API has refused it for new models)" in found.message


FULL = "self.m = AutoModel.from_pretrained('org/a-{}')"


def halves(made: Project) -> Finding:
    return the_finding(precision_halves_memory.check, made)


def test_half_precision_fits_the_declared_tier() -> None:
    made = on("gpu-l40s", FULL.format("12b"))
    found = halves(made)
    assert found.severity is Severity.WARNING
    assert found.message == (
        "org/a-12b is loaded in float32, about 48.0 GB (12B parameters x 4 bytes, float32 since no "
        "dtype is given, read from the name org/a-12b); the model would fit the declared "
        "gpu-l40s (48 GB, $3.51/h) in half precision: `torch_dtype=torch.bfloat16`"
    )
    cured, fix = mended(made, found)
    assert fix.applicability is Applicability.UNSAFE
    assert "from_pretrained('org/a-12b', torch_dtype=torch.bfloat16)" in (
        cured.documents["predict.py"].text
    )
    assert found_by(precision_halves_memory.check, cured) == []


def test_half_precision_fits_a_cheaper_tier() -> None:
    found = halves(predictor(FULL.format("10b")))
    assert found.severity is Severity.INFORMATION
    assert "the model would fit gpu-l40s (48 GB, $3.51/h) in half precision" in found.message


@pytest.mark.parametrize(
    ("sku", "packages", "setup", "argument"),
    [
        ("gpu-l40s", "transformers==4.46.3", FULL.format("12b"), "torch_dtype=torch.bfloat16"),
        ("gpu-l40s", "transformers==4.56.0", FULL.format("12b"), "dtype=torch.bfloat16"),
        ("gpu-l40s", '"transformers>=4.40,<5"', FULL.format("12b"), "torch_dtype=torch.bfloat16"),
        ("gpu-t4", "transformers==4.46.3", FULL.format("4b"), "torch_dtype=torch.float16"),
        (
            "gpu-l40s",
            "transformers==4.46.3, diffusers==0.30.0",
            "self.m = DiffusionPipeline.from_pretrained('org/a-13b')",
            None,
        ),
        (
            "gpu-t4",
            "transformers==4.56.0, diffusers==0.30.0",
            "self.m = UNet2DConditionModel.from_pretrained('org/a-5b')",
            "torch_dtype=torch.float16",
        ),
    ],
)
def test_the_argument_that_the_version_takes(
    sku: str, packages: str, setup: str, argument: str | None
) -> None:
    found = found_by(precision_halves_memory.check, on(sku, setup, packages=packages))
    assert [finding.message.rpartition("`")[0].rpartition("`")[2] for finding in found] == (
        [argument] if argument is not None else []
    )


@pytest.mark.parametrize(
    ("setup", "packages"),
    [
        (FULL.format("1b"), "transformers==4.46.3"),
        (FULL.format("12b"), "transformers"),
        (FULL.format("12b"), "transformers==5.0.0"),
        (load("org/a-12b", "torch_dtype=torch.float32"), "transformers==4.46.3"),
        (FULL.format("12b") + ".half()", "transformers==4.46.3"),
        (FULL.format("12b") + ".float()", "transformers==4.46.3"),
        (FULL.format("12b") + ".to(torch.float32)", "transformers==4.46.3"),
        (FULL.format("12b") + "\nself.m.enable_model_cpu_offload()", "transformers==4.46.3"),
        (load("org/a-12b", "**options"), "transformers==4.46.3"),
        (load("org/a-12b", "load_in_8bit=True"), "transformers==4.46.3"),
        ("self.m = whisper.load_model('large-v3')", "transformers==4.46.3"),
    ],
)
def test_float32_is_not_the_matter(setup: str, packages: str) -> None:
    assert found_by(precision_halves_memory.check, on("gpu-t4", setup, packages=packages)) == []


HALF = ".half().to('cuda')"


def test_a_load_in_float32_is_killed_before_it_is_halved() -> None:
    made = on("gpu-t4", FULL.format("6b") + HALF)
    found = the_finding(cpu_ram_too_small.check, made)
    assert found.severity is Severity.WARNING
    assert found.message == (
        "gpu-t4, declared by the comment in cog.yaml, has 16 GB of main memory, but loading takes "
        "at least 22.0 GB: org/a-6b is there in full (22.0 GB) before it moves. Load in the final "
        'precision, or with `device_map="auto"`, or choose a tier with more memory'
    )


def test_what_is_offloaded_stays_in_the_main_memory() -> None:
    setup = load("org/a-70b") + "\nself.m.enable_model_cpu_offload()"
    found = the_finding(cpu_ram_too_small.check, on("gpu-l40s", setup))
    assert "stay there, offloaded from the GPU" in found.message
    assert found_by(cpu_ram_too_small.check, on("gpu-l40s-4x", setup)) == []


@pytest.mark.parametrize(
    ("sku", "setup"),
    [
        ("gpu-l40s", FULL.format("6b") + HALF),
        ("gpu-t4", FULL.format("13b") + HALF),
        ("gpu-t4", load("org/a-6b") + ".to('cuda')"),
        ("gpu-t4", FULL.format("3b") + HALF),
        ("gpu-t4", load("org/a-13b", "device_map='auto'")),
        ("gpu-t4", load("org/a-13b", "load_in_8bit=True")),
        ("gpu-t4", load("org/a-13b", "**options")),
        ("gpu-t4", load("org/unknown")),
        ("gpu-h100-2x", load("org/a-405b")),
        ("gpu-t4", "self.m = Llama('org/a-70b-Q4_K_M.gguf')"),
        ("gpu-t4", "self.m = vllm.LLM('org/a-13b')"),
    ],
)
def test_the_main_memory_may_do(sku: str, setup: str) -> None:
    assert found_by(cpu_ram_too_small.check, on(sku, setup)) == []
