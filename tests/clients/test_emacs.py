"""A real Emacs with the configuration of editors/: see a finding, fix it, save, see it gone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients.examples import EDITORS, EXAMPLES, message_of, remaining

pytestmark = pytest.mark.editor

DRIVER = Path(__file__).with_name("emacs.el")


def drive(client: str, file: Path, **steps: Any) -> dict[str, dict[str, Any]]:
    """What Emacs told, by event."""
    steps |= {
        "client": client,
        "server": [sys.executable, "-m", "cog_lsp", "server"],
        "file": str(file),
    }
    home = file.parents[1] / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        # -Q would not find Debian's packages.
        ["emacs", "-q", "--batch", "-L", str(EDITORS / "emacs"), "-l", str(DRIVER)],
        env={**os.environ, "HOME": str(home), "COG_LSP_STEPS": json.dumps(steps)},
        cwd=file.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    failed = [event for event in events if event["event"] == "failed"]
    assert done.returncode == 0, f"{failed}\n{done.stderr}"
    return {event["event"]: event for event in events}


@pytest.mark.parametrize(
    ("client", "example", "file", "code", "title"),
    [
        ("eglot", "gpu-undeclared", "cog.yaml", "hardware-not-declared", "Declare gpu-l40s"),
        ("eglot", "reload-llama", "predict.py", "model-load-in-predict", "Move model load"),
        ("lsp-mode", "gpu-undeclared", "cog.yaml", "hardware-not-declared", "Declare gpu-l40s"),
    ],
)
def test_a_finding_is_seen_fixed_saved_and_gone(
    tmp_path: Path, client: str, example: str, file: str, code: str, title: str
) -> None:
    project = shutil.copytree(EXAMPLES / example, tmp_path / example)
    before = remaining(project)
    seen = drive(client, project / file, message=message_of(project, code), title=title)
    assert any(title in offered for offered in seen["offered"]["titles"])
    assert "fixed" in seen
    assert remaining(project) == [rule for rule in before if rule != code]


@pytest.mark.parametrize("client", ["eglot", "lsp-mode"])
def test_nothing_starts_outside_of_cog_projects(tmp_path: Path, client: str) -> None:
    file = tmp_path / "other" / "x.yaml"
    file.parent.mkdir()
    file.write_text("a: b\n", encoding="utf-8")
    assert drive(client, file, elsewhere=True)["elsewhere"]["managed"] is False
