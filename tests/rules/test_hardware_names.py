"""COG503 to 506 and COG516: what is said of the names of tiers, wherever they are declared."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.hardware import (
    hardware_alias,
    hardware_conflict,
    hardware_retired,
    hardware_unknown,
    test_hardware_is_cpu,
)
from cog_lsp.rules.rule import Rule
from tests.projects import project

COG = "build:\n  gpu: true\n  python_version: '3.12'\n"
DIRECTIVE = "build:\n  # cog-lsp: hardware={}\n  gpu: true\n"
PLACES = {
    "directive": ("cog.yaml", DIRECTIVE),
    "deployment": ("cog-safe-push.yaml", "model: a/b\ndeployment:\n  hardware: '{}'  # here\n"),
    "test": ("cog-safe-push.yaml", "model: a/b\ntest_hardware: {}\n"),
    "train": ("cog-safe-push.yaml", "model: a/b\ntrain: {{destination_hardware: {}}}\n"),
    "terraform": ("main.tf", 'resource "replicate_deployment" "x" {{\n  hardware = "{}"\n}}\n'),
    "workflow": (
        ".github/workflows/push.yaml",
        "jobs:\n  a:\n    run: replicate model create a/b --hardware={}\n",
    ),
    "settings": ("cog-lsp.toml", 'hardware = "{}"\n'),
    "pyproject": ("pyproject.toml", '[tool.cog-lsp]\nhardware = "{}"\n'),
}
NAMES: list[tuple[Rule, str, str]] = [
    (hardware_unknown.check, "gpu-l40", "gpu-l40s"),
    (hardware_retired.check, "gpu-a40-large-2x", "gpu-l40s-2x"),
    (hardware_alias.check, "gpu-2x-l40s", "gpu-l40s-2x"),
    (hardware_alias.check, "gpu-a100", "gpu-a100-large"),
]


def found_by(check: Rule, made: Project) -> list[Finding]:
    return list(check.run(made))


def mended(made: Project, finding: Finding, plan: int = 0) -> tuple[Project, Fix]:
    outcome = carry_out(made, finding.plans[plan])
    assert isinstance(outcome, Fix), outcome
    texts = {path: document.text for path, document in made.documents.items()}
    return project({**texts, **engine.apply_fix(made, outcome).texts}), outcome


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("check", "sku", "right"), NAMES)
def test_a_wrong_name_is_found_and_mended_wherever_it_stands(
    check: Rule, sku: str, right: str, place: str
) -> None:
    path, text = PLACES[place]
    made = project({"cog.yaml": COG, path: text.format(sku)})
    (found,) = found_by(check, made)
    assert found.path == path
    assert made.documents[path].slice(found.span) == sku
    assert right in found.message
    after, _ = mended(made, found)
    assert after.documents[path].text == text.format(right)
    assert found_by(check, after) == []


@pytest.mark.parametrize("sku", ["gpu-t4", "gpu-l40s", "gpu-h100-8x", "cpu"])
@pytest.mark.parametrize("place", PLACES)
def test_a_right_name_is_left_alone(sku: str, place: str) -> None:
    path, text = PLACES[place]
    made = project({"cog.yaml": COG, path: text.format(sku)})
    for check in (hardware_unknown.check, hardware_retired.check, hardware_alias.check):
        assert found_by(check, made) == []


def test_messages() -> None:
    def message(check: Rule, sku: str) -> str:
        (found,) = found_by(check, project({"cog.yaml": DIRECTIVE.format(sku)}))
        return found.message

    accepted = "gpu-t4, gpu-l40s, gpu-a100-large, gpu-h100, gpu-l40s-2x, gpu-a100-large-2x"
    assert message(hardware_unknown.check, "gpu-l40") == (
        "`gpu-l40`, declared by the comment in cog.yaml, is not a Replicate tier; the closest is "
        f"gpu-l40s (48 GB, $3.51/h). Available GPU tiers: {accepted}"
    )
    assert message(hardware_unknown.check, "gpu-b200") == (
        "`gpu-b200`, declared by the comment in cog.yaml, is not a Replicate tier. Available GPU "
        f"tiers: {accepted}"
    )
    assert message(hardware_unknown.check, "gpu-h200") == (
        "`gpu-h200` is not in Replicate's price table. Known only from an unofficial page; no "
        f"public price or SKU has been found. Available GPU tiers: {accepted}"
    )
    assert message(hardware_retired.check, "gpu-a40-large-4x") == (
        "gpu-a40-large-4x (192 GB, $10.44/h), declared by the comment in cog.yaml, is retired; "
        "its successor is gpu-l40s-4x (192 GB, $14.04/h), available only with a "
        "committed-spend contract"
    )
    assert message(hardware_alias.check, "gpu-2x-l40s") == (
        "`gpu-2x-l40s`, declared by the comment in cog.yaml, is not a Replicate SKU; write "
        "gpu-l40s-2x (96 GB, $7.02/h)"
    )


@pytest.mark.parametrize(
    ("sku", "level"),
    [("gpu-2x-l40s", Applicability.SAFE), ("gpu-a100", Applicability.UNSAFE)],
)
def test_another_order_is_mended_unasked_and_another_name_is_not(
    sku: str, level: Applicability
) -> None:
    made = project({"cog.yaml": DIRECTIVE.format(sku)})
    (found,) = found_by(hardware_alias.check, made)
    assert mended(made, found)[1].applicability is level


@pytest.mark.parametrize(
    ("place", "severity"),
    [("directive", Severity.INFORMATION), ("settings", Severity.INFORMATION),
     ("terraform", Severity.WARNING), ("workflow", Severity.WARNING)],
)  # fmt: skip
def test_a_spelling_matters_where_replicate_reads_it(place: str, severity: Severity) -> None:
    path, text = PLACES[place]
    made = project({"cog.yaml": COG, path: text.format("gpu-2x-l40s")})
    (found,) = found_by(hardware_alias.check, made)
    assert found.severity is severity


def test_a_setting_of_the_editor_is_changed_in_the_editor() -> None:
    base = project({"cog.yaml": COG})
    made = Project(base.config, base.documents, base.python, base.settings.overlaid(
        {"hardware": "gpu-l40"}
    ))  # fmt: skip
    (found,) = found_by(hardware_unknown.check, made)
    outcome = carry_out(made, found.plans[0])
    assert isinstance(outcome, Refusal)
    assert "editor" in outcome.reason


SAFE_PUSH = "model: {model}\ntest_hardware: {test}\ndeployment:\n  hardware: {serve}\n"


def pushing(model: str, test: str, serve: str) -> str:
    return SAFE_PUSH.format(model=model, test=test, serve=serve)


def terraform(**skus: str) -> str:
    return "".join(
        f'resource "replicate_deployment" "{name}" {{\n  hardware = "{sku}"\n}}\n'
        for name, sku in skus.items()
    )


AGREEING = {
    "one place": {"cog.yaml": DIRECTIVE.format("gpu-t4")},
    "the same twice": {
        "cog.yaml": DIRECTIVE.format("gpu-t4"),
        "cog-safe-push.yaml": pushing("a/b", "gpu-t4", "gpu-t4"),
    },
    "two spellings": {
        "cog.yaml": DIRECTIVE.format("gpu-2x-l40s"),
        "main.tf": terraform(x="gpu-l40s-2x"),
    },
    "two models": {
        "cog.yaml": COG,
        "cog-safe-push-configs/a.yaml": pushing("x/a", "gpu-t4", "gpu-t4"),
        "cog-safe-push-configs/b.yaml": pushing("x/b", "gpu-h100", "gpu-h100"),
    },
    "two deployments, one of them as declared": {
        "cog.yaml": DIRECTIVE.format("gpu-l40s"),
        "main.tf": terraform(production="gpu-h100", staging="gpu-l40s"),
    },
    "a training": {
        "cog.yaml": DIRECTIVE.format("gpu-l40s"),
        "cog-safe-push.yaml": "model: a/b\ntrain:\n  destination_hardware: gpu-h100\n",
    },
    "a test on a CPU has its own rule": {
        "cog.yaml": COG,
        "cog-safe-push.yaml": pushing("a/b", "cpu", "gpu-l40s"),
    },
}


@pytest.mark.parametrize("files", AGREEING.values(), ids=list(AGREEING))
def test_places_that_agree(files: dict[str, str]) -> None:
    assert found_by(hardware_conflict.check, project({"cog.yaml": COG, **files})) == []


DISAGREEING = {
    "comment and deployment": (
        {"cog.yaml": DIRECTIVE.format("gpu-l40s"), "main.tf": terraform(x="gpu-h100")},
        ["gpu-l40s", "gpu-h100"],
        Severity.WARNING,
    ),
    "comment and setting": (
        {"cog.yaml": DIRECTIVE.format("gpu-l40s"), "cog-lsp.toml": 'hardware = "gpu-t4"\n'},
        ["gpu-l40s", "gpu-t4"],
        Severity.WARNING,
    ),
    "test and deployment": (
        {"cog-safe-push.yaml": pushing("a/b", "gpu-t4", "gpu-l40s")},
        ["gpu-l40s", "gpu-t4"],
        Severity.INFORMATION,
    ),
    "deployment and workflow of one model": (
        {
            "cog-safe-push.yaml": pushing("a/b", "gpu-l40s", "gpu-l40s"),
            ".github/workflows/a.yaml": "run: replicate model create a/b --hardware gpu-h100\n",
        },
        ["gpu-l40s", "gpu-h100"],
        Severity.WARNING,
    ),
}


@pytest.mark.parametrize(("files", "skus", "severity"), DISAGREEING.values(), ids=list(DISAGREEING))
def test_places_that_disagree(files: dict[str, str], skus: list[str], severity: Severity) -> None:
    made = project({"cog.yaml": COG, **files})
    (found,) = found_by(hardware_conflict.check, made)
    assert found.severity is severity
    assert {place.path for place in found.related} | {found.path} == set(files)
    for number, sku in enumerate(skus):
        after, fix = mended(made, found, number)
        assert fix.applicability is Applicability.SUGGESTION
        assert {declared.sku for declared in after.hardware} == {sku}
        assert found_by(hardware_conflict.check, after) == []


def test_a_setting_of_the_editor_disagrees_with_nothing() -> None:
    base = project({"cog.yaml": DIRECTIVE.format("gpu-l40s")})
    settings = base.settings.overlaid({"hardware": "gpu-t4"})
    made = Project(base.config, base.documents, base.python, settings)
    assert len(made.hardware) == 2
    assert found_by(hardware_conflict.check, made) == []


def test_a_comment_that_fits_none_of_several_models_is_what_is_wrong() -> None:
    files = {
        "cog.yaml": DIRECTIVE.format("gpu-t4"),
        "main.tf": terraform(production="gpu-h100", staging="gpu-l40s"),
    }
    made = project(files)
    (found,) = found_by(hardware_conflict.check, made)
    for number, sku in enumerate(("gpu-h100", "gpu-l40s")):
        after, _ = mended(made, found, number)
        assert after.documents["main.tf"].text == files["main.tf"]
        assert after.hardware[0].sku == sku


def with_push(text: str, cog: str = DIRECTIVE.format("gpu-l40s"), **more: str) -> Project:
    return project({"cog.yaml": cog, "cog-safe-push.yaml": text, **more})


@pytest.mark.parametrize(
    ("text", "expected", "severity"),
    [
        ("model: a/b  # m\n", "model: a/b  # m\ntest_hardware: gpu-l40s\n", Severity.INFORMATION),
        ("model: a/b", "model: a/b\ntest_hardware: gpu-l40s", Severity.INFORMATION),
        (
            "model: a/b\ntest_hardware: cpu  # cheap\n",
            "model: a/b\ntest_hardware: gpu-l40s  # cheap\n",
            Severity.WARNING,
        ),
        (
            "model: a/b\r\ntest_hardware: gpu-t4\r\ndeployment:\r\n    name: x\r\n",
            "model: a/b\r\ntest_hardware: gpu-t4\r\ndeployment:\r\n    name: x\r\n"
            "    hardware: gpu-l40s\r\n",
            Severity.INFORMATION,
        ),
    ],
)
def test_cpu_for_a_gpu_model(text: str, expected: str, severity: Severity) -> None:
    made = with_push(text)
    (found,) = found_by(test_hardware_is_cpu.check, made)
    assert found.severity is severity
    after, fix = mended(made, found)
    assert after.documents["cog-safe-push.yaml"].text == expected
    assert fix.applicability is Applicability.UNSAFE
    assert found_by(test_hardware_is_cpu.check, after) == []


SILENT = {
    "a GPU": with_push("model: a/b\ntest_hardware: gpu-t4\n"),
    "no GPU model": with_push("model: a/b\n", cog="build:\n  gpu: false\n"),
    "unknown hardware": with_push("model: a/b\ntest_hardware: gpu-x1\n"),
    "a flag in the workflow": with_push(
        "model: a/b\n",
        **{".github/workflows/a.yaml": "run: cog-safe-push --test-hardware gpu-t4\n"},
    ),
    "no model": with_push("predict: {}\n"),
    "broken": with_push("model: [\n"),
}


@pytest.mark.parametrize("made", SILENT.values(), ids=list(SILENT))
def test_silent_about_tests(made: Project) -> None:
    assert found_by(test_hardware_is_cpu.check, made) == []


def test_braces_are_left_to_the_author() -> None:
    made = with_push("{model: a/b}\n")
    (found,) = found_by(test_hardware_is_cpu.check, made)
    assert isinstance(carry_out(made, found.plans[0]), Refusal)
