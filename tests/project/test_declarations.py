"""Where a tier is declared, and in which order the places count; and the settings files."""

from __future__ import annotations

import pytest

from cog_lsp.project.config import CogConfig
from cog_lsp.project.hardware import (
    HardwareDeclaration,
    declared_hardware,
    seconds_in,
    that_counts,
)
from cog_lsp.project.settings import Settings, read_settings
from cog_lsp.text import Document

FILES = {
    "cog.yaml": "build:\n  # cog-lsp: hardware=gpu-l40s\n  gpu: true\n",
    "cog-safe-push.yaml": (
        "test_hardware: gpu-t4\ndeployment:\n  owner: me\n  hardware: gpu-h100\n"
    ),
    "cog-safe-push-configs/b.yaml": "deployment: {hardware: gpu-a100-large}\n",
    "main.tf": (
        'resource "replicate_deployment" "x" {\n  scaling { min = 0 }\n'
        '  hardware = "gpu-l40s-2x"\n}\nresource "other" "y" {\n  hardware = "no"\n}\n'
    ),
    ".github/workflows/push.yaml": "jobs:\n  a:\n    run: model create --hardware=gpu-t4\n",
}


def read(files: dict[str, str]) -> tuple[HardwareDeclaration, ...]:
    documents = {path: Document(path, text) for path, text in files.items()}
    return declared_hardware(CogConfig.read(Document("cog.yaml", "")), documents, Settings())


def test_every_place_is_read_and_the_directive_counts_first() -> None:
    documents = {path: Document(path, text) for path, text in FILES.items()}
    config = CogConfig.read(documents["cog.yaml"])
    found = declared_hardware(config, documents, Settings(hardware="cpu"))
    assert [(d.sku, d.source) for d in found] == [
        ("gpu-l40s", "directive"),
        ("gpu-a100-large", "cog-safe-push deployment"),
        ("gpu-h100", "cog-safe-push deployment"),
        ("gpu-t4", "cog-safe-push test_hardware"),
        ("gpu-l40s-2x", "Terraform deployment"),
        ("gpu-t4", "CI --hardware"),
        ("cpu", "settings"),
    ]
    for declaration in found[:-1]:
        assert documents[declaration.path].slice(declaration.span) == declaration.sku


@pytest.mark.parametrize("text", ["", "[]", "a: [", "deployment: x", "deployment:\n  hardware:\n"])
def test_odd_configurations_declare_nothing(text: str) -> None:
    documents = {"cog-safe-push.yaml": Document("cog-safe-push.yaml", text)}
    config = CogConfig.read(Document("cog.yaml", ""))
    assert declared_hardware(config, documents, Settings()) == ()


@pytest.mark.parametrize("quote", ["'", '"'])
def test_the_place_of_a_quoted_sku_is_the_sku(quote: str) -> None:
    text = f"test_hardware: {quote}gpu-t4{quote}  # why\n"
    (found,) = read({"cog-safe-push.yaml": text})
    assert found.span.text(text) == "gpu-t4"


@pytest.mark.parametrize(
    ("path", "sku"),
    [
        ("cog-safe-push.yml", "gpu-t4"),
        ("safe-push-configs/dev.yaml", "gpu-t4"),
        ("cog-safe-push-configs/dev.yml", "gpu-t4"),
        ("other/dev.yaml", None),
        ("safe-push-configs/dev.json", None),
    ],
)
def test_where_a_configuration_of_cog_safe_push_may_stand(path: str, sku: str | None) -> None:
    assert [found.sku for found in read({path: "test_hardware: gpu-t4\n"})] == (
        [sku] if sku is not None else []
    )


def test_what_runs_there_and_which_model_it_is() -> None:
    text = "model: acme/a\ntest_hardware: cpu\ntrain: {destination_hardware: gpu-t4}\n"
    terraform = (
        'resource "replicate_deployment" "x" {\n  model = "acme/b"\n  hardware = "gpu-t4"\n}\n'
    )
    workflow = (
        "run: |\n  cog-safe-push acme/c \\\n    --test-hardware gpu-t4\n"
        "  replicate model create acme/d --hardware gpu-t4\n"
        "  other-tool --hardware fast\n"
    )
    found = read(
        {"cog-safe-push.yaml": text, "main.tf": terraform, ".github/workflows/a.yaml": workflow}
    )
    assert [(d.role, d.subject, d.sku) for d in found] == [
        ("test", "acme/a", "cpu"),
        ("train", "acme/a", "gpu-t4"),
        ("serve", "acme/b", "gpu-t4"),
        ("test", "acme/c", "gpu-t4"),
        ("serve", "acme/d", "gpu-t4"),
    ]


