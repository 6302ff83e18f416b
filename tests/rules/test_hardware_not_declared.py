"""COG501: when it speaks, what it says, and which tiers it offers."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.hardware.hardware_not_declared import check
from cog_lsp.rules.plan import DeclareHardware, ShowHardwareCommand
from cog_lsp.text import Document, apply_edits
from tests.memory.support import predictor
from tests.projects import project

EXAMPLES = Path(__file__).parents[2] / "examples"
A_7B = "self.m = AutoModel.from_pretrained('org/a-7b', torch_dtype=torch.float16)"
A_13B = A_7B.replace("7b", "13b")
CONFIG = 'build:\n  gpu: {}\n  python_version: "3.12"\n'


def the_finding(made: Project) -> Finding:
    (found,) = check.run(made)
    return found


def declared(found: Finding) -> list[str]:
    return [plan.sku for plan in found.plans if isinstance(plan, DeclareHardware)]


def test_example_is_found_at_the_gpu_key() -> None:
    made = ProjectLoader(EXAMPLES / "gpu-undeclared").load()
    found = the_finding(made)
    assert made.documents[found.path].slice(found.span) == "gpu: true"
    assert (found.code, found.severity) == ("COG501", Severity.WARNING)
    assert found.message == (
        "`gpu: true` does not say which GPU. The weights need about 26.0 GB: too much for gpu-t4 "
        "(16 GB, $0.81/h). gpu-l40s (48 GB, $3.51/h) is the cheapest that holds them. Declare it "
        "with a comment, `# cog-lsp: hardware=gpu-l40s`"
    )
    running, load = found.related
    assert (running.path, running.span) == (found.path, found.span)
    assert running.message == (
        "Running also needs 0.3 to 1.0 GB for the CUDA context, 0.4 to 1.7 GB for the keys "
        "and values of 512 to 2,048 tokens, and more for activations"
    )
    assert load.message == (
        "NousResearch/Llama-2-13b-chat-hf: about 26.0 GB (13B parameters x 2 bytes, the known size "
        "of NousResearch/Llama-2-13b-chat-hf)"
    )


def test_the_message_stays_short_whatever_is_loaded() -> None:
    setup = "\n".join(
        f"self.m{number} = AutoModel.from_pretrained('org/{name}').to('cuda')"
        for number, name in enumerate(["a-1b", "b-3b", "c", "d", "e-with-a-name", "f"] * 3)
    )
    found = the_finding(predictor(setup))
    assert len(found.related) == 18
    assert ", and 12 more loads are of unknown size" in found.message
    assert len(found.message) < 300


def test_plans_are_the_tiers_that_fit_cheapest_first_then_the_command() -> None:
    found = the_finding(predictor(A_13B))
    assert found.plans == (
        DeclareHardware("cog.yaml", "gpu-l40s"),
        DeclareHardware("cog.yaml", "gpu-a100-large"),
        DeclareHardware("cog.yaml", "gpu-h100"),
        ShowHardwareCommand("cog.yaml", "gpu-l40s"),
    )


def test_the_loads_are_pointed_at() -> None:
    made = predictor(A_13B)
    (load,) = the_finding(made).related
    assert load.path == "predict.py"
    assert made.documents[load.path].slice(load.span).startswith("AutoModel.from_pretrained(")
    assert load.message.startswith("org/a-13b: about 26.0 GB (13B parameters")


def test_declaring_what_is_offered_first_ends_the_finding() -> None:
    made = predictor(A_13B)
    outcome = carry_out(made, the_finding(made).plans[0])
    assert isinstance(outcome, Fix)
    assert outcome.applicability is Applicability.UNSAFE
    (file,) = outcome.files
    text = apply_edits(made.documents[file.path].text, file.edits)
    assert "# cog-lsp: hardware=gpu-l40s" in text
    cured = project({**{path: d.text for path, d in made.documents.items()}, "cog.yaml": text})
    assert list(check.run(cured)) == []


@pytest.mark.parametrize(
    ("setup", "severity"),
    [
        (A_13B, Severity.WARNING),
        (A_7B, Severity.INFORMATION),
        ("self.m = AutoModel.from_pretrained('org/a-3b')", Severity.INFORMATION),
        ("self.m = AutoModel.from_pretrained('org/unknown')", Severity.INFORMATION),
        ("pass", Severity.INFORMATION),
    ],
)
def test_it_is_a_warning_only_when_a_current_tier_cannot_hold_the_weights(
    setup: str, severity: Severity
) -> None:
    assert the_finding(predictor(setup)).severity is severity


def test_weights_of_unknown_size_leave_the_choice_open() -> None:
    found = the_finding(predictor("self.m = AutoModel.from_pretrained('org/unknown')"))
    assert "The size of org/unknown is unknown. Available tiers: gpu-t4, gpu-l40s" in found.message
    assert "`# cog-lsp: hardware=SKU`" in found.message
    assert declared(found) == ["gpu-t4", "gpu-l40s", "gpu-a100-large", "gpu-h100"]


def test_weights_that_nothing_holds_get_no_plan() -> None:
    found = the_finding(predictor(A_13B.replace("13b", "405b")))
    assert found.plans == ()
    assert "No available tier holds them on one GPU" in found.message
    assert "hardware=SKU" in found.message


def test_retired_tiers_and_those_under_contract_are_not_named() -> None:
    for size in (1, 3, 7, 13, 34, 70, 140):
        found = the_finding(predictor(A_13B.replace("13b", f"{size}b")))
        for word in ("a40", "a100-small", "-4x", "-8x", "h100-2x", "h200"):
            assert word not in found.message
            assert not any(word in sku for sku in declared(found))


@pytest.mark.parametrize(
    "config",
    [
        CONFIG.format("false"),
        'build:\n  python_version: "3.12"\n',
        CONFIG.format('"true"'),
        "# cog-lsp: hardware=gpu-t4\n" + CONFIG.format("true"),
        "# cog-lsp: hardware=no-such-tier\n" + CONFIG.format("true"),
        "build: [",
    ],
)
def test_silent(config: str) -> None:
    assert list(check.run(project({"cog.yaml": config}))) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("cog-safe-push.yaml", "model: a/b\ntest_hardware: gpu-l40s\n"),
        ("main.tf", 'resource "replicate_deployment" "x" {\n  hardware = "gpu-h100"\n}\n'),
        (
            ".github/workflows/push.yaml",
            "jobs:\n  a:\n    steps:\n      - run: replicate model create a/b --hardware gpu-t4\n",
        ),
    ],
)
def test_silent_when_another_file_declares_it(tmp_path: Path, path: str, text: str) -> None:
    for name, content in {"cog.yaml": CONFIG.format("true"), path: text}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert list(check.run(ProjectLoader(tmp_path).load())) == []


def test_silent_when_the_settings_declare_it() -> None:
    documents = {"cog.yaml": Document("cog.yaml", CONFIG.format("true"))}
    loader = ProjectLoader(Path("no-such-folder"))
    assert len(list(check.run(loader.load(documents)))) == 1
    assert list(check.run(loader.load(documents, {"hardware": "gpu-t4"}))) == []
