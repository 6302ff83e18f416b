"""A real Vim with ALE and the configuration of editors/: see a finding, fix it, see it gone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.examples import EDITORS, EXAMPLES, remaining

pytestmark = pytest.mark.editor

DRIVER = Path(__file__).with_name("ale.vim")


def drive(file: Path, **steps: Any) -> dict[str, dict[str, Any]]:
    """What Vim told, by event."""
    log = file.parents[1] / "log"
    steps |= {
        "editors": str(EDITORS),
        "server": sys.executable,
        "file": str(file),
        "log": str(log),
    }
    done = subprocess.run(
        ["vim.nox", "-Nu", "NONE", "-es", "-S", str(DRIVER)],
        env={**os.environ, "COG_LSP_STEPS": json.dumps(steps)},
        cwd=file.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    events = {event["event"]: event for event in map(json.loads, lines)}
    assert done.returncode == 0, f"{events}\n{done.stdout}{done.stderr}"
    return events


@pytest.mark.parametrize(
    ("example", "file", "code", "title"),
    [
        ("gpu-undeclared", "cog.yaml", "hardware-not-declared", "Declare gpu-l40s"),
        ("reload-llama", "predict.py", "model-load-in-predict", "Move model load"),
    ],
)
def test_a_finding_is_seen_fixed_saved_and_gone(
    tmp_path: Path, example: str, file: str, code: str, title: str
) -> None:
    project = shutil.copytree(EXAMPLES / example, tmp_path / example)
    before = remaining(project)
    seen = drive(project / file, code=code, title=title)
    assert any(title in offered for offered in seen["offered"]["titles"])
    assert "fixed" in seen
    assert remaining(project) == [rule for rule in before if rule != code]


def test_nothing_starts_outside_of_cog_projects(tmp_path: Path) -> None:
    file = tmp_path / "other" / "x.yaml"
    file.parent.mkdir()
    file.write_text("a: b\n", encoding="utf-8")
    seen = drive(file, elsewhere=True, code="", title="")
    assert "server won't start" in seen["elsewhere"]["message"]
