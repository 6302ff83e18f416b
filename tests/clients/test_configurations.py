"""The configurations that no test can run: they parse, and say what the others say."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
import yaml

from cog_lsp import __version__
from tests.clients.examples import EDITORS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

COMMAND = ["cog-lsp", "server"]


def toml(path: str) -> Any:
    return tomllib.loads((EDITORS / path).read_text(encoding="utf-8"))


def parsed(path: str) -> Any:
    return json.loads((EDITORS / path).read_text(encoding="utf-8"))


def test_helix() -> None:
    """Only below a cog.yaml, and after the servers that were there."""
    made = toml("helix/languages.toml")
    server = made["language-server"]["cog-ls"]
    assert [server["command"], *server["args"]] == COMMAND
    assert server["required-root-patterns"] == ["cog.yaml"]
    assert {language["name"] for language in made["language"]} == {"yaml", "python"}
    for language in made["language"]:
        assert language["roots"][0] == "cog.yaml"
        assert language["language-servers"][-1] == "cog-ls"
        assert len(language["language-servers"]) > 1


def test_kate() -> None:
    servers = parsed("kate/.kateproject")["lspclient"]["servers"]
    assert servers.keys() == {"yaml", "python"}
    for server in servers.values():
        assert server["command"] == COMMAND
        assert server["rootIndicationFileNames"] == ["cog.yaml"]


def test_sublime() -> None:
    """Off, and on in a project."""
    client = parsed("sublime/LSP.sublime-settings")["clients"]["cog-ls"]
    assert client["command"] == COMMAND
    assert client["enabled"] is False
    project = parsed("sublime/cog.sublime-project")
    assert project["settings"]["LSP"] == {"cog-ls": {"enabled": True}}


def test_zed() -> None:
    server = toml("zed/extension.toml")["language_servers"]["cog-ls"]
    assert server["languages"] == ["YAML", "Python"]
    assert "zed_extension_api" in toml("zed/Cargo.toml")["dependencies"]


def test_mason() -> None:
    text = (EDITORS / "mason/packages/cog-lsp/package.yaml").read_text(encoding="utf-8")
    package = yaml.safe_load(text)
    assert package["name"] == "cog-lsp"
    assert package["source"]["id"] == f"pkg:pypi/cog-lsp@{__version__}"
    assert package["neovim"]["lspconfig"] == "cog_ls"


@pytest.mark.parametrize("name", sorted(path.name for path in EDITORS.iterdir() if path.is_dir()))
def test_every_folder_is_explained(name: str) -> None:
    assert f"`{name}/" in (EDITORS / "README.md").read_text(encoding="utf-8")
