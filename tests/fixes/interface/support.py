"""Runners with one thing wrong, and what comes of the ways to mend it."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.engine import apply_fix
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Outcome, Refusal
from cog_lsp.interface import Cause, Problem, interfaces_of, model_problems
from cog_lsp.project import Project
from cog_lsp.rules.interface._ways import ways_of

from ...projects import project

ENUM = 'from enum import Enum\n\n\nclass Mode(str, Enum):\n    FAST = "fast"\n    SLOW = "slow"\n'
CONFIG = 'build:\n  python_version: "3.12"\nrun: run.py:Runner\n'


def runner(
    params: str = "", returns: str = " -> str", head: str = "", body: str = 'return ""'
) -> str:
    comma = ", " if params and not params.startswith("\n") else ""
    comma = comma or ("," if params else "")
    return (
        "from typing import Any, Iterator, Literal, Optional\n"
        "from cog import BaseRunner, Input\n"
        f"{head}\n\nclass Runner(BaseRunner):\n    def run(self{comma}{params}){returns}:\n"
        f"        {body}\n"
    )


def whole(text: str) -> Project:
    """A project with ``text`` for its runner."""
    return project({"cog.yaml": CONFIG, "run.py": text})


def outcomes(made: Project, cause: Cause) -> Iterator[Outcome]:
    for problem in problems(made, cause):
        for plan in ways_of(problem):
            yield carry_out(made, plan)


def problems(made: Project, cause: Cause) -> list[Problem]:
    """Those of ``cause``, in the interfaces and in the classes of the project."""
    found = [problem for interface in interfaces_of(made) for problem in interface.of([cause])]
    return found + [problem for problem in model_problems(made) if problem.cause is cause]


def mended(cause: Cause, text: str, **others: str) -> tuple[Fix, str]:
    """The first fix that there is, and the text after it; the problem has to be gone."""
    made = project({"cog.yaml": CONFIG, "run.py": text, **others})
    found = list(outcomes(made, cause))
    assert found, "there is no such problem"
    fix = next((each for each in found if isinstance(each, Fix)), None)
    assert fix is not None, found
    after = apply_fix(made, fix).texts["run.py"]
    left = project({"cog.yaml": CONFIG, "run.py": after, **others})
    assert len(problems(left, cause)) == len(problems(made, cause)) - 1
    assert (fix.note == "") == (fix.applicability is Applicability.SAFE)
    return fix, after


def refused(cause: Cause, text: str, **others: str) -> list[str]:
    """The reasons, where nothing can be made."""
    made = project({"cog.yaml": CONFIG, "run.py": text, **others})
    found = list(outcomes(made, cause))
    assert found, "there is no such problem"
    assert all(isinstance(each, Refusal) for each in found), found
    return [each.reason for each in found if isinstance(each, Refusal)]
