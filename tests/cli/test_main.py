"""How a command ends, whatever goes wrong."""

from __future__ import annotations

import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from cog_lsp import __version__
from cog_lsp.cli import check as check_module
from cog_lsp.project import Project
from cog_lsp.rules.rule import Report

from .conftest import HEALTHY, IDLE_COMMENT, Lay, Run, WithRules, stand_in


def test_version(run: Run) -> None:
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"cog-lsp {__version__}\n", "")


@pytest.mark.parametrize("command", ["check", "server", "rules", "explain", "hardware"])
def test_help_names_every_command_and_each_has_its_own(run: Run, command: str) -> None:
    assert f"\n    {command} " in run("--help").out
    ran = run(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: cog-lsp {command}")


def test_no_command_is_a_usage_error_that_shows_the_help(run: Run) -> None:
    ran = run()
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("usage: cog-lsp")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chekc"], "invalid choice: 'chekc'"),
        (["check", "--output-format", "xml"], "sarif"),
        (["check", "--output", "json"], "unrecognized arguments: --output"),
        (["check", "--fail-on", "fatal"], "use one of error, warning, information, hint"),
        (["check", "--select", ","], "give at least one rule"),
        (["check", "--select", "yaml-sintax"], "did you mean yaml-syntax"),
        (["check", "--ignore", "COG1O1"], "COG101"),
        (["check", "--ignore", "zzzzzzz"], "no rule is called 'zzzzzzz'; `cog-lsp rules` lists"),
        (["check", "--diff", "--output-format", "json"], "--diff"),
        (["check", "--stdin-filename", "predict.py", "cog.yaml"], "the only accepted PATH"),
        (["check", "-"], "--stdin-filename"),
        (["explain", "yaml"], "did you mean yaml-syntax"),
        (["hardware", "--fits", "big"], "write, for example, 20GB"),
    ],
)
def test_usage_errors_are_one_line_that_says_what_would_do(
    run: Run, lay: Lay, arguments: list[str], said: str
) -> None:
    lay(HEALTHY)
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith("cog-lsp: error: ")
    assert ran.err.count("\n") == 1
    assert said in ran.err


def _break_down(*_: object) -> None:
    raise KeyError("kaboom")


def test_internal_error_says_where_to_report_it(
    run: Run, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(HEALTHY)
    monkeypatch.setattr(check_module, "find_targets", _break_down)
    ran = run("check")
    assert ran.code == 3
    assert "internal error: KeyError: 'kaboom'" in ran.err
    assert "https://github.com/cog-lsp/cog-lsp/issues" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in run("check", "--verbose").err
    monkeypatch.setenv("COG_LSP_DEBUG", "1")
    assert "Traceback" in run("check").err


def test_rule_that_breaks_down_leaves_the_others_and_ends_with_3(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    def broken(_: Project) -> Iterator[Report]:
        raise ZeroDivisionError("by zero")

    lay(IDLE_COMMENT)
    with_rules(stand_in(broken))
    ran = run("check")
    assert ran.code == 3
    assert "unused-suppression" in ran.out
    assert "rule stand-in crashed" in ran.err
    assert "ZeroDivisionError: by zero" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in run("check", "--verbose").err
    assert run("check", "--diff").code == 3
    assert run("check", "--output-format", "sarif").code == 3


def test_server_is_started_and_its_end_is_ours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    server = types.ModuleType("cog_lsp.server.main")
    server.__dict__["serve"] = lambda: 7
    monkeypatch.setitem(sys.modules, "cog_lsp.server.main", server)
    assert run("server").code == 7
    assert run("server", "--stdio").code == 7


def test_interrupted_command_is_quiet(run: Run, lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    lay(HEALTHY)
    monkeypatch.setattr(check_module, "find_targets", interrupt)
    ran = run("check")
    assert (ran.code, ran.out, ran.err) == (130, "", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pipe")
def test_broken_pipe_is_quiet() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "cog_lsp", "explain", "yaml-syntax"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    # Nobody reads: closed before the program can have begun to write.
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait() == 0
