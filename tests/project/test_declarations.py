"""Where a tier is declared, and in which order the places count; and the settings files."""

from __future__ import annotations

import pytest

from cog_lsp.project.config import CogConfig
from cog_lsp.project.hardware import declared_hardware
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
