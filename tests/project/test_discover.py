"""Finding projects and reading their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader, find_projects, find_root
from cog_lsp.text import Document


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'


def test_the_nearest_cog_yaml_owns_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"cog.yaml": "", "sub/cog.yaml": "", "sub/lib/a.py": "", "other/b.py": ""})
    assert find_root(tmp_path / "sub/lib/a.py") == tmp_path / "sub"
    assert find_root(tmp_path / "other/b.py") == tmp_path
    assert list(find_projects(tmp_path)) == [tmp_path, tmp_path / "sub"]


def test_folders_of_tools_hold_no_projects(tmp_path: Path) -> None:
    write(tmp_path, {".venv/x/cog.yaml": "", "node_modules/y/cog.yaml": "", "a/cog.yaml": ""})
    assert list(find_projects(tmp_path)) == [tmp_path / "a"]


def test_modules_are_followed_as_far_as_they_are_imported(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "cog.yaml": CONFIG,
            "predict.py": "from lib.model import Model\nimport helpers\n",
            "lib/__init__.py": "",
            "lib/model.py": "from .deep import x\nfrom . import sibling\n",
            "lib/deep.py": "",
            "lib/sibling.py": "",
            "helpers.py": "def f():\n    from late import y\n",
            "late.py": "",
            "unrelated.py": "",
        },
    )
    project = ProjectLoader(tmp_path).load()
    assert sorted(project.python) == [
        "helpers.py", "late.py", "lib/__init__.py", "lib/deep.py", "lib/model.py",
        "lib/sibling.py", "predict.py",
    ]  # fmt: skip


def test_a_module_beside_the_predictor_in_a_folder_is_found(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "cog.yaml": "predict: src/predict.py:P\n",
            "src/predict.py": "import near\nimport top\n",
            "src/near.py": "",
            "top.py": "",
        },
    )
    assert set(ProjectLoader(tmp_path).load().python) == {"src/predict.py", "src/near.py", "top.py"}


def test_an_open_document_stands_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"cog.yaml": CONFIG, "predict.py": "import old\n", "old.py": "", "new.py": ""})
    loader = ProjectLoader(tmp_path)
    assert "old.py" in loader.load().python
    project = loader.load({"predict.py": Document("predict.py", "import new\n", 3)})
    assert set(project.python) == {"predict.py", "new.py"}


def test_a_file_is_read_again_only_when_told(tmp_path: Path) -> None:
    write(tmp_path, {"cog.yaml": CONFIG, "predict.py": "x = 1\n"})
    loader = ProjectLoader(tmp_path)
    loader.load()
    write(tmp_path, {"predict.py": "x = 2\n"})
    assert loader.load().documents["predict.py"].text == "x = 1\n"
    loader.files.forget("predict.py")
    assert loader.load().documents["predict.py"].text == "x = 2\n"
    (tmp_path / "predict.py").unlink()
    loader.files.forget("predict.py")
    assert "predict.py" not in loader.load().documents


@pytest.mark.parametrize(
    "reference",
    ["../outside.py:P", "/etc/passwd:P", "missing.py:P", "predict.py", ":P", "a\0b.py:P"],
)
def test_a_reference_that_leads_nowhere_does_no_harm(tmp_path: Path, reference: str) -> None:
    write(
        tmp_path, {"outside.py": "", "p/cog.yaml": f'predict: "{reference}"\n'.replace("\0", "\\0")}
    )
    project = ProjectLoader(tmp_path / "p").load()
    assert project.entry_points == ()
    assert not any("outside" in path for path in project.documents)


def test_odd_encodings_and_binaries_do_no_harm(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "cog.yaml": b"\xef\xbb\xbf" + CONFIG.replace("\n", "\r\n").encode(),
            "predict.py": b"# coding: latin-1\nx = '\xe9'\nimport blob\n",
            "blob.py": b"\0\1\2",
        },
    )
    project = ProjectLoader(tmp_path).load()
    assert project.config.text("build", "python_version") == "3.12"
    assert "é" in project.documents["predict.py"].text
    assert "blob.py" not in project.python


def test_import_cycles_end(tmp_path: Path) -> None:
    write(tmp_path, {"cog.yaml": "predict: a.py:P\n", "a.py": "import b\n", "b.py": "import a\n"})
    assert set(ProjectLoader(tmp_path).load().python) == {"a.py", "b.py"}


def test_names_beside_the_files_that_cog_yaml_names(tmp_path: Path) -> None:
    config = "build:\n  python_requirements: reqs/all.txt\nrun: src/predict.py:Predictor\n"
    files: dict[str, str | bytes] = {
        "cog.yaml": config,
        "weights/a.bin": b"\0",
        "src/predict.py": "",
        "src/data.bin": b"\0",
        "reqs/all.txt": "-r base.txt\n-r ../../outside.txt\n",
        "reqs/base.txt": "a\n",
    }
    loader = ProjectLoader(write(tmp_path, files))
    project = loader.load()
    for path in ("weights", "src", "src/data.bin", "reqs/base.txt", "cog.yaml"):
        assert project.exists(path)
    for path in ("weights/a.bin", "run.py", "src/run.py"):
        assert not project.exists(path)
    assert "reqs/base.txt" in project.documents
    write(tmp_path, {"src/run.py": ""})
    assert not loader.load().exists("src/run.py")
    loader.files.forget("src/run.py")
    assert loader.load().exists("src/run.py")
    assert not loader.load({"src/run.py": None}).exists("src/run.py")


def test_a_document_that_is_gone_is_not_read_from_disk(tmp_path: Path) -> None:
    loader = ProjectLoader(write(tmp_path, {"cog.yaml": CONFIG, "predict.py": "x = 1\n"}))
    project = loader.load({"predict.py": None, "run.py": Document("run.py", "y = 1\n")})
    assert "predict.py" not in project.documents and not project.exists("predict.py")
    assert set(project.python) == {"run.py"}


def test_files_that_nothing_leads_to_are_read_while_predict_waits(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "cog.yaml": CONFIG.replace("run:", "predict:"),
        "predict.py": "import lib\n",
        "lib.py": "",
        "tests/test_it.py": "import predict\n",
        ".hidden/x.py": "",
        "venv/y.py": "",
    }
    loader = ProjectLoader(write(tmp_path, files))
    assert [one.path for one in loader.load().others] == ["tests/test_it.py"]
    write(tmp_path, {"cog.yaml": CONFIG})
    loader.files.forget_all()
    assert loader.load().others == ()


def test_what_is_installed_is_read_once(tmp_path: Path) -> None:
    lock = '[[package]]\nname = "a"\nversion = "1"\n'
    loader = ProjectLoader(write(tmp_path, {"cog.yaml": CONFIG, "uv.lock": lock}))
    first = loader.load().installed
    assert first.versions == {"a": ("1", "uv.lock")}
    assert loader.load().installed is first
    write(tmp_path, {"uv.lock": lock.replace('"1"', '"2"')})
    loader.files.forget("uv.lock")
    assert loader.load().installed.versions == {"a": ("2", "uv.lock")}
