"""What is copied into the image, what is left out of it, and what a command puts there."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding, Severity
from cog_lsp.rules.image import dockerignore_hides_file
from cog_lsp.rules.plan import AppendLine

CONFIG = 'build:\n  python_version: "3.12"\npredict: app/predict.py:Predictor\n'
PREDICT = """\
import helper
from app.model import Model
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.names = open("data/names.txt").read()
        self.more = open("/src/data/more.txt", "rb").read()
        self.model = Model()

    def predict(self, prompt: str) -> str:
        return open("data/late.txt").read() + prompt
"""


def lay(root: Path, files: dict[str, str]) -> list[Finding]:
    """The findings of a project of ``files`` in ``root``, together with one that runs."""
    base = {
        "cog.yaml": CONFIG,
        "app/predict.py": PREDICT,
        "app/model.py": "class Model: ...\n",
        "app/__init__.py": "",
        "helper.py": "",
        "data/names.txt": "x",
        "data/more.txt": "x",
        "data/late.txt": "x",
    }
    for name, text in {**base, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    checked = engine.check(ProjectLoader(root).load())
    assert not checked.faults
    return [found for found in checked.findings if found.code.startswith("COG6")]


@pytest.mark.parametrize(
    ("ignore", "hidden"),
    [
        ("*.md\n", []),
        ("helper.py\n", ["helper.py"]),
        ("app\n", ["app/model.py", "app/predict.py"]),
        ("**/*.py\n!app\n", ["helper.py"]),
        ("*\n!app\n!helper.py\n!data\n", []),
        ("app/*\n!app/*.py\n", []),
        ("tests\nrequirements.txt\ncog.yaml\n", []),
    ],
)
def test_code_that_is_left_out(ignore: str, hidden: list[str], tmp_path: Path) -> None:
    findings = [f for f in lay(tmp_path, {".dockerignore": ignore}) if f.severity is Severity.ERROR]
    assert sorted(finding.key for finding in findings) == hidden
    lines = [plan.line for f in findings for plan in f.plans if isinstance(plan, AppendLine)]
    assert sorted(lines) == [f"!{path}" for path in hidden]


def test_the_note_points_at_the_import(tmp_path: Path) -> None:
    predict = "import os\n\n\nclass Predictor:\n    def setup(self):\n        import b.c\n"
    files = {
        "cog.yaml": "build:\n  python_version: '3.12'\npredict: p.py:Predictor\n",
        "p.py": predict,
        "b/__init__.py": "",
        "b/c.py": "from . import d\nfrom .d import e\n",
        "b/d.py": "e = 1\n",
        ".dockerignore": "b\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = dockerignore_hides_file.check.run(ProjectLoader(tmp_path).load())
    notes = {finding.key: finding.related[0] for finding in found}
    assert {path: note.span.text(files[note.path]) for path, note in notes.items()} == {
        "b/__init__.py": "import b.c",
        "b/c.py": "import b.c",
        "b/d.py": "from . import d",
    }


def test_a_file_that_setup_opens_is_a_warning(tmp_path: Path) -> None:
    findings = lay(tmp_path, {".dockerignore": "# data\ndata/\n"})
    assert [(f.key, f.severity, f.path) for f in findings] == [
        ("data/more.txt", Severity.WARNING, ".dockerignore"),
        ("data/names.txt", Severity.WARNING, ".dockerignore"),
    ]


LOADS = """\
import os

import torch
from cog import BasePredictor


def bring() -> None: ...


class Predictor(BasePredictor):
    def setup(self) -> None:
        {}
        self.model = torch.load("weights/model.pt")

    def predict(self) -> str:
        return ""
