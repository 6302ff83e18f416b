"""cog.yaml in a real Neovim: completed, explained, followed and outlined, with real keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clients.neovim_session import Neovim

pytestmark = pytest.mark.editor

CONFIG = """\
# 😀 a model
build:
  python_requirements: requirements.txt
run: "run.py:Runner"
"""
RUN = """\
from cog import BaseRunner


class Runner(BaseRunner):
    def run(self, text: str) -> str:
        return text
"""

Open = Callable[[str], Neovim]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "cog.yaml").write_text(CONFIG, encoding="utf-8")
    (root / "run.py").write_text(RUN, encoding="utf-8")
    (root / "requirements.txt").write_text("torch==2.4.0\n", encoding="utf-8")
    return root


@pytest.fixture
def open_file(project: Path, tmp_path: Path) -> Iterator[Open]:
    opened: list[Neovim] = []

    def start(name: str) -> Neovim:
        opened.append(Neovim(project / name, tmp_path))
        return opened[-1]

    yield start
    for editor in opened:
        editor.close()


def test_a_key_and_its_value_are_completed(open_file: Open) -> None:
    """Below its siblings, while the line being typed keeps the file from parsing."""
    editor = open_file("cog.yaml")
    editor.type("3Gocu<C-x><C-o>")
    editor.until(lambda: "cuda" in editor.menu)
    editor.type("<C-n><C-y>")
    editor.until(lambda: '  cuda: "12.4"' in editor.text)
    assert editor.text.startswith("# 😀 a model\nbuild:\n  python_requirements: requirements.txt\n")
    editor.type("<Esc>:%s/cuda.*/cuda: /<CR>A<C-x><C-o>")
    assert editor.until(lambda: editor.menu) == ["12.4", "12.1", "11.8"]
    editor.type("<C-n><C-n><C-y>")
    editor.until(lambda: '  cuda: "12.1"' in editor.text)


def test_a_reference_is_completed(open_file: Open) -> None:
    """The class behind the file, at a moment at which the line is no YAML."""
    editor = open_file("cog.yaml")
    editor.type('4Gf"Crun.py:<C-x><C-o>')
    assert editor.until(lambda: editor.menu) == ["Runner"]
    editor.type("<C-n><C-y><Esc>")
    editor.until(lambda: editor.text.endswith("run: run.py:Runner"))


def test_a_tier_is_completed_and_explained(open_file: Open) -> None:
    """In a comment: the tiers that can be had, then what the one that was taken is."""
    editor = open_file("cog.yaml")
    editor.type("ggO<C-u># cog-lsp: hardware=gpu-l4<C-x><C-o>")
    assert "gpu-l40s" in editor.until(lambda: editor.menu)
    editor.type("<C-n><C-y>")
    editor.until(lambda: editor.text.startswith("# cog-lsp: hardware=gpu-l40s\n"))
    editor.type("<Esc>:lua vim.lsp.buf.hover()<CR>")
    shown = editor.until(lambda: editor.lua("CogHover()"))
    assert "Nvidia L40S" in shown
    assert "$3.51 per hour" in shown


def test_a_key_is_explained(open_file: Open) -> None:
    editor = open_file("cog.yaml")
    editor.type("3Gww:lua vim.lsp.buf.hover()<CR>")
    shown = editor.until(lambda: editor.lua("CogHover()"))
    assert "build.python_requirements" in shown


def test_to_the_class_and_back(open_file: Open) -> None:
    """Definition goes to the class; from its name, definition goes back."""
    editor = open_file("cog.yaml")
    editor.type("4G/Runner<CR>:lua vim.lsp.buf.definition()<CR>")
    editor.until(lambda: editor.ask("expand('%:t')") == "run.py")
    assert editor.ask("[line('.'), col('.')]") == [4, 7]
    editor.until(lambda: editor.lua("CogAttached()"))
    editor.type(":lua vim.lsp.buf.definition()<CR>")
    editor.until(lambda: editor.ask("expand('%:t')") == "cog.yaml")
    assert editor.ask("[line('.'), col('.')]") == [4, 14]


def test_a_class_is_renamed(open_file: Open) -> None:
    """From cog.yaml, in two files; the other one comes into a buffer of its own."""
    editor = open_file("cog.yaml")
    editor.type('4G/Runner<CR>:lua vim.lsp.buf.rename("Model")<CR>')
    editor.until(lambda: editor.text.endswith('run: "run.py:Model"'))
    editor.type(":wall<CR>:buffer run.py<CR>")
    editor.until(lambda: "class Model(BaseRunner):" in editor.text)


def test_the_outline(open_file: Open) -> None:
    editor = open_file("cog.yaml")
    editor.type(":lua vim.lsp.buf.document_symbol()<CR>")
    found = editor.until(lambda: editor.ask("getloclist(0)"))
    assert [item["lnum"] for item in found] == [2, 3, 4]
    assert "python_requirements" in found[1]["text"]