@pytest.mark.parametrize("value", ["${var.hardware}", "", "$HARDWARE"])
def test_what_is_filled_in_later_declares_nothing(value: str) -> None:
    text = f'resource "replicate_deployment" "x" {{\n  hardware = "{value}"\n}}\n'
    assert read({"main.tf": text}) == ()


def safe_push(model: str, sku: str) -> str:
    return f"model: {model}\ndeployment:\n  hardware: {sku}\n"


@pytest.mark.parametrize(
    ("files", "sku"),
    [
        ({}, None),
        ({"cog-safe-push.yaml": "train: {destination_hardware: gpu-t4}\n"}, None),
        (
            {
                "cog-safe-push-configs/a.yaml": safe_push("x/a", "gpu-t4"),
                "cog-safe-push-configs/b.yaml": safe_push("x/b", "gpu-h100"),
            },
            None,
        ),
        (
            {
                "cog-safe-push-configs/a.yaml": safe_push("x/a", "gpu-t4"),
                "cog-safe-push-configs/b.yaml": safe_push("x/b", "gpu-t4"),
            },
            "gpu-t4",
        ),
    ],
)
def test_which_declaration_counts(files: dict[str, str], sku: str | None) -> None:
    counts = that_counts(read(files))
    assert (counts and counts.sku) == sku


def test_a_setting_stands_in_its_file() -> None:
    text = '[tool.cog-lsp]\nhardware = "gpu-t4"  # cheap\n'
    documents = {"pyproject.toml": Document("pyproject.toml", text)}
    own = settings(text, "pyproject.toml")
    config = CogConfig.read(Document("cog.yaml", "build: {}\n"))
    (found,) = declared_hardware(config, documents, own)
    assert (found.path, found.span.text(text)) == ("pyproject.toml", "gpu-t4")
    (over,) = declared_hardware(config, documents, own.overlaid({"hardware": "cpu"}))
    assert over.path == "cog.yaml"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("12", 12.0), ("0.5", 0.5), ("0", None), ("-1", None), ("inf", None), ("soon", None)],
)
def test_durations(text: str, seconds: float | None) -> None:
    assert seconds_in(text) == seconds


def test_the_duration_of_a_prediction_is_a_setting_too() -> None:
    assert settings("prediction-seconds = 12.5\n").prediction_seconds == 12.5
    wrong = settings('prediction-seconds = "long"\n')
    assert wrong.prediction_seconds is None
    assert [problem.path for problem in wrong.problems] == ["cog-lsp.toml"]
    assert Settings().overlaid({"predictionSeconds": 3}).prediction_seconds == 3.0


def settings(text: str, path: str = "cog-lsp.toml") -> Settings:
    found = read_settings(Document(path, text))
    assert found is not None
    return found


def test_settings_are_read_from_either_file() -> None:
    own = settings('select = ["COG4"]\nhardware = "gpu-t4"\n[severity]\nyaml-syntax = "hint"\n')
    assert (own.select, own.hardware, dict(own.severity)) == (
        ("COG4",), "gpu-t4", {"yaml-syntax": "hint"},
    )  # fmt: skip
    shared = settings('[tool.cog-lsp]\nignore = ["yaml-syntax"]\n', "pyproject.toml")
    assert shared.ignore == ("yaml-syntax",)
    assert read_settings(Document("pyproject.toml", "[tool.ruff]\n")) is None


def test_an_unknown_key_and_a_wrong_type_have_their_places() -> None:
    text = 'ignored = ["x"]\nselect = "all"\nhardware = 3\n'
    found = settings(text)
    assert [problem.span.text(text) for problem in found.problems] == [
        "ignored",
        "select",
        "hardware",
    ]
    assert found.select == ()


def test_broken_toml_is_a_problem_of_our_own_file_only() -> None:
    assert settings("select = [").problems
    assert read_settings(Document("pyproject.toml", "[tool.cog-lsp\n")) is None


@pytest.mark.parametrize("values", [None, {}, {"select": None}, {"select": 3, "hardware": []}, "x"])
def test_odd_values_from_an_editor_change_nothing(values: object) -> None:
    base = Settings(select=("COG4",), hardware="gpu-t4")
    assert base.overlaid(values) == base  # type: ignore[arg-type]


def test_an_editor_stands_over_the_file() -> None:
    base = settings('[severity]\nyaml-syntax = "hint"\n')
    over = base.overlaid({"ignore": ["COG401"], "severity": {"COG101": "off"}, "hardware": "cpu"})
    assert over.ignore == ("COG401",)
    assert dict(over.severity) == {"yaml-syntax": "hint", "COG101": "off"}
    assert over.hardware == "cpu"


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\ncog-lsp = 3\n", "tool = []\n"])
def test_an_odd_table_of_tools_has_no_settings(text: str) -> None:
    assert read_settings(Document("pyproject.toml", text)) is None