"""


@pytest.mark.parametrize(
    ("before", "config", "ignore", "fires"),
    [
        ("pass", "", "weights\n", True),
        ("pass", "", "**/*.pt\n", True),
        ("pass", "", "*.pt\n", False),
        ("os.system('pget x')", "", "weights\n", False),
        ("self.download_weights()", "", "weights\n", False),
        ("pass", "model: r8.im/a/b\nweights: [{name: w, target: /src/w}]\n", "weights\n", False),
    ],
)
def test_weights_that_are_left_out(
    before: str, config: str, ignore: str, fires: bool, tmp_path: Path
) -> None:
    files = {
        "cog.yaml": CONFIG + config,
        "app/predict.py": LOADS.format(before),
        ".dockerignore": ignore,
        "weights/model.pt": "x",
    }
    hidden = [item for item in lay(tmp_path, files) if item.rule == "dockerignore-hides-file"]
    assert [item.severity for item in hidden] == [Severity.WARNING] * fires


def test_a_module_that_is_only_open_in_an_editor_is_not_needed(tmp_path: Path) -> None:
    lay(tmp_path, {".dockerignore": "tool.py\n", "tool.py": ""})
    loader = ProjectLoader(tmp_path)
    document = loader.files.document("tool.py")
    assert document is not None
    project = loader.load({"tool.py": document})
    assert "tool.py" in project.python
    assert not [f for f in engine.check(project).findings if f.rule == "dockerignore-hides-file"]


@pytest.mark.parametrize(
    ("files", "ignore", "expected"),
    [
        ({".venv/pyvenv.cfg": 10}, None, [(".venv", Severity.INFORMATION)]),
        ({"env/pyvenv.cfg": 10, "env/lib/a": 2_000_000_000}, None, [("env", Severity.WARNING)]),
        ({".venv/pyvenv.cfg": 10}, ".venv\n", []),
        ({".venv/pyvenv.cfg": 10}, ".venv/*\n", []),
        ({".venv/pyvenv.cfg": 10}, "**/.venv/**\n", []),
        ({".venv/pyvenv.cfg": 10}, "*.md\n", [(".venv", Severity.INFORMATION)]),
        ({".git/objects/pack/a": 50_000_000}, None, []),
        ({".git/objects/pack/a": 200_000_000}, None, [(".git", Severity.INFORMATION)]),
        ({".git/objects/pack/a": 200_000_000}, "**/.git\n", []),
        ({"a/node_modules/b/node_modules/c": 1_500_000_000}, None,
         [("a/node_modules", Severity.WARNING)]),
        # Nothing says that it is there.
        ({"corpus/all.zip": 3_000_000_000}, None, [("corpus", Severity.INFORMATION)]),
        ({"corpus/a.zip": 600_000_000, "b.tar": 700_000_000}, None,
         [("b.tar", Severity.INFORMATION)]),
        ({"corpus/a.zip": 600_000_000}, None, []),
        ({"corpus/all.zip": 3_000_000_000}, "corpus\n", []),
        # The code speaks of what is in `data`.
        ({"data/model.bin": 3_000_000_000}, None, []),
    ],
)  # fmt: skip
def test_folders_of_tools(
    files: dict[str, int],
    ignore: str | None,
    expected: list[tuple[str, Severity]],
    tmp_path: Path,
) -> None:
    for name, size in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
    findings = lay(tmp_path, {} if ignore is None else {".dockerignore": ignore})
    assert [(finding.key, finding.severity) for finding in findings] == expected
    assert {f.path for f in findings} <= {"cog.yaml" if ignore is None else ".dockerignore"}
    assert all(isinstance(plan, AppendLine) for f in findings for plan in f.plans)


@pytest.mark.parametrize(
    ("command", "fires"),
    [
        ("huggingface-cli download a/b", True),
        ("hf download a/b --local-dir x", True),
        ("git lfs pull", True),
        ("git clone https://huggingface.co/a/b", True),
        ("python -c \"from x import Y; Y.from_pretrained('a/b')\"", True),
        ("wget https://x.y/model.safetensors", True),
        ("curl -L 'https://x.y/model.pth?download=true' -o m", True),
        ("curl -o /usr/local/bin/pget -L https://x.y/pget", False),
        ("wget https://x.y/cuda-keyring_1.1-1_all.deb", False),
        ("git clone https://github.com/a/b", False),
        ("apt-get install -y git-lfs && git lfs install", False),
        ("echo model.pth", False),
    ],
)
@pytest.mark.parametrize("form", ["text", "mapping", "pre_install"])
def test_commands(command: str, fires: bool, form: str, tmp_path: Path) -> None:
    key = "pre_install" if form == "pre_install" else "run"
    quoted = "'" + command.replace("'", "''") + "'"
    item = f"command: {quoted}" if form == "mapping" else quoted
    config = CONFIG.replace("predict:", f"  {key}:\n    - {item}\npredict:")
    findings = lay(tmp_path, {"cog.yaml": config})
    assert [finding.rule for finding in findings] == ["weights-in-build-run"] * fires


def test_several_commands_are_one_finding(tmp_path: Path) -> None:
    items = "".join(f"    - wget https://x.y/{name}.pth\n" for name in "abc")
    config = CONFIG.replace("predict:", f"  run:\n{items}predict:")
    (finding,) = lay(tmp_path, {"cog.yaml": config})
    assert finding.span.text(config) == "wget https://x.y/a.pth"
    assert len(finding.related) == 2
