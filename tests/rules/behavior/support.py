"""What the tests of the rules about behavior share: predictors made of a body, and verdicts."""

from __future__ import annotations

import textwrap

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix
from cog_lsp.project import Project
from cog_lsp.rules.rule import Rule
from tests.projects import project

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
HEAD = """\
import os
import shutil
import subprocess
import sys
import tempfile
import time
from typing import Iterator

import torch
from cog import BasePredictor, ConcatenateIterator, Input, Path
from transformers import AutoModel, AutoTokenizer, pipeline

MODEL = "org/model-7b"
"""


def predictor(body: str, top: str = "", config: str = CONFIG, **files: str) -> Project:
    """A project whose Predictor has ``body``; other modules by keyword."""
    text = (
        HEAD
        + textwrap.dedent(top)
        + "\n\nclass Predictor(BasePredictor):\n"
        + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    )
    others = {f"{name}.py": textwrap.dedent(source) for name, source in files.items()}
    return project({"cog.yaml": config, "predict.py": text + "\n", **others})


def found(rule: Rule, made: Project) -> list[str]:
    """The source at the place of each finding, on one line, a file's name before it."""
    return [
        f"{finding.path}:{' '.join(made.documents[finding.path].slice(finding.span).split())}"
        for finding in rule.run(made)
    ]


def shown(rule: Rule, made: Project) -> list[str]:
    """Like :func:`found` for a project of one module: the sources alone."""
    return [source.partition(":")[2] for source in found(rule, made)]


def mended(rule: Rule, made: Project, plan: int = 0) -> Project:
    """The project after one plan of each of the rule's findings, one after the other."""
    for _ in range(5):
        finding = next(iter(rule.run(made)), None)
        if finding is None:
            return made
        outcome = carry_out(made, finding.plans[plan])
        assert isinstance(outcome, Fix), outcome
        texts = {path: document.text for path, document in made.documents.items()}
        made = project({**texts, **engine.apply_fix(made, outcome).texts})
    raise AssertionError("the findings do not end")
