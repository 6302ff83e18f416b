"""The VS Code extension against the server: its settings, and the project that it begins."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cog_lsp.engine import check
from cog_lsp.server.settings import EditorSettings, parse_settings
from tests.projects import project

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ROOT / "vscode-client"
MANIFEST = json.loads((CLIENT / "package.json").read_text(encoding="utf-8"))
SETTINGS: dict[str, dict[str, Any]] = {
    name.removeprefix("cogLsp."): value
    for name, value in MANIFEST["contributes"]["configuration"]["properties"].items()
}
# Set by the extension, which looks for the other server by itself.
NOT_FOR_PEOPLE = {"yamlServer"}
# About the program and its log, which the server is never told.
OF_THE_EDITOR = {"path", "trace.server"}


def test_the_settings_are_those_of_the_server() -> None:
    taken = EditorSettings().overrides().keys()
    assert SETTINGS.keys() - OF_THE_EDITOR == taken - NOT_FOR_PEOPLE


@pytest.mark.parametrize("page", ["docs/settings.md", "vscode-client/README.md"])
def test_the_pages_name_every_setting(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    own = SETTINGS.keys() if page.startswith("vscode") else SETTINGS.keys() - OF_THE_EDITOR
    assert [name for name in own if f"`cogLsp.{name}`" not in text] == []


def test_a_default_changes_nothing() -> None:
    """The project's own settings count until an editor sets something."""
    own = {name: value["default"] for name, value in SETTINGS.items() if name not in OF_THE_EDITOR}
    settings, problems = parse_settings(own)
    assert problems == ()
    plain = EditorSettings().overrides() | {"schemaFeatures": "auto"}
    assert settings.overrides() == plain


def test_every_setting_is_explained() -> None:
    assert [name for name, value in SETTINGS.items() if not value["markdownDescription"]] == []


def test_nothing_is_wrong_with_a_new_project() -> None:
    files = {
        ".dockerignore" if path.name == "dockerignore" else path.name: path.read_text("utf-8")
        for path in (CLIENT / "templates").iterdir()
    }
    assert files.keys() == {"cog.yaml", "run.py", "requirements.txt", ".dockerignore"}
    made = project(files)
    assert [entry.inputs for entry in made.entry_points] == [("name",)]
    assert check(made).findings == ()
