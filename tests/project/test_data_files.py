"""Which files of data are read with a project: those that its code names, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader
from cog_lsp.text import Document

HERE = "HERE = Path(__file__).parent\n"

# What predict.py says, and the files of data that are then part of the project.
CASES = {
    "a name": ("open('config.yaml')", {"config.yaml"}),
    "a path": ("open('./configs/model.yml')", {"configs/model.yml"}),
    "where the container has it": ("open('/src/model.json')", {"model.json"}),
    "in pieces": (f"{HERE}HERE / 'configs' / 'model.yml'", {"configs/model.yml"}),
    "in an f-string": ("open(f'{HERE}/model.json')", {"model.json"}),
    "not named": ("open(name)", set()),
    "not there": ("open('other.json')", set()),
    "outside": ("open('../config.yaml'); open('/etc/x.json')", set()),
    "a folder of that name": ("open('folder.json')", set()),
    "no data": ("open('notes.txt')", set()),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "cog.yaml": "predict: predict.py:Predictor\n",
        "config.yaml": "a: 1\n",
        "configs/model.yml": "a: 1\n",
        "model.json": "{}",
        "unnamed.json": "{}",
        "notes.txt": "",
        "folder.json/a.json": "{}",
        "lib/__init__.py": "",
        "lib/code.py": "open('beside.toml')\n",
        "lib/beside.toml": "a = 1\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return tmp_path


def data_of(root: Path, text: str, overlay: dict[str, Document | None] | None = None) -> set[str]:
    (root / "predict.py").write_text(text, encoding="utf-8")
    found = ProjectLoader(root).load(overlay or {}).documents
    return {path for path in found if path not in ("cog.yaml", "predict.py")} - {"lib/code.py"}


@pytest.mark.parametrize(("text", "files"), CASES.values(), ids=list(CASES))
def test_files_that_the_code_names_are_read(root: Path, text: str, files: set[str]) -> None:
    assert data_of(root, text) == files


def test_file_beside_the_module_that_names_it(root: Path) -> None:
    assert data_of(root, "from lib import code\n") == {"lib/__init__.py", "lib/beside.toml"}


def test_only_so_many_are_read(root: Path) -> None:
    for number in range(40):
        (root / f"n{number}.json").write_text("{}", encoding="utf-8")
    text = "\n".join(f"open('n{number}.json')" for number in range(40))
    assert len(data_of(root, text)) == 32


def test_what_an_editor_holds_stands_in_for_the_file(root: Path) -> None:
    (root / "predict.py").write_text("open('model.json')", encoding="utf-8")
    held = Document("model.json", '{"a": 1}')
    assert ProjectLoader(root).load({"model.json": held}).documents["model.json"] is held
