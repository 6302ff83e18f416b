"""The report for people, word for word, and when it is coloured."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest

from cog_lsp.cli.style import style_for
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeclareHardware, DeleteText, ShowHardwareCommand
from cog_lsp.rules.rule import Report
from cog_lsp.text import Span

from .conftest import CONFIG, HEALTHY, IDLE_COMMENT, Lay, Run, WithRules, at, stand_in

HELPER = "import torch\n\n\ndef load(name):\n    return torch.load(\n        name,\n    )\n"
PREDICT = (
    "from cog import BasePredictor\n\nfrom helper import load\n\n\n"
    "class Predictor(BasePredictor):\n"
    "    def predict(self, prompt: str) -> str:\n"
    "        model = load(\n"
    "            'weights.pt',\n"
    "        )\n"
    "        return model(prompt)\n"
)
FILES = {"cog.yaml": CONFIG, "predict.py": PREDICT, "helper.py": HELPER}


def loads(project: Project) -> Iterator[Report]:
    yield Report(
        "predict.py",
        at(project, "predict.py", "load(\n", ")"),
        "the weights are loaded on every prediction",
        related=(
            Related("helper.py", at(project, "helper.py", "torch.load(", ")"), "loaded here"),
        ),
    )


def test_finding_with_a_related_place_in_another_file(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    lay(FILES)
    with_rules(stand_in(loads, severity=Severity.ERROR))
    assert run("check", "--select", "stand-in").out == (
        "predict.py:8:17: error[stand-in] COG499 the weights are loaded on every prediction\n"
        "   |\n"
        " 6 |   class Predictor(BasePredictor):\n"
        " 7 |       def predict(self, prompt: str) -> str:\n"
        " 8 |           model = load(\n"
        "   |  _________________^\n"
        " 9 | |             'weights.pt',\n"
        "10 | |         )\n"
        "   | |_________^\n"
        "11 |           return model(prompt)\n"
        "   |\n"
        "note: loaded here\n"
        "  --> helper.py:5:12\n"
        " 5 |     return torch.load(\n"
        "   |            -----------\n"
        "\n"
        "Found 1 problem: 1 error.\n"
    )


def test_what_belongs_to_the_place_itself_is_a_note_and_many_places_are_counted(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    def noted(project: Project) -> Iterator[Report]:
        span = at(project, "cog.yaml", "build")
        related = [Related("predict.py", Span(start, start + 1), "see here") for start in range(6)]
        own = Related("cog.yaml", span, "more of it")
        yield Report("cog.yaml", span, "m", related=(*related, own))

    lay(HEALTHY)
    with_rules(stand_in(noted))
    out = run("check").out
    assert out.count("note: see here\n") == out.count("--> predict.py:") == 4
    assert "note: more of it\nnote: see here\n" in out
    assert "note: 2 more places, which other formats list\n" in out


def test_fixes_say_how_they_are_made_and_why_not(run: Run, lay: Lay, with_rules: WithRules) -> None:
    def several(project: Project) -> Iterator[Report]:
        span = at(project, "cog.yaml", "build")
        delete = DeleteText("cog.yaml", span, "Delete it", safe=True)
        tiers = [DeclareHardware("cog.yaml", f"made-up-{number}") for number in range(5)]
        show = ShowHardwareCommand("cog.yaml", "gpu-t4")
        yield Report("cog.yaml", span, "two\nlines", plans=(*tiers, delete, show))

    lay(HEALTHY)
    with_rules(stand_in(several))
    out = run("check").out
    assert "COG499 two\n  lines\n" in out
    helped = out[out.index("help:") :].splitlines()
    assert helped[:7] == [
        "help: Declare made-up-0 (your decision: --fix --unsafe-fixes)",
        "      which tier to pay for is the author's decision; this only declares it and changes "
        "nothing on Replicate",
        "  or: Declare made-up-1 (your decision: --fix --unsafe-fixes)",
        "  or: Declare made-up-2 (your decision: --fix --unsafe-fixes)",
        "  or: Declare made-up-3 (your decision: --fix --unsafe-fixes)",
        "  or: 2 more, which an editor offers",
        "help: Show how to set gpu-t4 on Replicate",
    ]
    assert helped[7].startswith("      A new model: replicate model create OWNER/NAME ")
    assert "curl" not in out
    assert out.endswith("\n1 fixable with --fix.\n")


def test_refusal_gives_its_reason(run: Run, lay: Lay, with_rules: WithRules) -> None:
    def refused(project: Project) -> Iterator[Report]:
        plan = DeclareHardware("cog.yaml", "gpu-t4")
        yield Report("cog.yaml", at(project, "cog.yaml", "["), "m", plans=(plan,))

    lay({**HEALTHY, "cog.yaml": "build: [\n"})
    with_rules(stand_in(refused))
    out = run("check", "--select", "stand-in").out
    assert re.search(r"^help: no fix \(Declare gpu-t4 .*\): cog.yaml does not parse$", out, re.M)
    assert "fixable" not in out


def test_finding_in_a_file_without_text_has_no_frame(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    def missing(project: Project) -> Iterator[Report]:
        yield Report("predict.py", at(project, "cog.yaml", "build"), "it is not there")

    lay({"cog.yaml": CONFIG})
    with_rules(stand_in(missing))
    assert run("check", "--ignore", "target-not-found").out == (
        "predict.py:1:1: warning[stand-in] COG499 it is not there\n\nFound 1 problem: 1 warning.\n"
    )


def test_terminal_is_not_steered_by_names_and_messages(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    def hostile(project: Project) -> Iterator[Report]:
        yield Report("cog.yaml", at(project, "cog.yaml", "build"), "\x1b]0;owned\x07")

    lay(HEALTHY)
    with_rules(stand_in(hostile))
    out = run("check").out
    assert "\x1b" not in out
    assert "\ufffd]0;owned\ufffd" in out


@pytest.mark.parametrize(
    ("choice", "environment", "terminal", "colored"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_color_is_for_terminals(
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
    environment: dict[str, str],
    terminal: bool,
    colored: bool,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    assert style_for(choice, stream).on is colored  # type: ignore[arg-type]


def test_color_changes_nothing_but_color(run: Run, lay: Lay) -> None:
    lay(IDLE_COMMENT)
    plain, colored = run("check").out, run("check", "--color", "always").out
    assert "\x1b[36;1mhint[unused-suppression]\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
