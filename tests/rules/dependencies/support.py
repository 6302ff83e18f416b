"""Projects of a few lines, and what is found in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cog_lsp import engine
from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity

from ...projects import project

PREDICT = "from cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n    pass\n"


def listing(
    packages: Iterable[str] = (), *, gpu: bool = True, python: str = "3.11", build: str = ""
) -> dict[str, str]:
    """A project whose cog.yaml lists ``packages``, with further lines of ``build``."""
    lines = ["build:", f"  gpu: {str(gpu).lower()}", f'  python_version: "{python}"']
    lines += [f"  {line}" for line in build.splitlines()]
    items = [f"    - {package}" for package in packages]
    lines += ["  python_packages:", *items] if items else []
    return {"cog.yaml": "\n".join([*lines, "run: predict.py:Predictor", ""])}


def filed(text: str, *, gpu: bool = True, python: str = "3.11", build: str = "") -> dict[str, str]:
    """A project with ``text`` as its requirements file."""
    extra = f"python_requirements: requirements.txt\n{build}"
    return {
        **listing(gpu=gpu, python=python, build=extra),
        "requirements.txt": text,
    }


def found(files: Mapping[str, str], *rules: str) -> list[Finding]:
    """The findings of ``rules`` in a project of ``files``."""
    made = project({"predict.py": PREDICT, **files})
    checked = engine.check(made)
    assert not checked.faults
    return [finding for finding in checked.findings if finding.rule in rules]


def marked(files: Mapping[str, str], *rules: str) -> list[tuple[str, str, Severity]]:
    """Rule, marked text and severity of each finding of ``rules``."""
    texts = {"predict.py": PREDICT, **files}
    return [
        (finding.rule, finding.span.text(texts[finding.path]), finding.severity)
        for finding in found(files, *rules)
    ]


def rules_in(files: Mapping[str, str], family: str = "COG2") -> list[str]:
    """The slugs of the findings whose code begins with ``family``, each once."""
    made: Project = project({"predict.py": PREDICT, **files})
    checked = engine.check(made)
    assert not checked.faults
    return sorted({item.rule for item in checked.findings if item.code.startswith(family)})
