"""A sick project on disk, and its cure by the command line, for the tests that show both.

Here: writing a project of a few lines, and ``cog-lsp check --fix``. What the project does before
and after is for the tests to show, on the real Cog server.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

from cog_lsp import engine
from cog_lsp.cli.main import main
from cog_lsp.project.discover import ProjectLoader

CONFIG = 'build:\n  python_version: "3.11"\nrun: predict.py:Predictor\n'
HEAD = """\
import os
import subprocess
import tempfile
import time
from typing import Iterator

from cog import BasePredictor, Path


class Predictor(BasePredictor):
"""


def write(folder: Path, body: str, *, imports: str = "", config: str = CONFIG) -> Path:
    """A project whose Predictor has ``body``; out: ``folder``.

    ``imports`` come before what :data:`HEAD` imports.
    """
    (folder / "cog.yaml").write_text(config)
    body = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    (folder / "predict.py").write_text(f"{imports}{HEAD}{body}\n")
    return folder


def cure(project: Path, *rules: str) -> None:
    """Make the fixes of ``rules``, unsafe ones too: each finds something before, nothing after."""
    assert found_in(project, rules) == set(rules), "a disease that no rule finds proves nothing"
    code = main(["check", "--fix", "--unsafe-fixes", "--select", ",".join(rules), str(project)])
    assert code == 0
    assert found_in(project, rules) == set()


def found_in(project: Path, rules: Sequence[str]) -> set[str]:
    """Those of ``rules`` that find something in ``project``."""
    found = engine.check(ProjectLoader(project).load()).findings
    return {finding.rule for finding in found} & set(rules)
