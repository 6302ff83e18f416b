"""The exact versions in lock files and in the names of installed packages."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.lockfiles import installed_versions, locked_versions

TOML = '[[package]]\nname = "A_b.C"\nversion = "1.0"\n'


@pytest.mark.parametrize(
    ("name", "text", "versions"),
    [
        ("uv.lock", TOML, {"a-b-c": "1.0"}),
        ("poetry.lock", TOML, {"a-b-c": "1.0"}),
        ("pylock.toml", TOML.replace("[[package]]", "[[packages]]"), {"a-b-c": "1.0"}),
        ("uv.lock", TOML + TOML.replace("1.0", "2.0"), {}),
        ("uv.lock", TOML + TOML, {"a-b-c": "1.0"}),
        ("uv.lock", '[[package]]\nname = "no-version"\n', {}),
        ("uv.lock", "package = [1, 2]\n", {}),
        ("uv.lock", "package = 1\n", {}),
        ("uv.lock", "not toml", {}),
        ("Pipfile.lock", '{"default": {"A": {"version": "==1.0"}}}', {"a": "1.0"}),
        ("Pipfile.lock", '{"default": {"A": {"git": "x"}, "b": 1}}', {}),
        ("Pipfile.lock", '{"default": []}', {}),
        ("Pipfile.lock", "[]", {}),
        ("Pipfile.lock", "{", {}),
        ("Pipfile.lock", "[" * 100_000, {}),
        ("requirements.lock", "-e .\nA==1.0\n# b==2\nc>=3\n", {"a": "1.0"}),
    ],
)
def test_locked_versions(name: str, text: str, versions: dict[str, str]) -> None:
    assert locked_versions(name, text) == versions


def test_installed_versions() -> None:
    names = [
        "numpy",
        "numpy-1.26.4.dist-info",
        "ruamel.yaml-0.18.6.dist-info",
        "torch-2.3.1+cu121.dist-info",
        "old-1.0.egg-info",
        "two-1.0.dist-info",
        "two-2.0.dist-info",
        "_virtualenv.py",
    ]
    assert installed_versions(names) == {
        "numpy": "1.26.4",
        "ruamel-yaml": "0.18.6",
        "torch": "2.3.1+cu121",
    }
