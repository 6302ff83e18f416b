"""A project in an empty folder, the command line run in this process, and rules that stand in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cog_lsp.cli.main import main
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Report, Rule
from cog_lsp.text import Span

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
PREDICTOR = (
    "from cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n"
    "    def predict(self, prompt: str) -> str:\n        return prompt\n"
)
HEALTHY = {"cog.yaml": CONFIG, "predict.py": PREDICTOR}
# One finding, a hint, with a safe fix that deletes the comment. An unknown name is found whatever
# rules are selected.
IDLE_COMMENT = {**HEALTHY, "predict.py": f"{PREDICTOR}# cog-lsp: ignore[no-such-rule]\n"}
# One finding, an error, without a fix.
BROKEN_PYTHON = {**HEALTHY, "predict.py": PREDICTOR.replace("-> str:", "-> str")}


@dataclass(frozen=True)
class Ran:
    """What a command came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
Lay = Callable[..., Path]


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COG_LSP_DEBUG", "CI_PROJECT_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def lay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lay:
    """Writes files (text or bytes by path) into a folder, which becomes the current one."""
    top = tmp_path / "top"

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        monkeypatch.chdir(top)
        return top

    return write


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``cog-lsp`` with arguments, and with bytes on stdin."""

    def call(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(arguments)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


WithRules = Callable[..., None]


@pytest.fixture
def with_rules(monkeypatch: pytest.MonkeyPatch) -> WithRules:
    """Adds rules to those that there are, for one test."""

    def add(*rules: Rule) -> None:
        listed = (*all_rules(), *rules)
        # The registry last: what is imported on the way must not take the new list for good.
        for module in ("engine", "cli.rule_names", "cli.rules", "rules.registry"):
            monkeypatch.setattr(f"cog_lsp.{module}.all_rules", lambda: listed)

    return add


def stand_in(
    check: Callable[[Project], Iterator[Report]],
    slug: str = "stand-in",
    code: str = "COG499",
    severity: Severity = Severity.WARNING,
) -> Rule:
    """A rule that does what ``check`` does."""
    return Rule(slug, code, severity, "0.1.0", "", "Stands in.\n\n## What it does\n\nIt", check)


def at(project: Project, path: str, text: str, end: str | None = None) -> Span:
    """Where ``text`` first stands in a file of ``project``; up to and with ``end`` if given."""
    source = project.documents[path].text
    start = source.index(text)
    last = text if end is None else end
    return Span(start, source.index(last, start) + len(last))
