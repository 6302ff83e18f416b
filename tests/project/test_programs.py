"""Scripts that the code runs as programs: which are named, and that they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader
from cog_lsp.project.programs import scripts_named
from cog_lsp.rules.behavior.model_load_in_subprocess import check
from cog_lsp.syntax.python_facts import read_python
from cog_lsp.text import Document


def test_only_files_that_start_programs_name_any() -> None:
    named = "x = ['python', 'a.py']\n"
    assert scripts_named(read_python(Document("p.py", named))) == ()
    starts = f"import subprocess\n{named}subprocess.run(x)\nsubprocess.run(f'python b.py {{x}}')\n"
    assert scripts_named(read_python(Document("p.py", starts))) == ("a.py", "b.py")


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("run(['python', '-m', 'tools.infer'])", ("tools/infer.py", "tools/infer/__main__.py")),
        ("system('python -m infer --x')", ("infer.py", "infer/__main__.py")),
        ("run(['python', 'a.py'], cwd='sub')", ("a.py", "sub/a.py")),
        ("chdir('./sub')\nos.system('python a.py')", ("a.py", "sub/a.py")),
        ("system('cd sub && python /src/a.py')", ("a.py", "sub/a.py")),
    ],
)
def test_modules_and_folders_of_their_own(source: str, named: tuple[str, ...]) -> None:
    text = f"import os\nos.{source}\n"
    assert scripts_named(read_python(Document("p.py", text))) == named


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
    assert finding.path == "predict.py" and "`python infer.py` in a new process" in finding.message
    assert [related.path for related in finding.related] == ["helper.py"]
