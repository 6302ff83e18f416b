"""What was mended starts: the SDK loads each project, the real server runs those that failed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.interface import Stage, interfaces_of, model_problems
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.registry import find_rule
from cog_lsp.text import Document

from ..rules.examples import BAD, Example, all_examples
from .cog_server import CogServer, CogServerError

pytestmark = pytest.mark.runtime

_LOAD = """
import json, os, sys
from cog.predictor import load_predictor_from_ref

found = {}
for folder, ref in json.load(sys.stdin):
    known = set(sys.modules)
    os.chdir(folder)
    sys.path.insert(0, folder)
    try:
        load_predictor_from_ref(ref)
        found[folder] = None
    except Exception as error:
        found[folder] = f"{type(error).__name__}: {error}"
    sys.path.remove(folder)
    for name in set(sys.modules) - known:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
            del sys.modules[name]
print(json.dumps(found))
"""


def sick() -> list[Example]:
    """The examples of the interface's rules that have a fix."""
    found = []
    for example in all_examples():
        rule = find_rule(example.rule)
        assert rule is not None
        if example.section == BAD and rule.fix and ".interface." in rule.check.__module__:
            found.append(example)
    return found


def mend(root: Path) -> Project:
    """Make all fixes in ``root``, on disk; out: the project after."""
    loader = ProjectLoader(root)

    def rebuild(changed: Mapping[str, Document | None]) -> Project:
        return loader.load(changed)

    fixed = engine.fix(loader.load(), rebuild, unsafe=True)
    assert not fixed.faults
    for path, text in fixed.changed.items():
        (root / path).write_text(text, encoding="utf-8")
    return fixed.project


def test_the_sdk_loads_what_was_mended(tmp_path: Path) -> None:
    examples = sick()
    assert len(examples) > 20
    wanted: list[tuple[str, str]] = []
    for example in examples:
        root = example.write(tmp_path / str(example))
        for ref in mend(root).config.targets:
            wanted.append((str(root), ref.value))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LOAD],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    failed = {folder: error for folder, error in json.loads(done.stdout).items() if error}
    assert failed == {}


def failing_at_start(example: Example, folder: Path) -> bool:
    project = ProjectLoader(example.write(folder)).load()
    problems = [problem for interface in interfaces_of(project) for problem in interface.problems]
    return any(
        problem.cause.stage is Stage.START for problem in (*problems, *model_problems(project))
    )


def test_the_server_starts_what_did_not_start(tmp_path: Path) -> None:
    started = []
    for example in sick():
        root = tmp_path / str(example)
        if not failing_at_start(example, root):
            continue
        with pytest.raises(CogServerError), CogServer(root):
            pass
        mend(root)
        with CogServer(root):
            started.append(example.rule)
    assert {"relative-import", "unknown-input-keyword", "mutable-model-default"} <= set(started)
