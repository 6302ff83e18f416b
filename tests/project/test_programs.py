"""Scripts that the code runs as programs: which are named, and that they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader
from cog_lsp.project.programs import script_in, scripts_named
from cog_lsp.rules.behavior.model_load_in_predict import check
from cog_lsp.syntax.python_facts import read_python
from cog_lsp.text import Document


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("infer.py", "infer.py"),
        ("./tools/infer.py", "tools/infer.py"),
        ("/src/infer.py", "infer.py"),
        ("python -u infer.py --fast", "infer.py"),
        ("see infer.pyc", None),
        ("", None),
    ],
)
def test_the_script_in_a_command(text: str, script: str | None) -> None:
    assert script_in(text) == script


def test_only_files_that_start_programs_name_any() -> None:
    named = "x = ['python', 'a.py']\n"
    assert scripts_named(read_python(Document("p.py", named))) == ()
    starts = f"import subprocess\n{named}subprocess.run(x)\nsubprocess.run(f'python b.py {{x}}')\n"
    assert scripts_named(read_python(Document("p.py", starts))) == ("a.py", "b.py")


def test_they_are_read_with_what_they_import(tmp_path: Path) -> None:
    (tmp_path / "cog.yaml").write_text("run: predict.py:run\n")
    (tmp_path / "predict.py").write_text(
        "import os\n\n\ndef run(x: str) -> str:\n    os.system('python infer.py')\n    return x\n"
    )
    (tmp_path / "infer.py").write_text("import helper\n\nhelper.load()\n")
    (tmp_path / "helper.py").write_text(
        "from transformers import AutoModel\n\n\ndef load():\n"
        "    return AutoModel.from_pretrained('org/model')\n"
    )
    loader = ProjectLoader(tmp_path)
    made = loader.load()
    assert set(made.programs) == {"infer.py", "helper.py"} and set(made.python) == {"predict.py"}
    assert loader.load().programs["infer.py"] is made.programs["infer.py"]
    (finding,) = check.run(made)
    assert finding.path == "predict.py" and "runs infer.py in a new process" in finding.message
    assert [related.path for related in finding.related] == ["helper.py"]
