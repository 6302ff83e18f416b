"""``cog-lsp schema``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..project.test_history import commit, git
from .conftest import CONFIG, HEALTHY, PREDICTOR, Lay, Run


@pytest.fixture
def committed(lay: Lay) -> Path:
    root = lay({**HEALTHY, "predict.py": PREDICTOR.replace("str) ->", "str, steps: int = 3) ->")})
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "first")
    return root


def test_it_prints_the_document(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    ran = run("schema")
    assert (ran.code, ran.err) == (0, "")
    document = json.loads(ran.out)
    assert document["components"]["schemas"]["Input"]["required"] == ["prompt"]
    assert ran.out.startswith('{\n  "components": {\n')


@pytest.mark.parametrize("path", [".", "cog.yaml", "predict.py"])
def test_a_file_means_its_project(run: Run, lay: Lay, path: str) -> None:
    lay(HEALTHY)
    assert run("schema", path).out == run("schema").out


def test_a_change_that_breaks_callers_is_an_exit_code(run: Run, committed: Path) -> None:
    (committed / "predict.py").write_text(PREDICTOR.replace("prompt: str", "prompt: str, n: int"))
    ran = run("schema", "--diff", "HEAD")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "breaking: the input `steps` was removed: what callers send for it is silently dropped",
        "breaking: the input `n` is new and required: "
        "every request that callers make today is refused (422)",
        "2 of 2 changes since HEAD break callers.",
    ]
    ran = run("schema", "--diff", "main", "--output-format", "json")
    assert [(change["name"], change["breaking"]) for change in json.loads(ran.out)] == [
        ("steps", True),
        ("n", True),
    ]


def test_a_change_that_breaks_nobody_is_none(run: Run, committed: Path) -> None:
    ran = run("schema", "--diff", "HEAD")
    assert (ran.code, ran.out) == (0, "The interface has not changed since HEAD.\n")
    path = committed / "predict.py"
    path.write_text(path.read_text().replace("= 3", "= 4"))
    ran = run("schema", "--diff", "HEAD")
    assert ran.code == 0
    assert ran.out.endswith("Nothing since HEAD breaks callers.\n")


def test_a_saved_document_can_be_compared_with(run: Run, committed: Path) -> None:
    (committed / "openapi.json").write_text(run("schema").out)
    ran = run("schema", "--diff", "openapi.json")
    assert ran.out == "The interface has not changed since openapi.json.\n"


@pytest.mark.parametrize(
    ("files", "arguments", "words"),
    [
        ({**HEALTHY, "predict.py": "x = 1\n"}, (), "(target-missing)"),
        ({**HEALTHY, "predict.py": PREDICTOR.replace(" -> str", "")}, (), "(return-untyped)"),
        ({"cog.yaml": CONFIG}, (), "names no predictor whose file exists"),
        (HEALTHY, ("--diff", "HEAD"), "HEAD has no interface"),
        (HEALTHY, ("--diff", "--help"), "--diff"),
        (HEALTHY, ("--diff", "gone.json"), "gone.json has no interface"),
        ({"a/cog.yaml": CONFIG, "b/cog.yaml": CONFIG}, (), "several projects; name one of a, b"),
        (HEALTHY, ("nowhere",), "no such file or folder"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, lay: Lay, files: dict[str, str | bytes], arguments: tuple[str, ...], words: str
) -> None:
    lay(files)
    ran = run("schema", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
