"""What is reported, and the exit code that says so."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, Rule
from cog_lsp.text import Span

from .conftest import BROKEN_PYTHON, HEALTHY, IDLE_COMMENT, Lay, Run, WithRules, stand_in


def at_start(severity: Severity) -> Rule:
    """A rule that finds something at the start of cog.yaml, in every project."""

    def check(project: Project) -> Iterator[Report]:
        yield Report("cog.yaml", Span(0, 5), f"a {severity.label}", key="start")

    return stand_in(check, f"finds-{severity.label}", f"COG49{severity.value}", severity)


def slugs(run: Run, *arguments: str) -> list[str]:
    ran = run("check", "--output-format", "json", *arguments)
    return [found["rule"] for found in json.loads(ran.out)]


def test_clean_project(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    ran = run("check")
    assert (ran.code, ran.out, ran.err) == (0, "No problems found in 1 project.\n", "")


@pytest.mark.parametrize("fail_on", list(Severity))
@pytest.mark.parametrize("severity", list(Severity))
def test_exit_code_is_1_from_fail_on_upwards(
    run: Run, lay: Lay, with_rules: WithRules, severity: Severity, fail_on: Severity
) -> None:
    lay(HEALTHY)
    with_rules(at_start(severity))
    assert run("check", "--fail-on", fail_on.label).code == int(severity >= fail_on)
    assert run("check", "--fail-on", fail_on.label, "--exit-zero").code == 0


def test_fail_on_is_warning_by_default(run: Run, lay: Lay, with_rules: WithRules) -> None:
    lay(HEALTHY)
    with_rules(at_start(Severity.INFORMATION))
    assert run("check").code == 0
    with_rules(at_start(Severity.WARNING))
    assert run("check").code == 1


def test_min_severity_leaves_out_what_is_below(run: Run, lay: Lay, with_rules: WithRules) -> None:
    lay(IDLE_COMMENT)
    with_rules(at_start(Severity.INFORMATION), at_start(Severity.ERROR))
    assert slugs(run) == ["finds-information", "finds-error", "unused-suppression"]
    assert slugs(run, "--min-severity", "info") == ["finds-information", "finds-error"]
    assert slugs(run, "--min-severity", "error") == ["finds-error"]
    assert run("check", "--min-severity", "error", "--ignore", "finds-error").code == 0


def test_select_and_ignore_take_names_codes_and_beginnings_of_codes(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    lay(IDLE_COMMENT)
    with_rules(at_start(Severity.ERROR), at_start(Severity.WARNING))
    everything = ["finds-warning", "finds-error", "unused-suppression"]
    assert slugs(run) == everything
    assert slugs(run, "--select", "unused-suppression") == ["unused-suppression"]
    assert slugs(run, "--select", "cog49") == ["finds-warning", "finds-error"]
    assert slugs(run, "--select", "COG494,COG9") == ["finds-error", "unused-suppression"]
    assert slugs(run, "--select", "COG494", "--select", "COG9", "--ignore", "COG901") == [
        "finds-error"
    ]
    assert slugs(run, "--ignore", "finds-error , COG493") == ["unused-suppression"]
    assert slugs(run, "--select", "all") == everything


def test_select_stands_in_place_of_the_settings_and_ignore_adds_to_them(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    settings = 'ignore = ["finds-error"]\n[severity]\nfinds-warning = "off"\n'
    lay({**IDLE_COMMENT, "cog-lsp.toml": settings})
    with_rules(at_start(Severity.ERROR), at_start(Severity.WARNING))
    assert slugs(run) == ["unused-suppression"]
    assert slugs(run, "--ignore", "COG901") == []
    assert slugs(run, "--select", "COG49") == ["finds-warning", "finds-error"]


def test_severity_of_the_settings_counts(run: Run, lay: Lay) -> None:
    lay({**IDLE_COMMENT, "cog-lsp.toml": '[severity]\nunused-suppression = "error"\n'})
    assert run("check").code == 1
    assert run("check", "--select", "COG901").code == 1


def test_silenced_findings_are_counted_not_shown(run: Run, lay: Lay) -> None:
    broken = BROKEN_PYTHON["predict.py"].replace(
        "-> str", "-> str  # cog-lsp: ignore[python-syntax]"
    )
    lay({**HEALTHY, "predict.py": broken})
    ran = run("check")
    assert ran.code == 0
    assert ran.out == "No problems found in 1 project, 1 silenced by comments.\n"
    assert run("check", "cog.yaml").out == "No problems found in 1 project.\n"


def test_summary_counts_by_severity_and_by_fix(run: Run, lay: Lay, with_rules: WithRules) -> None:
    lay({f"{name}/{path}": text for name in "ab" for path, text in IDLE_COMMENT.items()})
    with_rules(at_start(Severity.ERROR), at_start(Severity.INFORMATION))
    assert run("check").out.splitlines()[-2:] == [
        "Found 6 problems: 2 errors, 2 information, 2 hints.",
        "2 fixable with --fix.",
    ]
    assert run("check", "a", "--select", "COG9").out.splitlines()[-2:] == [
        "Found 1 problem: 1 hint.",
        "1 fixable with --fix.",
    ]
