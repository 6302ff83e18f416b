"""The server with stand-in rules beside the real ones: findings on demand, by words in comments.

    bad-safe, bad-unsafe   a finding whose fix deletes the word, safe or unsafe
    bad-refused            a finding whose fix is refused
    bad-suggest            a finding with a suggestion
    bad-create             a finding whose fix makes the file made.txt
    bad-related            a deprecated thing that speaks of the first line of cog.yaml
    do-crash               the rule breaks down
    do-print               the rule prints, in Python and to the bare descriptor and from a child
    do-wait:PATH           the rule says so on stderr and waits, while there is a pipe at PATH

Features have stand-ins as well, in standin_features.py.

The environment may set ``ANSWER_SECONDS``, ``PARENT_POLL_SECONDS``, ``PROGRESS_PAUSE`` and
``TYPING_PAUSE``; the search for projects waits at the pipe ``SCAN_GATE`` in each folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from cog_lsp import engine
from cog_lsp.project import Project
from cog_lsp.project.discover import find_projects
from cog_lsp.rules import registry
from cog_lsp.rules.finding import Related, Severity, Tag
from cog_lsp.rules.plan import CreateFile, DeleteText, Plan, ShowHardwareCommand
from cog_lsp.rules.rule import Report, Rule
from cog_lsp.server import language_server, progress, session
from cog_lsp.server.main import serve
from cog_lsp.text import Span
from tests.protocol import standin_features


def words(project: Project, pattern: str) -> Iterator[tuple[str, re.Match[str]]]:
    for path, document in sorted(project.documents.items()):
        for match in re.finditer(pattern, document.text):
            yield path, match


def plans_for(word: str, path: str, span: Span) -> tuple[Plan, ...]:
    match word:
        case "bad-safe":
            return (DeleteText(path, span, "Delete the word"),)
        case "bad-unsafe":
            return (DeleteText(path, span, "Delete the word", safe=False),)
        case "bad-refused":
            return (Plan(path),)
        case "bad-create":
            return (CreateFile("made.txt", "made\n", title="Make the file"),)
        case "bad-suggest":
            return (ShowHardwareCommand("cog.yaml", "gpu-l40s"),)
    return ()


def marker(word: str) -> Rule:
    def check(project: Project) -> Iterator[Report]:
        for path, match in words(project, rf"\b{word}\b"):
            span = Span(match.start(), match.end())
            line = project.documents[path].line_span(match.start())
            related = (Related("cog.yaml", Span(0, 3), "said here"),)
            yield Report(
                path,
                span,
                f"{word} stands here",
                key=f"{word} in {project.documents[path].slice(line)}",
                plans=plans_for(word, path, span),
                related=related if word == "bad-related" else (),
                tags=(Tag.DEPRECATED,) if word == "bad-related" else (),
            )

    return Rule(word, f"COGX{len(word)}", Severity.WARNING, "0", "", f"{word} is a word.", check)


def misbehave(project: Project) -> Iterator[Report]:
    for _ in words(project, r"do-crash"):
        raise RuntimeError("the stand-in breaks down")
    for _ in words(project, r"do-print"):
        print("noise from Python")
        os.write(1, b"noise from C\n")
        subprocess.run(["echo", "noise from a child"], check=True)
    for _, match in words(project, r"do-wait:(\S+)"):
        gate = Path(match[1])
        # The test may take the gate away between the look and the reading.
        with contextlib.suppress(FileNotFoundError):
            gate.stat()
            print("waits at", gate, file=sys.stderr, flush=True)
            gate.read_bytes()
    yield from ()


WORDS = ("bad-safe", "bad-unsafe", "bad-refused", "bad-create", "bad-suggest", "bad-related")
RULES = (
    # First, so that what the others find waits for it.
    Rule("misbehave", "COGY1", Severity.HINT, "0", "", "Misbehaves.", misbehave),
    *map(marker, WORDS),
)


def kept(rule: Rule) -> bool:
    """Whether a real rule stays.

    Those of cog.yaml, dependencies and the interface have something to say of almost any text that
    a test makes up; the first of them does for all.
    """
    return rule.slug in ("yaml-syntax", "python-syntax") or rule.code >= "COG4"


def find_slowly(folder: Path, cancelled: Callable[[], bool]) -> Iterator[Path]:
    yield folder
    # The test may have taken the gate away already.
    with contextlib.suppress(FileNotFoundError):
        Path(os.environ["SCAN_GATE"]).read_bytes()
    if not cancelled():
        yield from find_projects(folder, cancelled)


def main() -> int:
    standin_features.install()
    every = (*RULES, *filter(kept, registry.all_rules()))
    registry.all_rules = engine.all_rules = lambda: every  # type: ignore[attr-defined,assignment]
    if "ANSWER_SECONDS" in os.environ:
        language_server.ANSWER_SECONDS = float(os.environ["ANSWER_SECONDS"])
    if "TYPING_PAUSE" in os.environ:
        session.TYPING_PAUSE = float(os.environ["TYPING_PAUSE"])  # type: ignore[attr-defined]
    if "PROGRESS_PAUSE" in os.environ:
        progress.PROGRESS_PAUSE = float(os.environ["PROGRESS_PAUSE"])
    if "SCAN_GATE" in os.environ:
        session.find_projects = find_slowly  # type: ignore[attr-defined]
    return serve(float(os.environ.get("PARENT_POLL_SECONDS", "10")))


if __name__ == "__main__":
    raise SystemExit(main())
